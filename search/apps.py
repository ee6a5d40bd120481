from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from search import checks, signals  # noqa: F401, PLC0415  connects the receivers, registers the checks
        from search.asked import counting  # noqa: F401, PLC0415  connects a receiver
