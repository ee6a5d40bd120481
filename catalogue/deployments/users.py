"""The organisations that use a service, page by page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, QuerySet, When

from catalogue.deployments.adoption import MOST_ADVANCED_FIRST, Standing, status_counts
from catalogue.deployments.models import Deployment
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
    since: date | None
    until: date | None
    pilot_sites: tuple[str, ...]
    source: str
    is_demo: bool


@dataclass(frozen=True)
class PageLink:
    number: int
    url: str
    current: bool


@dataclass(frozen=True)
class PageLinks:
    """What templates/components/pagination.html reads; `items` holds None where pages are left out."""

    number: int
    count: int
    previous_url: str
    next_url: str
    items: tuple[PageLink | None, ...]


def standing_of(service: ServicePage) -> Standing:
    """The counts of `adoption_of` without the rest; one query."""
    rows = Deployment.objects.filter(service=service).order_by().values("status")
    counted = list(rows.annotate(count=Count("pk"), made_up=Count("pk", filter=Q(is_demo=True))))
    return Standing(
        statuses=status_counts({row["status"]: row["count"] for row in counted}),
        made_up=sum(row["made_up"] for row in counted),
        definition=service.deployed_definition,
    )


def users_of(service: ServicePage) -> QuerySet[Deployment]:
    """The most advanced first, those who stopped last; among equals what is real, then by name."""
    rank = Case(*(When(status=status, then=place) for place, status in enumerate(MOST_ADVANCED_FIRST)))
    return (
        Deployment.objects.filter(service=service)
        .select_related("organisation__territory", "territory")
        .order_by(rank, "is_demo", F("territory__folded_name").asc(nulls_last=True), "organisation__name", "pk")
    )


def pages_of(service: ServicePage, total: int) -> Paginator:
    """`total` is already counted."""
    paginator = Paginator(users_of(service), PER_PAGE)
    paginator.count = total
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
            since=deployment.since,
            until=deployment.until,
            pilot_sites=tuple(deployment.site_names),
            source=deployment.source,
            is_demo=deployment.is_demo,
        )


def links_around(page: Page, url: Callable[[int], str]) -> PageLinks:
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return PageLinks(
        number=page.number,
        count=page.paginator.num_pages,
        previous_url=url(page.previous_page_number()) if page.has_previous() else "",
        next_url=url(page.next_page_number()) if page.has_next() else "",
        items=tuple(
            PageLink(number, url(number), number == page.number) if isinstance(number, int) else None
            for number in numbers
        ),
    )
