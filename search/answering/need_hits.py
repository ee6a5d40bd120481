"""Reads needs from the database, as anybody may see them, for lists of results."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from catalogue.foundation.french import quantity
from catalogue.needs.models import Need, NeedKind, Stage
from catalogue.needs.phases import showing_supports
from search.answering.highlighting import Marker, is_marked
from search.answering.results import FoundDocument
from search.answering.visit import Visit
from search.collections.needs import themes_of

_LONGEST_SUMMARY = 220


class HitNeed(NamedTuple):
    """The columns of a need that a card shows. `text`: the problem, or the text of a proposition."""

    pk: int
    kind: str
    title: str
    stage: str
    text: str | None
    organisation: str | None
    consultation_id: int
    consultation: str
    support_count: int
    is_demo: bool


@dataclass(frozen=True)
class NeedHit(FoundDocument):
    """`name` and `summary` are escaped, with matching words in <mark>. `supports`: None while they are hidden."""

    need: HitNeed
    url: str
    name: SafeString
    summary: SafeString
    themes: list[str]
    supports: int | None

    @property
    def pk(self) -> int:
        return self.need.pk

    @property
    def kind(self) -> str:
        return NeedKind(self.need.kind).label

    @property
    def stage(self) -> str:
        return Stage(self.need.stage).label

    @property
    def supported(self) -> str:
        """« 12 collectivités le soutiennent »; empty without any, or while they are hidden."""
        return quantity(self.supports, "collectivité soutient", "collectivités soutiennent") if self.supports else ""


def read_need_hits(
    ids: list[int], user, visit: Visit, marker: Marker, bodies: Mapping[int, str] | None = None
) -> list[NeedHit]:
    """In the engine's order, without those that are not public. Three queries."""
    seen = needs_seen(ids)
    themes: dict[int, list[str]] = defaultdict(list)
    for pk, _, name in themes_of(seen):
        themes[pk].append(name)
    shown = showing_supports(need.consultation_id for need in seen.values())
    return [
        NeedHit(
            need=need,
            url=reverse("need", args=[pk]),
            name=marker.mark(need.title),
            summary=_summary(need, marker, (bodies or {}).get(pk, "")),
            themes=themes[pk],
            supports=need.support_count if need.consultation_id in shown else None,
        )
        for pk, need in seen.items()
    ]


def needs_seen(ids: Sequence[int]) -> dict[int, HitNeed]:
    """In this order."""
    found = Need.objects.public().filter(pk__in=ids).order_by()
    rows = found.annotate(text=Coalesce("proposition__text", "contribution__problem")).values_list(
        "pk",
        "kind",
        "title",
        "stage",
        "text",
        "organisation__name",
        "consultation_id",
        "consultation__title",
        "support_count",
        "is_demo",
    )
    needs = {row[0]: HitNeed(*row) for row in rows}
    return {pk: needs[pk] for pk in ids if pk in needs}


def _summary(need: HitNeed, marker: Marker, body: str) -> SafeString:
    """The beginning of its text; where the title and it say none of the words, the part of the rest that does."""
    text = " ".join((need.text or "").split())
    summary = marker.mark(Truncator(text).chars(_LONGEST_SUMMARY))
    if marker and not any(map(is_marked, (marker.mark(need.title), summary))):
        summary = marker.excerpt(text) or marker.excerpt(body) or summary
    return summary
