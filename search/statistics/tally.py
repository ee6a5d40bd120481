"""Counting in memory, writing now and then: a search writes nothing to the database while somebody waits for it.

Counts of at most a minute are lost when a process is killed: they are statistics, not records.
"""

import re
import time
from collections import deque
from dataclasses import dataclass
from threading import Lock

from django.conf import settings

_MOST_WAITING = 1_000
"""More than people ask in a minute: what a robot adds is forgotten."""
_LONGEST, _MOST_WORDS = 100, 12
"""Beyond, people tell their story."""
_PERSONAL = re.compile(
    r"@|\barobase\b|[(\[]at[)\]]"  # an e-mail address, also as people write it to hide it
    r"|\d(?:[^\w@]{0,3}\d){6,}"  # a number long enough to be a telephone's, a person's or a file's
    r"|\b(?:mme|mlle|madame|mademoiselle|monsieur)\b"  # somebody's name follows
)


@dataclass(frozen=True)
class AskedCounts:
    """A question, as it is counted; `total`: how many services have all its words."""

    text: str
    total: int


@dataclass(frozen=True)
class Opened:
    """A sheet opened from the answers at `query` (the query string of the catalogue)."""

    query: str
    path: str


Noted = AskedCounts | Opened


class _Waiting:
    def __init__(self) -> None:
        self._notes: deque[Noted] = deque(maxlen=_MOST_WAITING)
        self._lock = Lock()
        self._written = time.monotonic()

    def add(self, noted: Noted) -> None:
        self._notes.append(noted)

    def give_back(self, notes: list[Noted]) -> None:
        """Written another time."""
        self._notes.extend(notes)

    def due(self) -> list[Noted]:
        """What to write now, nothing most of the time; one thread takes it all."""
        with self._lock:
            if not self._notes or time.monotonic() - self._written < settings.SEARCH_LOG_SECONDS:
                return []
            taken = [self._notes.popleft() for _ in range(len(self._notes))]
            self._written = time.monotonic()
            return taken


_waiting = _Waiting()


def normal(text: str) -> str:
    """The question as it is counted, empty when it is not to be kept: too long, or it may name a person."""
    question = " ".join(text.lower().split())
    is_long = len(question) > _LONGEST or question.count(" ") >= _MOST_WORDS
    return "" if is_long or _PERSONAL.search(question) else question


def note_question(text: str, total: int) -> None:
    if question := normal(text):
        _waiting.add(AskedCounts(question, total))


def note_opening(query: str, path: str) -> None:
    _waiting.add(Opened(query, path))


due, give_back = _waiting.due, _waiting.give_back
