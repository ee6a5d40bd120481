from django.apps import AppConfig
from django.db.backends.signals import connection_created


class PageCacheConfig(AppConfig):
    name = "store.page_cache"
    verbose_name = "Cache des pages"

    def ready(self) -> None:
        from store.page_cache.content_version import watch  # noqa: PLC0415  needs the models

        connection_created.connect(watch, dispatch_uid="store.page_cache")
