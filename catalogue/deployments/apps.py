from django.apps import AppConfig


class DeploymentsConfig(AppConfig):
    name = "catalogue.deployments"
    label = "deployments"
    verbose_name = "Déploiements"

    def ready(self) -> None:
        from catalogue.deployments.loading import SECTION
        from catalogue.services.loading.sections import register

        register(SECTION)
