"""What a file would do or did, line by line, for its page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from catalogue.deployments.bulk import Fate, Line, Plan
from catalogue.deployments.history import in_words, territories_in
from catalogue.deployments.models import Batch
from catalogue.foundation.french import agree
from catalogue.foundation.pagination import PageLinks, page_links

PER_PAGE = 100
_LABELS = {
    Fate.REFUSED: ("ligne refusée", "lignes refusées"),
    Fate.CREATED: ("création", "créations"),
    Fate.CHANGED: ("modification", "modifications"),
    Fate.UNCHANGED: ("ligne inchangée", "lignes inchangées"),
}
_TONES = {Fate.REFUSED: "error", Fate.CREATED: "new", Fate.CHANGED: "info"}


@dataclass(frozen=True)
class Count:
    label: str
    tone: str
    number: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class ReportLine:
    line: Line
    label: str
    tone: str


@dataclass(frozen=True)
class BatchReport:
    """Refused lines come first, since they need attention."""

    counts: tuple[Count, ...]
    lines: tuple[ReportLine, ...]
    fate: Fate | None
    to_write: int
    total: int
    pagination: PageLinks


def report_of(plan: Plan, fate: Fate | None, number: int) -> BatchReport:
    ranks = {one: rank for rank, one in enumerate(_LABELS)}
    wanted = [line for line in plan.lines if fate in (None, line.fate)]
    page = Paginator(sorted(wanted, key=lambda line: (ranks[line.fate], line.number)), PER_PAGE).get_page(number)
    return BatchReport(
        counts=tuple(_count(one, plan.counts[one], fate) for one in _LABELS if plan.counts[one]),
        lines=tuple(ReportLine(line, _LABELS[line.fate][0], _TONES.get(line.fate, "")) for line in page),
        fate=fate,
        to_write=len(plan.edits),
        total=len(plan.lines),
        pagination=_links(page, fate),
    )


@dataclass(frozen=True)
class DoneLine:
    organisation: str
    what: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    lines: tuple[DoneLine, ...]
    total: int
    pagination: PageLinks


def done_of(batch: Batch, number: int) -> Done:
    """What an applied file wrote, according to the history."""
    events = batch.events.select_related("organisation").order_by("organisation__name", "pk")
    page = Paginator(events, PER_PAGE).get_page(number)
    named = territories_in(event.changes for event in page)
    lines = (
        DoneLine(str(one.organisation), one.get_act_display(), in_words(one.changes, one.reason, named)) for one in page
    )
    return Done(tuple(lines), page.paginator.count, _links(page, None))


def _count(fate: Fate, number: int, chosen: Fate | None) -> Count:
    one, many = _LABELS[fate]
    return Count(
        label=agree(number, one, many),
        tone=_TONES.get(fate, ""),
        number=number,
        url=f"?{urlencode({'lignes': fate.value})}",
        chosen=fate == chosen,
    )


def _links(page: Page, fate: Fate | None) -> PageLinks:
    kept = {"lignes": fate.value} if fate else {}
    return page_links(page, lambda number: f"?{urlencode({**kept, 'page': number})}")
