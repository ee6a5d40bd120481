"""Choosing a territory: a list of links for everybody, suggestions for the combobox."""

from collections.abc import Iterable

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalogue.territories.chosen import Question, asked
from catalogue.territories.models import Territory
from catalogue.territories.search import describe, likeliest, ranked

_SUGGESTED, _LISTED = 8, 50


@require_safe
@vary_on_headers("Accept")
def search(request: HttpRequest) -> HttpResponse:
    question = asked(request)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"items": _suggestions(question)})
    page = Paginator(ranked(Territory.objects.all(), question.text), _LISTED).get_page(question.page)
    context = {"question": question, "items": _items(question, page), "page": page, **_around(question, page)}
    return render(request, "territories/search.html", context)


def _suggestions(question: Question) -> list[dict[str, str]]:
    """Whoever looks for a whole postcode is led to all of its communes."""
    found = likeliest(Territory.objects.all(), question.text, _SUGGESTED + 1)
    items = _items(question, found[:_SUGGESTED])
    if len(found) > _SUGGESTED:
        all_of_them = f"{reverse('territory-search')}?{question.on_page(1)}"
        items.append({"label": "Voir toutes les réponses", "detail": "", "url": all_of_them, "more": "1"})
    return items


def _items(question: Question, found: Iterable[Territory]) -> list[dict[str, str]]:
    territories = list(found)
    details = describe(territories, question.text)
    return [
        {
            "value": territory.key,
            "label": territory.name,
            "detail": details[territory.pk],
            "url": question.next_url(territory),
        }
        for territory in territories
    ]


def _around(question: Question, page: Page) -> dict[str, str]:
    return {
        "previous_page": f"?{question.on_page(page.previous_page_number())}" if page.has_previous() else "",
        "next_page": f"?{question.on_page(page.next_page_number())}" if page.has_next() else "",
    }
