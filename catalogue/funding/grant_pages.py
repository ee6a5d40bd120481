"""A grant in public, and the two files of all grants: SCDL `subventions` 2.1, and JSON."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.spreadsheets import csv_lines
from catalogue.funding.grant_book import cost_per_collectivite
from catalogue.funding.models import Axis, Grant, GrantAct, GrantMember
from catalogue.services.models import ServicePage

COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
)
"""Of https://schema.data.gouv.fr/scdl/subventions, version 2.1."""
_ANCT = ("Agence nationale de la cohésion des territoires", "13002603200016")
_DINUM = ("Direction interministérielle du numérique", "13002526500013")
PUBLIC_ACTS = (GrantAct.AWARDED, GrantAct.SIGNED, GrantAct.PAID, GrantAct.CLOSED, GrantAct.REDUCED, GrantAct.GIVEN_BACK)
_MOST_SHOWN = 10


@require_safe
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancelled ones are no longer shown."""
    rows = Grant.objects.standing().select_related(
        "envelope", "beneficiary__territory", "application__call", "application__wave", "need"
    )
    found = get_object_or_404(rows, pk=pk)
    context = {
        "grant": found,
        "axis": Axis(found.envelope.axis).label if found.envelope.axis else "",
        "members": [one.organisation for one in found.members.select_related("organisation__territory")],
        "services": found.services.filter(pk__in=ServicePage.objects.public().values("pk")),
        "events": found.events.filter(act__in=PUBLIC_ACTS),
        "served_cost": cost_per_collectivite(found),
        "need": found.need if found.need and found.need.public_since else None,
    }
    return render(request, "funding/grant.html", context)


def _all() -> QuerySet[Grant]:
    rows = Grant.objects.standing().select_related("envelope", "beneficiary", "application__call")
    paid = Q(events__act=GrantAct.PAID)
    return rows.annotate(
        first_paid=Min("events__at", filter=paid), last_paid=Max("events__at", filter=paid), axis=F("envelope__axis")
    ).order_by("awarded_at", "pk")


def rows_of_scdl() -> Iterator[tuple[str, ...]]:
    """One row for each beneficiary: the one that is paid, whose share of the grant is therefore 1.00."""
    yield COLUMNS
    for one in _all().iterator(chunk_size=1_000):
        yield _scdl_row(one)


def _scdl_row(one: Grant) -> tuple[str, ...]:
    name, siret = _DINUM if one.envelope.axis == Axis.TWO else _ANCT
    awarded = timezone.localdate(one.awarded_at)
    call = one.application.call if one.application else None
    return (
        name,
        siret,
        (one.signed_on or awarded).isoformat(),
        one.reference,
        one.beneficiary.name,
        "",  # the Store holds SIREN, and the seat's SIRET is not known
        "",
        one.purpose[:256],
        f"{one.amount:.2f}",
        "aide en numéraire",
        "unique" if one.single_payment else "échelonné",
        _period(one, awarded),
        "",
        "non",
        "1.00",
        str(call.public_id) if call else "",
    )


def _period(one: Grant, awarded: date) -> str:
    """From the first payment to the last; the day of the decision as long as nothing is paid."""
    first, last = getattr(one, "first_paid", None), getattr(one, "last_paid", None)
    if first is None or last is None:
        return awarded.isoformat()
    days = [timezone.localdate(first).isoformat(), timezone.localdate(last).isoformat()]
    return days[0] if days[0] == days[1] else "/".join(days)


@require_safe
def scdl(request: HttpRequest) -> StreamingHttpResponse:
    """UTF-8 and commas, without the mark that spreadsheets like, which validators of the schema do not."""
    lines = islice(csv_lines(rows_of_scdl()), 1, None)
    headers = {"Content-Disposition": 'attachment; filename="subventions-scdl.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def as_json(request: HttpRequest) -> StreamingHttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="subventions.json"'}
    return StreamingHttpResponse(_json_lines(), content_type="application/json", headers=headers)


def _json_lines() -> Iterator[str]:
    yield '{"subventions": ['
    for rank, one in enumerate(_all().iterator(chunk_size=1_000)):
        said: dict[str, Any] = dict(zip(COLUMNS, _scdl_row(one), strict=True))
        said |= {"axe": one.envelope.axis, "volet": one.envelope.part, "sirenBeneficiaire": one.beneficiary.siren or ""}
        said |= {"etat": one.state, "demonstration": one.is_demo, "montantVerse": one.paid}
        yield (", " if rank else "") + json.dumps(said, ensure_ascii=False)
    yield "]}"


@kept_until_written
def granted_for(service: int) -> list[Grant]:
    """What paid for a service, the largest first; one query."""
    rows = Grant.objects.standing().filter(services=service).select_related("beneficiary")
    return list(rows.order_by("-amount", "pk")[: _MOST_SHOWN + 1])


@kept_until_written
def granted_here(territory: int) -> list[Grant]:
    """To the collectivité of a territory, or to a grouping that it is a member of; the latest first. One query."""
    shared = GrantMember.objects.filter(organisation__territory=territory).values("grant")
    rows = Grant.objects.standing().filter(Q(beneficiary__territory=territory) | Q(pk__in=shared))
    return list(rows.order_by("-awarded_at", "-pk")[: _MOST_SHOWN + 1])
