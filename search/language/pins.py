"""The services that editors want first when a question is asked."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from search.language.analysis import QUESTION_WORDS, tokens

MOST = 5
Key = tuple[str, ...]


@dataclass(frozen=True)
class Pins:
    """`by_key`: ids of services, the first one first."""

    by_key: Mapping[Key, tuple[int, ...]]

    @classmethod
    @lru_cache(maxsize=4)  # editors seldom change them
    def of(cls, rows: tuple[tuple[str, int, int], ...]) -> "Pins":
        """`rows`: a question, a place, a service."""
        by_key: dict[Key, list[int]] = defaultdict(list)
        for question, _, service in sorted(rows):
            by_key[question_key(question)].append(service)
        return cls({key: tuple(services[:MOST]) for key, services in by_key.items() if key})

    def answering(self, *questions: str) -> tuple[int, ...]:
        """Those of the first of these questions that has some."""
        found = (self.by_key.get(question_key(question), ()) for question in questions if question)
        return next((services for services in found if services), ())


def question_key(text: str) -> Key:
    """Equal for questions that are the same to the search: case, accents, plurals, the order of words do not count."""
    words = list(tokens(text))
    asked = [token for token in words if token.word not in QUESTION_WORDS] or words
    return tuple(sorted({token.stem for token in asked}))
