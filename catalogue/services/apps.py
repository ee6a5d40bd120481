from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "catalogue.services"
    label = "services"
    verbose_name = "Services"

    def ready(self) -> None:
        from catalogue.services import signals  # noqa: F401, PLC0415  connects the receivers
