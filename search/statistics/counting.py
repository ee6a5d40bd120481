"""Writing the counts, one row per question and day."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.core.signals import request_finished
from django.db import DatabaseError, transaction
from django.db.models import F
from django.dispatch import receiver
from django.http import QueryDict
from django.utils import timezone

from catalogue.services.models import ServicePage
from catalogue.territories.models import Territory
from search.answering.find import answered, with_index
from search.answering.query import PER_PAGE, SearchQuery
from search.answering.visit import Visit
from search.indexing.locks import Busy, hurried
from search.models import AskedQuestion
from search.protocol import EngineError
from search.statistics import tally
from search.statistics.tally import Noted, NotedQuestion, OpenedSheet, normal

log = logging.getLogger(__name__)
KEPT = timedelta(days=90)
_PATIENCE = 0.3
_MOST_A_DAY = 5_000
"""Distinct questions, so that a robot does not fill the disk."""


@dataclass
class _Counts:
    asked: int = 0
    empty: int = 0
    opened: int = 0
    ranks: int = 0


@receiver(request_finished)
def write_what_is_due(**kwargs) -> None:
    """After the response was sent; does not wait for the database to be free."""
    notes = tally.due()
    if not notes:
        return
    try:
        with hurried(_PATIENCE):
            count(notes, timezone.localdate())
    except Busy:
        tally.give_back(notes)
    except DatabaseError:
        log.exception("%s notes of the search were not counted", len(notes))


def count(notes: Iterable[Noted], day: date) -> None:
    counts: dict[str, _Counts] = defaultdict(_Counts)
    for noted in notes:
        if isinstance(noted, NotedQuestion):
            counts[noted.text].asked += 1
            counts[noted.text].empty += noted.total == 0
        else:
            text, rank = rank_of(noted)
            if rank:
                counts[text].opened += 1
                counts[text].ranks += rank
    _add(counts, day)


def rank_of(opened: OpenedSheet) -> tuple[str, int]:
    """The question, and the rank of the sheet in its results, from 1; 0 if it was not there."""
    data = QueryDict(opened.query)
    visit = Visit.of(Territory.objects.by_key(data.get("territoire", "")))
    query = SearchQuery.parse(data, visit.vocabulary, visit.key)
    text = normal(query.q)
    slug = opened.path.strip("/").rpartition("/")[2]
    sheet = ServicePage.objects.public().filter(slug=slug).values_list("pk", flat=True).first() if text else None
    if sheet is None:
        return text, 0
    try:
        ids = with_index(lambda engine: answered(engine, query, visit).answer.ids)
    except (EngineError, Busy):
        return text, 0
    return text, (query.page - 1) * PER_PAGE + ids.index(sheet) + 1 if sheet in ids else 0


def forget(today: date) -> int:
    """Deletes rows older than ninety days; returns how many."""
    return AskedQuestion.objects.filter(day__lt=today - KEPT).delete()[0]


@transaction.atomic
def _add(counts: dict[str, _Counts], day: date) -> None:
    """Inserts, then adds, so that two processes that meet on a new row both count."""
    room = max(_MOST_A_DAY - AskedQuestion.objects.filter(day=day).count(), 0)
    known = set(AskedQuestion.objects.filter(day=day, text__in=counts).values_list("text", flat=True))
    new = [text for text in sorted(counts) if text not in known and counts[text].asked][:room]
    AskedQuestion.objects.bulk_create((AskedQuestion(day=day, text=text) for text in new), ignore_conflicts=True)
    for text in sorted(counts):
        added = {name: F(name) + n for name, n in asdict(counts[text]).items()}
        AskedQuestion.objects.filter(day=day, text=text).update(**added)
