from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class StoreConfig(AppConfig):
    name = "store"
    verbose_name = "Territoires Store"

    def ready(self) -> None:
        from catalogue.foundation.field_rules import guard  # noqa: PLC0415  its fields need Django to be ready
        from store import limits  # noqa: F401, PLC0415  connects a receiver

        guard()
        connection_created.connect(_know_json, dispatch_uid="store.know_json")


def _know_json(connection: Any, **_: Any) -> None:
    """Django tries JSON in a transaction: it would take a locked database for one without JSON, until it ends."""
    if connection.vendor == "sqlite":
        connection.features.supports_json_field = True
