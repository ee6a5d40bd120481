"""The context of a question: the vocabulary, and the territory chosen by the visitor."""

from dataclasses import dataclass
from typing import Self

from catalogue.deployments.adoption import in_use_by
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Territory
from search.answering.search_vocabulary import SearchVocabulary, load_vocabulary
from search.collection import Collection
from search.collections import SERVICES
from search.protocol import Eligibility


@dataclass(frozen=True)
class Visit:
    vocabulary: SearchVocabulary
    territory: Territory | None = None
    eligibility: Eligibility | None = None
    counts: bool = True
    """Whether the page shows how many services each choice of a facet has."""

    @classmethod
    def of(cls, territory: Territory | None = None, collection: Collection = SERVICES) -> Self:
        """One query, four with a territory."""
        if territory is None:
            return cls(load_vocabulary(collection=collection))
        words = load_vocabulary(territory.name, lineage(territory), collection)
        return cls(words, territory, Eligibility(territory.kind, territory.population, in_use_by(territory)))

    @classmethod
    def nowhere(cls) -> Self:
        """Without the words of the facets: to read services that nobody searched for. No query."""
        return cls(SearchVocabulary({}))

    @property
    def collection(self) -> Collection:
        """What the question is about."""
        return self.vocabulary.collection

    @property
    def key(self) -> str:
        return self.territory.key if self.territory else ""
