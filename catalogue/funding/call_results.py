"""What a call gave, for anybody: laureates with amounts and reasons, the waiting list, and how many were declined.

Published decisions only. What is under review is in no line and in no number, apart from that of files filed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.pagination import page_links
from catalogue.foundation.spreadsheets import CSV, Row, table_file
from catalogue.funding.fund_counts import of_state
from catalogue.funding.models import (
    UNDER_REVIEW,
    UNFILED,
    Application,
    ApplicationMember,
    ApplicationState,
    CallKind,
    FundCount,
    FundingCall,
    GrantState,
    Wave,
)

State = ApplicationState
PER_PAGE = 25
_WAITING = 25
HEADINGS = (
    *("Collectivité", "SIREN", "Groupement", "Projet", "Résumé", "Vague", "Résultat"),
    *("Montant attribué (€)", "Motif", "Décidé le", "Donnée de démonstration"),
)
_WHY = {
    State.REFUSED: "non retenus, d'après les critères de l'appel ou faute de crédits",
    State.REDIRECTED: "réorientés vers un autre financement",
    State.INADMISSIBLE: "irrecevables : ils ne remplissaient pas les conditions, ou n'ont pas été complétés",
    State.DISMISSED: "écartés avant le jury",
}


_COLUMNS = (
    *("pk", "lead__name", "lead__siren", "title", "summary", "wave__number", "state", "grant__amount", "grant__state"),
    *("reason", "decided", "waiting_since", "is_demo"),
)


@dataclass(frozen=True)
class ResultLine:
    """A published result. `amount`: of the grant, None on the waiting list; `members`: of the grouping."""

    lead: str
    siren: str
    title: str
    summary: str
    wave: int
    state: str
    amount: int | None
    grant: str | None
    reason: str
    decided: datetime | None
    waiting_since: datetime | None
    is_demo: bool
    members: tuple[str, ...]

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.GRANTED and self.grant == GrantState.CANCELLED

    @property
    def outcome(self) -> str:
        return "Retenue, puis annulée" if self.is_cancelled else State(self.state).label


@dataclass(frozen=True)
class Declined:
    """How many, and why in general: never who."""

    count: int
    why: str


@dataclass(frozen=True)
class ResultCounts:
    filed: int
    granted: int
    waiting: int
    declined: tuple[Declined, ...]


@require_safe
def results(request: HttpRequest, slug: str, number: int = 0) -> HttpResponse:
    if number == 1:
        return redirect("funding-results", slug, permanent=True)
    call = _call(request, slug)
    counts = _counts(call.pk, call.kind)
    page = _page(call, counts.granted, number or 1)
    waiting = _shown(call, State.WAITING).order_by("waiting_since", "pk")[:_WAITING] if page.number == 1 else None
    context = {
        "page": call,
        "laureates": _lines(cast(QuerySet, page.object_list)),
        "waiting": _lines(waiting) if waiting is not None and counts.waiting else [],
        "more_waiting": max(counts.waiting - _WAITING, 0),
        "counts": counts,
        "has_waves": _waves(call.pk) > 1,
        "pagination": page_links(page, lambda n: _address(slug, n)),
    }
    return render(request, "funding/results.html", context)


@require_safe
def results_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    call = _call(request, slug)
    return table_file(CSV, f"resultats-{slug}", "Résultats", [HEADINGS, *_cells(call)])


def _call(request: HttpRequest, slug: str) -> FundingCall:
    return get_object_or_404(FundingCall.objects.visible_to(request.user), slug=slug)


def _shown(call: FundingCall, *states: ApplicationState) -> QuerySet[Application]:
    return Application.objects.public().filter(call=call, state__in=states)


def _lines(rows: QuerySet[Application]) -> list[ResultLine]:
    """Two queries, without making models of what is only read."""
    values = list(rows.values_list(*_COLUMNS))
    agreed = ApplicationMember.objects.filter(application__in=[row[0] for row in values], agreed__isnull=False)
    members: dict[int, list[str]] = {}
    for pk, name in agreed.values_list("application", "organisation__name"):
        members.setdefault(pk, []).append(name)
    return [ResultLine(*cast(Any, (*row[1:], tuple(members.get(row[0], ()))))) for row in values]


def _page(call: FundingCall, count: int, number: int) -> Page:
    paginator = Paginator(_shown(call, State.GRANTED).order_by("-filed", "-pk"), PER_PAGE)
    paginator.count = count  # in place of the query that Django would make
    try:
        return paginator.page(number)
    except EmptyPage as error:
        raise Http404("Cette page n'existe pas.") from error


def _address(slug: str, number: int) -> str:
    return (
        reverse("funding-results-page", args=[slug, number]) if number > 1 else reverse("funding-results", args=[slug])
    )


@kept_until_written
def _waves(call: int) -> int:
    return Wave.objects.filter(call=call).count()


@kept_until_written
def _counts(call: int, kind: str) -> ResultCounts:
    """Until a call with a jury or a local one has judged all its files, what is declared inadmissible or dismissed on
    the way is not counted: it would tell where the review is.
    """
    found = _by_state(call)
    under_way = kind != CallKind.DESK and any(found.get(state) for state in UNDER_REVIEW)
    final = (State.REFUSED, State.REDIRECTED) if under_way else tuple(_WHY)
    declined = tuple(Declined(found[state], _WHY[state]) for state in final if found.get(state))
    return ResultCounts(sum(found.values()), found.get(State.GRANTED, 0), found.get(State.WAITING, 0), declined)


def _by_state(pk: int) -> dict[str, int]:
    """From the figures of the fund, whatever the number of files; from the files where two calls share them."""
    call = FundingCall.objects.get(pk=pk)
    same = FundingCall.objects.filter(fund=call.fund_id, axis=call.axis, part=call.part).exclude(pk=pk)
    if same.exists():
        rows = Application.objects.filter(call=pk).exclude(state__in=UNFILED).order_by()
        return dict(rows.values_list("state").annotate(Count("pk")))
    lines = [one.line for one in Wave.objects.filter(call=pk).select_related("call")]
    measures = {of_state(state): str(state) for state in State}
    figures = FundCount.objects.filter(fund=call.fund_id, line__in=lines, measure__in=measures).order_by()
    sums = figures.values_list("measure").annotate(Sum("value"))
    return {measures[measure]: value for measure, value in sums}


def _cells(call: FundingCall) -> Iterator[Row]:
    rows = _shown(call, State.GRANTED, State.WAITING).order_by("-state", "-filed", "-pk")
    for one in _lines(rows):
        yield (
            one.lead,
            one.siren,
            ", ".join(one.members),
            one.title,
            one.summary,
            one.wave,
            one.outcome,
            None if one.is_cancelled else one.amount,
            one.reason,
            timezone.localdate(one.decided).isoformat() if one.decided else "",
            "oui" if one.is_demo else "",
        )
