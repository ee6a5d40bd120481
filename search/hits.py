"""Hits are re-read from the database: the index says which, the database what they look like, and to whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from catalogue.deployments.models import IN_USE, Deployment, Status
from catalogue.services.eligibility import Verdict, judge, rules_of
from catalogue.services.models import RequiredService, ServicePage
from catalogue.territories.chosen import PARAMETER
from search.documents import BODY_FIELDS, body_text
from search.facts import terms_of
from search.highlighting import Marker, is_marked
from search.results import Hit, Row
from search.visit import Visit


@dataclass(frozen=True)
class _Users:
    """How many organisations use a service."""

    in_use: int = 0
    deployed: int = 0
    has_demo: bool = False


_ADDRESSED = ("slug", "path", "url_path", "locale_id")
_SHOWN = (*_ADDRESSED, "title", "action", "summary", "deployed_definition")
_JUDGED = ("allowed_kinds", "population_min", "population_max")


def read_hits(ids: list[int], user, visit: Visit, marker: Marker) -> list[Hit]:
    """In the engine's order, without those that `user` may not see; five queries at most, one more with a territory."""
    pages = ServicePage.objects.visible_to(user).filter(pk__in=ids)
    found = {page.pk: page for page in pages.values_list("pk", *_SHOWN, *_JUDGED, named=True)}
    themes, users, addresses = _themes(found), _users(found), _addresses(found.values())
    cards = {pk: [marker.mark(text) for text in (page.action, page.title, page.summary)] for pk, page in found.items()}
    excerpts = _excerpts(cards, marker)
    needs = _needs(found) if visit.territory else {}
    hits = []
    for pk in (pk for pk in ids if pk in found):
        action, name, summary = cards[pk]
        counted = users.get(pk, _Users())
        hits.append(
            Hit(
                page=found[pk],
                url=f"{addresses[pk]}?{PARAMETER}={visit.key}" if visit.territory else addresses[pk],
                action=action,
                name=name,
                summary=excerpts.get(pk) or summary,
                themes=themes[pk],
                in_use=counted.in_use,
                deployed=counted.deployed,
                usability=_usability(found[pk], needs.get(pk, ()), visit),
                has_demo=counted.has_demo,
            )
        )
    return hits


def _themes(found: Iterable[int]) -> dict[int, list[str]]:
    themes: dict[int, list[str]] = defaultdict(list)
    for page_id, _, name in terms_of("themes", found):
        themes[page_id].append(name)
    return themes


def _users(found: Iterable[int]) -> dict[int, _Users]:
    uses = Deployment.objects.in_use().filter(service__in=list(found)).order_by().values("service_id")
    counted = uses.annotate(
        in_use=Count("pk"),
        deployed=Count("pk", filter=Q(status=Status.EN_PRODUCTION)),
        demo=Count("pk", filter=Q(is_demo=True)),
    )
    rows = counted.values_list("service_id", "in_use", "deployed", "demo")
    return {service_id: _Users(in_use, deployed, bool(demo)) for service_id, in_use, deployed, demo in rows}


def _addresses(pages: Iterable[Row]) -> dict[int, str]:
    """Sisters share the address of their parent, worked out once (`page.url` is the address of the service itself)."""
    parents: dict[str, str] = {}
    addresses = {}
    for page in pages:
        above = page.path[: -ServicePage.steplen]
        if above not in parents:
            whole = ServicePage(url_path=page.url_path, locale_id=page.locale_id).get_url() or ""
            parents[above] = whole.removesuffix(f"{page.slug}/")
        addresses[page.pk] = f"{parents[above]}{page.slug}/"
    return addresses


def _excerpts(cards: dict[int, list[SafeString]], marker: Marker) -> dict[int, SafeString | None]:
    """Where nothing that the card shows matched, the part of the body that did."""
    silent = [pk for pk, texts in cards.items() if marker and not any(map(is_marked, texts))]
    if not silent:
        return {}
    bodies = ServicePage.objects.filter(pk__in=silent).only(*BODY_FIELDS)
    return {page.pk: marker.excerpt(body_text(page)) for page in bodies}


def _needs(found: Iterable[int]) -> dict[int, list[RequiredService]]:
    needs: dict[int, list[RequiredService]] = defaultdict(list)
    for need in RequiredService.objects.filter(page__in=list(found)).select_related("service"):
        needs[need.page_id].append(need)
    return needs


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


def _usability(page: Row, needs: Iterable[RequiredService], visit: Visit) -> Verdict | None:
    who = visit.eligibility
    return judge(rules_of(page, needs), who.kind, who.population, who.in_use) if who else None
