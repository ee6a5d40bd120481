from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "catalogue.territories"
    label = "territories"
    verbose_name = "Territoires"

    def ready(self) -> None:
        from catalogue.territories import inside, name_words  # noqa: F401, PLC0415  connects the receivers
