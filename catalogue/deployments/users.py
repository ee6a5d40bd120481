"""The organisations that use a service, page by page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, QuerySet, When

from catalogue.deployments.adoption import MOST_ADVANCED_FIRST, Tally, tally
from catalogue.deployments.models import Deployment, Standing
from catalogue.foundation.dates import month
from catalogue.services.models import ServicePage
from catalogue.territories.models import OrganisationKind

PER_PAGE = 50


@dataclass(frozen=True)
class User:
    """One organisation and its use of the service, as a row of the table shows it."""

    organisation: str
    url: str
    kind: str
    status: str
    signature: str
    since: date | None
    until: date | None
    pilot_sites: tuple[str, ...]
    source: str
    is_demo: bool


@dataclass(frozen=True)
class Filter:
    """A link that keeps the organisations of one standing, or all of them."""

    label: str
    count: int
    url: str
    current: bool


def tally_of(service: ServicePage) -> Tally:
    """The counts of `adoption_of` without the rest; one query."""
    rows = Deployment.objects.filter(service=service).order_by().values("status", "standing")
    counted = list(rows.annotate(count=Count("pk"), made_up=Count("pk", filter=Q(is_demo=True))))
    return Tally(
        **tally({(row["status"], row["standing"]): row["count"] for row in counted}),
        made_up=sum(row["made_up"] for row in counted),
        definition=service.deployed_definition,
    )


def filters_of(counts: Tally, standing: str, url: Callable[[str], str]) -> tuple[Filter, ...]:
    """None at all when there is nothing to choose from; `url` takes a standing, empty for all of them."""
    if len(counts.standings) <= 1:
        return ()
    everybody = Filter("Toutes", counts.total, url(""), not standing)
    return (everybody, *(Filter(c.label, c.count, url(c.value), c.value == standing) for c in counts.standings))


def users_of(service: ServicePage, standing: str = "") -> QuerySet[Deployment]:
    """The most advanced first, those who stopped last; among equals what is real, then by name."""
    rank = Case(*(When(status=status, then=place) for place, status in enumerate(MOST_ADVANCED_FIRST)))
    users = Deployment.objects.filter(service=service, **({"standing": standing} if standing else {}))
    return users.select_related("organisation__territory", "territory").order_by(
        rank, "is_demo", F("territory__folded_name").asc(nulls_last=True), "organisation__name", "pk"
    )


def pages_of(service: ServicePage, counts: Tally, standing: str = "") -> Paginator:
    """How many there are is already counted."""
    paginator = Paginator(users_of(service, standing), PER_PAGE)
    by_standing = {count.value: count.count for count in counts.standings}
    paginator.count = by_standing.get(standing, 0) if standing else counts.total
    return paginator


def rows_of(page: Page) -> Iterator[User]:
    for deployment in page:
        organisation = deployment.organisation
        own = organisation.territory
        shown = own or deployment.territory
        is_local = own is not None and organisation.kind == OrganisationKind.COLLECTIVITE
        yield User(
            organisation=organisation.name,
            url=shown.get_absolute_url() if shown else "",
            kind=own.get_kind_display() if is_local else organisation.get_kind_display(),
            status=deployment.get_status_display(),
            signature=signature_in_words(deployment),
            since=deployment.since,
            until=deployment.until,
            pilot_sites=tuple(deployment.site_names),
            source=deployment.source,
            is_demo=deployment.is_demo,
        )


def signature_in_words(deployment: Deployment) -> str:
    """« Déclarée par l'équipe du service », « Confirmée en mars 2026 », « À reconfirmer depuis mars 2026 »…"""
    standing = deployment.get_standing_display()
    if deployment.standing == Standing.DECLAREE:
        return f"{standing} par {deployment.declarer}"
    if deployment.standing == Standing.CONFIRMEE:
        return f"{standing} en {month(deployment.confirmed_on)}"
    if deployment.standing == Standing.A_RECONFIRMER:
        return f"{standing} : l'était en {month(deployment.confirmed_on)}"
    return standing
