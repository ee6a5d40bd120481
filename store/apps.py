from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "store"
    verbose_name = "Territoires Store"

    def ready(self) -> None:
        from store import limits  # noqa: F401, PLC0415  connects a receiver
