"""Which questions editors have already said something of: a synonym, pinned results."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from search.language.pins import Key, question_key
from search.models import PinnedResults, SynonymSet

Said = SynonymSet | PinnedResults


@dataclass(frozen=True)
class Handled:
    by_key: Mapping[Key, list[Said]]

    @classmethod
    def now(cls) -> Self:
        """Two queries."""
        by_key: dict[Key, list[Said]] = defaultdict(list)
        for synonyms in SynonymSet.objects.all():
            for key in {question_key(line) for line in synonyms.lines()}:
                by_key[key].append(synonyms)
        for pinned in PinnedResults.objects.filter(services__isnull=False).distinct():
            by_key[question_key(pinned.question)].append(pinned)
        return cls(dict(by_key))

    def by(self, question: str) -> list[Said]:
        """What concerns the whole question, not one of its words."""
        return self.by_key.get(question_key(question), [])
