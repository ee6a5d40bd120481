from django.apps import AppConfig


class DeploymentsConfig(AppConfig):
    name = "catalogue.deployments"
    label = "deployments"
    verbose_name = "Déploiements"

    def ready(self) -> None:
        from catalogue.deployments import figure_signals, gone_accounts, joining_uses  # noqa: F401, PLC0415  connect receivers
        from catalogue.deployments.loading import SECTION  # noqa: PLC0415  once models are ready
        from catalogue.services.loading.sections import register  # noqa: PLC0415  nor before

        register(SECTION)
