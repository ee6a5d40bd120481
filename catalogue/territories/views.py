"""Choosing a territory: a list of links for everybody, suggestions for the combobox."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalogue.foundation.pagination import page_links
from catalogue.territories.chosen import Question, question_of
from catalogue.territories.close_matches import is_ept
from catalogue.territories.designation import designations
from catalogue.territories.models import Kind, Territory
from catalogue.territories.search import describe, likeliest, ranked

_SUGGESTED, _LISTED = 8, 50


@require_safe
@vary_on_headers("Accept")
def search(request: HttpRequest) -> HttpResponse:
    question = question_of(request)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"items": _suggestions(question)})
    page = Paginator(ranked(Territory.objects.all(), question.text), _LISTED).get_page(question.page)
    context = {"question": question, "items": _items(question, page), "page": page}
    context["pagination"] = page_links(page, lambda number: f"?{question.on_page(number)}")
    context["is_ept"], context["is_syndicat"] = is_ept(question.text), _is_syndicat(question.text)
    return render(request, "territories/search.html", context)


def _suggestions(question: Question) -> list[dict[str, str]]:
    """A postcode with more communes links to the page that lists them all; so does a kind that the Store does not hold,
    to the page that explains it.
    """
    found = likeliest(Territory.objects.all(), question.text, _SUGGESTED + 1)
    items = _items(question, found[:_SUGGESTED])
    whole_page = {"url": f"{reverse('territory-search')}?{question.on_page(1)}", "more": "1"}
    if is_ept(question.text):
        kept = "Le Store ne les tient pas : choisissez la commune"
        items.append({"label": "Établissement public territorial", "detail": kept, **whole_page})
    elif len(found) > _SUGGESTED:
        items.append({"label": "Voir toutes les réponses", "detail": "", **whole_page})
    return items


def _is_syndicat(text: str) -> bool:
    return any(Kind.SYNDICAT in one.kinds for one in designations(text))


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
