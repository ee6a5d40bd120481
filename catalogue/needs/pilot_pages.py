"""The public pages of calls for pilots: their list, one call, one pilot with its logbook."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.dates import moment
from catalogue.foundation.french import quantity
from catalogue.foundation.pagination import page_links
from catalogue.foundation.prepared_queries import Prepared
from catalogue.needs.journal import database_now
from catalogue.needs.models import Candidacy, Need, PilotCall, Project
from catalogue.needs.pilot_rules import Fitness, fitness_of, rules_of_call, who_may_apply
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import chosen_territory

PER_PAGE = 20
_ENTRIES = 100


@dataclass(frozen=True)
class CallShown:
    """A call as it is at a moment. `state`: « Ouvert », « À venir » or « Clos »."""

    call: PilotCall
    state: str

    @property
    def is_open(self) -> bool:
        return self.state == "Ouvert"

    @property
    def when(self) -> str:
        if self.is_open:
            return f"Jusqu'au {moment(self.call.closes)}"
        if self.state == "À venir":
            return f"À partir du {moment(self.call.opens)}, jusqu'au {moment(self.call.closes)}"
        return f"Clos depuis le {moment(self.call.closes)}"

    @property
    def seats(self) -> str:
        """What is left, in words."""
        seats, taken = self.call.seats, self.call.taken
        if seats is None:
            return f"Ouvert à tous : qui s'inscrit participe ({quantity(taken, 'inscrite', 'inscrites')} à ce jour)"
        if taken >= seats:
            return f"{quantity(seats, 'place')}, toutes prises : liste d'attente"
        left = seats - taken
        if not taken:
            return quantity(seats, "place")
        return f"{quantity(left, 'place')} encore {'libre' if left == 1 else 'libres'} sur {seats}"

    @property
    def who(self) -> str:
        return who_may_apply(self.call)


def shown(call: PilotCall, now: datetime) -> CallShown:
    """`now` by the clock of the database, which also decides who may apply."""
    if call.opens <= now < call.closes:
        return CallShown(call, "Ouvert")
    return CallShown(call, "À venir" if call.opens > now else "Clos")


def public_calls() -> QuerySet[PilotCall]:
    """Of projects that anybody may read."""
    rows = PilotCall.objects.filter(project__contribution__in=Need.objects.public())
    return rows.select_related("project__contribution")


def calls_of(project: Project) -> list[CallShown]:
    return [shown(call, call.now) for call in project.calls.annotate(now=Now())]


@require_safe
def calls(request: HttpRequest, number: int = 1) -> HttpResponse:
    """Open ones first, the first to close before the others; then those to come, then the others, the last first."""
    now = database_now()
    is_open, ahead = When(opens__lte=now, closes__gt=now, then=Value(0)), When(opens__gt=now, then=Value(1))
    place = Case(is_open, ahead, default=Value(2), output_field=IntegerField())
    soon = Case(When(closes__gt=now, then=F("closes")))
    rows = public_calls().alias(place=place, soon=soon)
    rows = rows.order_by("place", F("soon").asc(nulls_last=True), "-closes", "pk")
    page = _page(Paginator(rows, PER_PAGE), number)
    context = {
        "calls": [shown(call, now) for call in page],
        "pagination": page_links(page, _list_address),
        "query": _territory_query(request),
    }
    return render(request, "needs/calls.html", context)


def _list_address(number: int) -> str:
    return reverse("pilot-calls-page", args=[number]) if number > 1 else reverse("pilot-calls")


@require_safe
def call(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """`number`: of the page of its pilots."""
    if number == 1:
        return redirect("pilot-call", pk, permanent=True)
    row = get_object_or_404(public_calls().prefetch_related("requires"), pk=pk)
    page = _page(Paginator(pilots_of(row), PER_PAGE), number or 1)
    territory = chosen_territory(request)
    context = {
        "shown": shown(row, database_now()),
        "need": row.project.contribution,
        "territory": territory,
        "fitness": fitness_of(rules_of_call(row), territory) if territory else None,
        "required": [one for one in row.requires.all() if one.is_public],
        "pilots": page,
        "pagination": page_links(page, lambda n: _call_address(pk, n)),
        "query": _territory_query(request),
    }
    return render(request, "needs/call.html", context)


def _call_address(pk: int, number: int) -> str:
    return reverse("pilot-call-page", args=[pk, number]) if number > 1 else reverse("pilot-call", args=[pk])


@require_safe
def pilot(request: HttpRequest, pk: int) -> HttpResponse:
    """Its sites, its logbook, its verdict. Who was not chosen is nobody's business."""
    row = get_object_or_404(_pilots().filter(call__in=public_calls()), pk=pk)
    context = {
        "pilot": row,
        "call": row.call,
        "need": row.call.project.contribution,
        "sites": row.sites.all(),
        "entries": row.logbook.all()[:_ENTRIES],
        "query": _territory_query(request),
    }
    return render(request, "needs/pilot.html", context)


def pilots_of(row: PilotCall) -> QuerySet[Candidacy]:
    """Those chosen, territoires référents first."""
    return _pilots().filter(call=row).prefetch_related("sites").order_by("-is_referent", "decided", "pk")


def _pilots() -> QuerySet[Candidacy]:
    chosen = Candidacy.objects.filter(state=Candidacy.State.CHOSEN)
    return chosen.select_related("organisation__territory", "call__project__contribution")


def verdicts_on(service: ServicePage) -> list[Candidacy]:
    """What pilots found of a service, the latest first. One query, for those that pilots judged."""
    if service.pk not in _judged():
        return []
    rows = Candidacy.objects.filter(call__project__service=service.pk, state=Candidacy.State.CHOSEN)
    rows = rows.filter(verdict_at__isnull=False, call__in=public_calls()).select_related("organisation")
    return list(rows.order_by("-verdict_at", "-pk")[:10])


@kept_until_written
def _judged() -> frozenset[int | None]:
    return frozenset(service for (service,) in _JUDGED.rows())


_JUDGED = Prepared(
    lambda _: Candidacy.objects.filter(verdict_at__isnull=False).order_by().values_list("call__project__service")
)


def eligibility_of(row: PilotCall, candidacies: Iterable[Candidacy]) -> Iterator[tuple[Candidacy, Fitness]]:
    """One query for the call, and one for each candidacy if it asks for services in use."""
    rules = rules_of_call(row)
    for one in candidacies:
        yield one, fitness_of(rules, one.organisation)


def _page(paginator: Paginator, number: int) -> Page:
    try:
        return paginator.page(number)
    except EmptyPage as error:
        raise Http404("Cette page n'existe pas.") from error


def _territory_query(request: HttpRequest) -> str:
    territory = chosen_territory(request)
    return f"?territoire={territory.key}" if territory else ""
