from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "catalogue.funding"
    label = "funding"
    verbose_name = "Financements"

    def ready(self) -> None:
        from catalogue.funding import awarding  # noqa: F401, PLC0415  connects it
        from catalogue.funding.application_files import put_before_juries  # noqa: PLC0415  once models are ready

        put_before_juries()
