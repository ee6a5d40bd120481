"""What people may search: one row per kind of documents (`search.collection`). Nothing else names them all."""

from search.collections.services import SERVICES

COLLECTIONS = (SERVICES,)
BY_NAME = {collection.name: collection for collection in COLLECTIONS}

__all__ = ["BY_NAME", "COLLECTIONS", "SERVICES"]
