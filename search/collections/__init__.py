"""What people may search: one row per kind of documents (`search.collection`). Nothing else names them all."""

from search.collections.awarded_grants import GRANTS
from search.collections.needs import NEEDS
from search.collections.services import SERVICES

COLLECTIONS = (SERVICES, NEEDS, GRANTS)
BY_NAME = {collection.name: collection for collection in COLLECTIONS}

__all__ = ["BY_NAME", "COLLECTIONS", "GRANTS", "NEEDS", "SERVICES"]
