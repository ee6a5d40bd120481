"""What cards show besides the fields of sheets: themes, users, services to use first. One query for a page of hits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from catalogue.deployments.models import Deployment, Standing, Status
from catalogue.foundation.prepared import Prepared, number, text, union
from catalogue.services.models import RequiredService, ServicePage
from search.answering.query import PER_PAGE

_THEME, _USERS, _NEED = "theme", "users", "need"


@dataclass
class Details:
    """`needs`: ids of the services to use first; `confirmed`, `deployed`: how many of the `in_use` are.

    `has_demo`: some of the users were made up for the demonstration.
    """

    themes: list[str] = field(default_factory=list)
    needs: list[int] = field(default_factory=list)
    in_use: int = 0
    confirmed: int = 0
    deployed: int = 0
    has_demo: bool = False


def details_of(ids: Sequence[int]) -> dict[int, Details]:
    """Themes and needs in the editors' order; a page of ids at most."""
    details: dict[int, Details] = defaultdict(Details)
    for page_id, what, first, second, third, fourth, name in sorted(_ROWS.rows(ids)):
        its = details[page_id]
        if what == _THEME:
            its.themes.append(name)
        elif what == _NEED:
            its.needs.append(second)
        else:
            its.in_use, its.confirmed, its.deployed, its.has_demo = first, second, third, fourth > 0
    return details


def _write(ids: list[int]) -> QuerySet:
    """(page, what, four numbers, name)."""
    return union(_themes(ids), _users(ids), _needs(ids))


def _themes(ids: list[int]) -> QuerySet:
    links = ServicePage.themes.through.objects.filter(servicepage__in=ids).order_by()
    return links.values_list("servicepage_id", text(_THEME), "theme__order", *[number()] * 3, "theme__name")


def _users(ids: list[int]) -> QuerySet:
    services = Deployment.objects.in_use().filter(service__in=ids).order_by().values("service_id")
    counted = services.annotate(
        in_use=Count("pk"),
        confirmed=Count("pk", filter=Q(standing=Standing.CONFIRMEE)),
        deployed=Count("pk", filter=Q(status=Status.EN_PRODUCTION)),
        demo=Count("pk", filter=Q(is_demo=True)),
    )
    return counted.values_list("service_id", text(_USERS), "in_use", "confirmed", "deployed", "demo", text())


def _needs(ids: list[int]) -> QuerySet:
    needs = RequiredService.objects.filter(page__in=ids).order_by()
    return needs.values_list("page_id", text(_NEED), F("sort_order"), "service_id", number(), number(), text())


_ROWS = Prepared(_write, PER_PAGE)
