from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from search import checks  # noqa: F401, PLC0415  registers the checks
        from search.indexing import need_signals, signals  # noqa: F401, PLC0415  connects the receivers
        from search.statistics import counting  # noqa: F401, PLC0415  connects a receiver
