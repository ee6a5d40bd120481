from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from catalogue.needs.nearness import find_with  # noqa: PLC0415  needs the models
        from search import checks  # noqa: F401, PLC0415  registers the checks
        from search.answering.similar import similar_needs  # noqa: PLC0415  needs the models
        from search.indexing import grant_signals, need_signals, signals  # noqa: F401, PLC0415  connects the receivers
        from search.statistics import counting  # noqa: F401, PLC0415  connects a receiver

        find_with(
            lambda text, limit, without: [
                (near.hit.pk, near.score) for near in similar_needs(text, limit, without=without)
            ]
        )
