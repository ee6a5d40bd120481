"""Hits are re-read from the database: the index says which, the database what they look like, and to whom."""

from collections import defaultdict

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalogue.deployments.models import IN_USE, Deployment, Status
from catalogue.services.eligibility import Verdict, judge, rules_of
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import PARAMETER
from search.documents import body_text
from search.facts import terms_of
from search.highlighting import Marker
from search.results import Hit
from search.visit import Visit


def read_hits(ids: list[int], user, visit: Visit, marker: Marker) -> list[Hit]:
    """In the engine's order, without those that `user` may not see; three queries, two more with a territory."""
    pages = with_adoption(ServicePage.objects.visible_to(user).filter(pk__in=ids))
    if visit.territory:
        pages = pages.prefetch_related("required_services__service")
    found = {page.pk: page for page in pages}
    themes = defaultdict(list)
    for page_id, _, name in terms_of("themes", found):
        themes[page_id].append(name)
    return [_hit(found[pk], themes[pk], visit, marker) for pk in ids if pk in found]


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


def _hit(page: ServicePage, themes: list[str], visit: Visit, marker: Marker) -> Hit:
    url = page.get_url() or ""  # `page.url` is the address of the service itself
    return Hit(
        page=page,
        url=f"{url}?{PARAMETER}={visit.key}" if visit.territory else url,
        action=marker.mark(page.action),
        name=marker.mark(page.title),
        summary=_summary(page, marker),
        themes=themes,
        in_use=page.in_use,
        deployed=page.deployed,
        usability=_usability(page, visit),
        has_demo=page.has_demo,
    )


def _summary(page: ServicePage, marker: Marker):
    """The summary; when nothing that the card shows matched, the part of the body that did."""
    shown = (page.action, page.title, page.summary)
    if not marker or any(marker.found(text) for text in shown):
        return marker.mark(page.summary)
    return marker.excerpt(body_text(page)) or marker.mark(page.summary)


def _usability(page: ServicePage, visit: Visit) -> Verdict | None:
    who = visit.eligibility
    return judge(rules_of(page), who.kind, who.population, who.in_use) if who else None
