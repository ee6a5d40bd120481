"""Choosing a territory: a list of links for everybody, suggestions for the combobox."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalogue.territories.chosen import Question, asked
from catalogue.territories.search import describe, find_territories

_LISTED = 30


@require_safe
@vary_on_headers("Accept")
def search(request: HttpRequest) -> HttpResponse:
    question = asked(request)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"items": _items(question, limit=8)})
    items = _items(question, limit=_LISTED)
    context = {"question": question, "items": items, "many": len(items) == _LISTED}
    return render(request, "territories/search.html", context)


def _items(question: Question, limit: int) -> list[dict[str, str]]:
    territories = find_territories(question.text, limit)
    details = describe(territories)
    return [
        {
            "value": territory.key,
            "label": territory.name,
            "detail": details[territory.pk],
            "url": question.next_url(territory),
        }
        for territory in territories
    ]
