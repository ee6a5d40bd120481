"""The page that compares services; everything it needs is in its address."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.services.models import ServicePage
from search.answering.find import whole_answer
from search.answering.query import SearchQuery
from search.answering.visit import Visit
from store.comparison.compared_services import FEWEST, MOST, Asked, services_of
from store.comparison.comparison_table import groups_of, only_differences

_PROPOSED = 6


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """A table for two to four services; otherwise what is missing, or too much, and how to go on."""
    asked = Asked.in_address(request)
    services = services_of(asked, request.user)
    kept = asked.of(services)
    context = {
        "asked": kept,
        "services": services,
        "gone": len(asked.slugs) - len(services) if len(services) < FEWEST or len(asked.slugs) <= MOST else 0,
        "too_many": len(services) > MOST,
        "room": len(services) < MOST,
        "today": timezone.localdate(),
        "proposed": _proposed(asked, services, request.user) if len(services) < MOST else [],
        "columns": [(service, kept.without(service.slug).url) for service in services],
        "most": MOST,
    }
    if FEWEST <= len(services) <= MOST:
        groups = groups_of(services, asked.territory, request.user)
        differing = only_differences(groups)
        total, shown = (sum(len(group.rows) for group in some) for some in (groups, differing))
        context |= {
            "groups": groups if asked.in_full else differing,
            "same": total - shown,
            "other_url": kept.with_all_rows(not asked.in_full).url,
        }
    return render(request, "comparison/comparison.html", context)


def _proposed(asked: Asked, services: Sequence[ServicePage], user) -> list[ServicePage]:
    """What the words typed find, without what is compared already."""
    if not asked.words:
        return []
    answer = whole_answer(SearchQuery(q=asked.words, sort="pertinence"), Visit.of(), _PROPOSED + MOST)
    compared = {service.pk for service in services}
    ids = [pk for pk in (answer.ids if answer else []) if pk not in compared][:_PROPOSED]
    found = ServicePage.objects.visible_to(user).only("title", "action", "slug").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
