from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "store.demo"
    label = "demo"
    verbose_name = "Démonstration"

    def ready(self) -> None:
        from store.demo.drawing import illustrations  # noqa: F401, PLC0415  connects a receiver
