"""Files of the fund before a jury: what its members read of them, and whose they are."""

from collections.abc import Iterator
from typing import cast

from django.db.models import Q, QuerySet
from django.urls import reverse

from catalogue.foundation.french import listed, quantity, thousands
from catalogue.funding.models import Application, ApplicationState
from catalogue.review.models import ReviewFile
from catalogue.review.subjects import register_subject
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation

Fact = tuple[str, str]


def put_before_juries() -> None:
    """Once models are ready."""
    register_subject(
        Application,
        title=str,
        address=address,
        facts=facts,
        concerned=concerned,
        consortium=consortium,
        queryset=queryset,
        public=readable,
    )


def queryset() -> QuerySet[Application]:
    rows = Application.objects.select_related("call", "wave", "lead__territory", "envelope")
    return rows.prefetch_related("members__organisation__territory", "services", "costs")


def address(row: Application) -> str:
    """Where anybody reads what became of it; empty until something is public."""
    if row.state not in (ApplicationState.GRANTED, ApplicationState.WAITING):
        return ""
    return reverse("funding-results", args=[row.call.slug])


def readable(pks: set[int]) -> set[int]:
    return set(Application.objects.public().filter(pk__in=pks).values_list("pk", flat=True))


def facts(row: Application) -> list[Fact]:
    """Nothing of what those who instruct wrote: a jury judges the file."""
    return [(label, value) for label, value in _told(row) if value]


def _told(row: Application) -> Iterator[Fact]:
    yield "Appel", str(row.wave)
    yield "Porteur", str(row.lead)
    yield "Groupement", listed([str(one.organisation) for one in row.members.all()])
    yield "Habitants couverts", quantity(row.eligibility.get("population", 0), "habitant")
    yield "Le projet", row.summary
    yield "Déroulement", row.plan
    yield "Ce que cela changera", row.expected
    yield "Coût éligible", _euros(row.cost)
    yield "Subvention demandée", _euros(row.requested)
    yield "Montant partiel accepté", "oui" if row.accepts_partial else "non"
    yield "Dépenses", " ; ".join(f"{one.label} : {_euros(one.amount)}" for one in row.costs.all())
    yield "Services du Store réutilisés", listed([one.title for one in row.services.all()])


def _euros(amount: int | None) -> str:
    return "" if amount is None else f"{thousands(amount)} €"


def concerned(row: Application) -> list[Organisation]:
    return [row.lead, *(one.organisation for one in row.members.all())]


def consortium(row: Application) -> list[Organisation]:
    """Of the services that it reuses."""
    reused = ServicePage.objects.filter(applications=row.pk).values("pk")
    members = Organisation.objects.filter(
        Q(consortium_seats__page__in=reused) | Q(owned_services__in=reused) | Q(operated_services__in=reused)
    )
    return list(members.distinct())


def application_of(file: ReviewFile) -> Application:
    """What a file of the fund is about."""
    return cast(Application, file.subject)


def files_for_jury(call: int) -> QuerySet[Application]:
    """Pre-selected, or before the jury already; the first filed first."""
    states = (ApplicationState.PRESELECTED, ApplicationState.AT_JURY)
    return queryset().filter(call=call, state__in=states).order_by("filed", "pk")
