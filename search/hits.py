"""Hits are re-read from the database: the index says which, the database what they look like, and to whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from catalogue.deployments.models import IN_USE, Deployment, Status
from catalogue.services.eligibility import Verdict, judge, rules_of
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import PARAMETER
from search.documents import BODY_FIELDS, body_text
from search.facts import terms_of
from search.highlighting import Marker
from search.results import Hit
from search.visit import Visit


@dataclass
class _Users:
    """How many organisations use a service."""

    in_use: int = 0
    deployed: int = 0
    has_demo: bool = False


_ADDRESSED = ("slug", "path", "depth", "url_path", "live", "content_type", "locale")
_SHOWN = (*_ADDRESSED, "title", "action", "summary", "deployed_definition")
_JUDGED = ("allowed_kinds", "population_min", "population_max")


def read_hits(ids: list[int], user, visit: Visit, marker: Marker) -> list[Hit]:
    """In the engine's order, without those that `user` may not see; five queries at most, two more with a territory."""
    pages = ServicePage.objects.visible_to(user).filter(pk__in=ids).only(*_SHOWN, *_JUDGED)
    if visit.territory:
        pages = pages.prefetch_related("required_services__service")
    found = {page.pk: page for page in pages}
    themes, users, addresses = _themes(found), _users(found), _addresses(found.values())
    excerpts = _excerpts(found.values(), marker)
    return [
        Hit(
            page=page,
            url=f"{addresses[pk]}?{PARAMETER}={visit.key}" if visit.territory else addresses[pk],
            action=marker.mark(page.action),
            name=marker.mark(page.title),
            summary=excerpts.get(pk) or marker.mark(page.summary),
            themes=themes[pk],
            in_use=users[pk].in_use,
            deployed=users[pk].deployed,
            usability=_usability(page, visit),
            has_demo=users[pk].has_demo,
        )
        for pk, page in ((pk, found[pk]) for pk in ids if pk in found)
    ]


def _themes(found: Iterable[int]) -> dict[int, list[str]]:
    themes: dict[int, list[str]] = defaultdict(list)
    for page_id, _, name in terms_of("themes", found):
        themes[page_id].append(name)
    return themes


def _users(found: Iterable[int]) -> dict[int, _Users]:
    users: dict[int, _Users] = defaultdict(_Users)
    rows = Deployment.objects.in_use().filter(service__in=list(found)).order_by()
    for service_id, status, is_demo in rows.values_list("service_id", "status", "is_demo"):
        counted = users[service_id]
        counted.in_use += 1
        counted.deployed += status == Status.EN_PRODUCTION
        counted.has_demo |= is_demo
    return users


def _addresses(pages: Iterable[ServicePage]) -> dict[int, str]:
    """Sisters share the address of their parent, worked out once (`page.url` is the address of the service itself)."""
    parents: dict[str, str] = {}
    addresses = {}
    for page in pages:
        above = page.path[: -page.steplen]
        if above not in parents:
            parents[above] = (page.get_url() or "").removesuffix(f"{page.slug}/")
        addresses[page.pk] = f"{parents[above]}{page.slug}/"
    return addresses


def _excerpts(pages: Iterable[ServicePage], marker: Marker) -> dict[int, SafeString | None]:
    """Where nothing that the card shows matched, the part of the body that did."""
    silent = [page.pk for page in pages if marker and not marker.in_any(page.action, page.title, page.summary)]
    if not silent:
        return {}
    bodies = ServicePage.objects.filter(pk__in=silent).only(*BODY_FIELDS)
    return {page.pk: marker.excerpt(body_text(page)) for page in bodies}


def with_adoption(pages: QuerySet[ServicePage]) -> QuerySet[ServicePage]:
    """Each page with `in_use` and `deployed`, counts of organisations, and `has_demo`."""
    return pages.annotate(
        has_demo=Exists(Deployment.objects.filter(service=OuterRef("pk"), status__in=IN_USE, is_demo=True)),
        in_use=_organisations(Q(status__in=IN_USE)),
        deployed=_organisations(Q(status=Status.EN_PRODUCTION)),
    )


def _organisations(which: Q) -> Coalesce:
    per_service = Deployment.objects.filter(which, service=OuterRef("pk")).order_by().values("service")
    return Coalesce(Subquery(per_service.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def _usability(page: ServicePage, visit: Visit) -> Verdict | None:
    who = visit.eligibility
    return judge(rules_of(page), who.kind, who.population, who.in_use) if who else None
