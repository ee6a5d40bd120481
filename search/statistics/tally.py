"""Counting in memory and writing now and then, so that searches write nothing while somebody waits.

A killed process loses at most a minute of counts, which are statistics, not records.
"""

import re
import time
from collections import deque
from dataclasses import dataclass
from threading import Lock

from django.conf import settings

_MOST_WAITING = 1_000
"""More than people ask in a minute: beyond it, a robot is at work and not counted."""
_LONGEST, _MOST_WORDS = 100, 12
"""Longer questions tend to tell a person's story."""
_PERSONAL = re.compile(
    r"@|\barobase\b|[(\[]at[)\]]"  # an e-mail address, even disguised
    r"|\d(?:[^\w@]{0,3}\d){6,}"  # a number long enough for a telephone, a person or a file
    r"|\b(?:mme|mlle|madame|mademoiselle|monsieur)\b"  # followed by a person's name
)


@dataclass(frozen=True)
class NotedQuestion:
    """A question as counted; `total`: services with all its words."""

    text: str
    total: int


@dataclass(frozen=True)
class OpenedSheet:
    """A sheet opened from the results at `query` (the query string of the catalogue)."""

    query: str
    path: str


Noted = NotedQuestion | OpenedSheet


class _Waiting:
    def __init__(self) -> None:
        self._notes: deque[Noted] = deque(maxlen=_MOST_WAITING)
        self._lock = Lock()
        self._written = time.monotonic()

    def add(self, noted: Noted) -> None:
        self._notes.append(noted)

    def give_back(self, notes: list[Noted]) -> None:
        """To be written later."""
        self._notes.extend(notes)

    def due(self) -> list[Noted]:
        """What to write now, usually nothing; one thread takes all of it."""
        with self._lock:
            if not self._notes or time.monotonic() - self._written < settings.SEARCH_LOG_SECONDS:
                return []
            taken = [self._notes.popleft() for _ in range(len(self._notes))]
            self._written = time.monotonic()
            return taken


_waiting = _Waiting()


def normal(text: str) -> str:
    """The question as counted; empty if it must not be kept: too long, or it may name a person."""
    question = " ".join(text.lower().split())
    is_long = len(question) > _LONGEST or question.count(" ") >= _MOST_WORDS
    return "" if is_long or _PERSONAL.search(question) else question


def note_question(text: str, total: int) -> None:
    if question := normal(text):
        _waiting.add(NotedQuestion(question, total))


def note_opening(query: str, path: str) -> None:
    _waiting.add(OpenedSheet(query, path))


due, give_back = _waiting.due, _waiting.give_back
