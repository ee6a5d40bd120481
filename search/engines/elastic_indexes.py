"""The indexes of one collection in Elasticsearch: the one behind the alias, the previous one, and one being built."""

from uuid import uuid4

from elasticsearch import Elasticsearch, NotFoundError

from search.collection import Collection
from search.engines.elastic_documents import fingerprint, layout
from search.protocol import IndexMissing


class Indexes:
    """`alias`: used for reading and writing; it includes the layout, so other versions of the code have another one."""

    def __init__(self, client: Elasticsearch, prefix: str, collection: Collection) -> None:
        self.alias = f"{prefix}{collection.name}-{fingerprint(collection)}"
        self._before = f"{self.alias}-before"
        self._all = f"{prefix}{collection.name}-*"
        self._collection = collection
        self._client = client

    def exists(self) -> bool:
        return bool(self._client.indices.exists_alias(name=self.alias))

    def create(self) -> str:
        """An empty index that nothing uses yet. One rebuild at a time."""
        self._forget_unfinished()
        index = f"{self.alias}-{uuid4().hex[:12]}"
        made = layout(self._collection)
        made["settings"]["refresh_interval"] = "-1"
        self._client.indices.create(index=index, **made)
        return index

    def previous(self) -> str:
        """The one used before. Raises IndexMissing."""
        found = self._behind(self._before)
        if not found:
            raise IndexMissing("no index before this one")
        return found[0]

    def switch(self, index: str) -> None:
        """Atomic: the next requests read this index; the previous one is kept."""
        self._client.indices.put_settings(index=index, settings={"refresh_interval": None})
        self._client.indices.refresh(index=index)
        before = self._behind(self.alias)
        moves = [{"remove": {"index": old, "alias": self._before}} for old in self._behind(self._before)]
        for old in before:
            moves += [
                {"remove": {"index": old, "alias": self.alias}},
                {"add": {"index": old, "alias": self._before}},
            ]
        self._client.indices.update_aliases(actions=[*moves, {"add": {"index": index, "alias": self.alias}}])
        self._prune(kept={index, *before})

    def delete(self, index: str) -> None:
        self._client.indices.delete(index=index, ignore_unavailable=True)

    def _behind(self, alias: str) -> list[str]:
        try:
            return list(self._client.indices.get_alias(name=alias))
        except NotFoundError:
            return []

    def _forget_unfinished(self) -> None:
        """Deletes indexes of our layout without an alias, left by interrupted rebuilds."""
        found = self._client.indices.get(index=f"{self.alias}-*")
        for index in found:
            if not found[index]["aliases"]:
                self.delete(index)

    def _prune(self, kept: set[str]) -> None:
        """Keeps this one and the previous one, even of another version of the code."""
        found = self._client.indices.get(index=self._all)
        made = sorted(found, key=lambda index: int(found[index]["settings"]["index"]["creation_date"]))
        in_use = [index for index in made if found[index]["aliases"] and index not in kept]
        kept = kept | set(in_use[-1:] if len(kept) == 1 else [])
        for index in found:
            if index not in kept:
                self.delete(index)
