"""Which results people open, from the referring address: no cookie, script or tracking link."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from catalogue.foundation.caching import on_every_response
from search.statistics import tally


class OpenedAnswers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        catalogue = reverse("catalogue")
        is_sheet = request.path != catalogue and request.path.startswith(catalogue)
        if is_sheet and response.status_code == HTTPStatus.OK:
            on_every_response(request, _note)
        return response


def _note(request: HttpRequest) -> None:
    """Nothing, unless the sheet was opened from answers of the catalogue."""
    answers = f"{request.scheme}://{request.get_host()}{reverse('catalogue')}?"
    referer = request.headers.get("Referer", "")
    if referer.startswith(answers):
        tally.note_opening(referer.removeprefix(answers), request.path)
