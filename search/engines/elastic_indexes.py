"""The indexes of one Store in Elasticsearch: one in use under an alias, the one before it, and one being made."""

from uuid import uuid4

from elasticsearch import Elasticsearch, NotFoundError

from search.engines.elastic_documents import fingerprint, layout
from search.protocol import IndexMissing


class Indexes:
    """`alias`: what is asked and written to; it names the layout, so that another version of the code has another."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self.alias = f"{prefix}services-{fingerprint()}"
        self._before = f"{self.alias}-before"
        self._all = f"{prefix}services-*"
        self._client = client

    def exists(self) -> bool:
        return bool(self._client.indices.exists_alias(name=self.alias))

    def create(self) -> str:
        """Empty, in nobody's way; not searchable until it is counted. One rebuild at a time: no other is being made."""
        self._forget_unfinished()
        index = f"{self.alias}-{uuid4().hex[:12]}"
        made = layout()
        made["settings"]["refresh_interval"] = "-1"
        self._client.indices.create(index=index, **made)
        return index

    def previous(self) -> str:
        """The one that was in use before. Raises IndexMissing."""
        found = self._behind(self._before)
        if not found:
            raise IndexMissing("no index before this one")
        return found[0]

    def switch(self, index: str) -> None:
        """From one request to the next, everybody reads this one; the one before is kept."""
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
        """What rebuilds that were killed left behind: of our layout, behind no alias."""
        found = self._client.indices.get(index=f"{self.alias}-*")
        for index in found:
            if not found[index]["aliases"]:
                self.delete(index)

    def _prune(self, kept: set[str]) -> None:
        """Two stay: this one and the one in use before it, be it of another version of the code."""
        found = self._client.indices.get(index=self._all)
        made = sorted(found, key=lambda index: int(found[index]["settings"]["index"]["creation_date"]))
        in_use = [index for index in made if found[index]["aliases"] and index not in kept]
        kept = kept | set(in_use[-1:] if len(kept) == 1 else [])
        for index in found:
            if index not in kept:
                self.delete(index)
