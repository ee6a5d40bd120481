from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "store"
    verbose_name = "Territoires Store"

    def ready(self) -> None:
        from catalogue.foundation.field_rules import guard  # noqa: PLC0415  its fields need Django to be ready
        from store import limits  # noqa: F401, PLC0415  connects a receiver

        guard()
