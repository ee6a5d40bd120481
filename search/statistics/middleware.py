"""Which results people open, from the referring address: no cookie, script or tracking link."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from search.statistics import tally


class OpenedAnswers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        catalogue = reverse("catalogue")
        answers = f"{request.scheme}://{request.get_host()}{catalogue}?"
        referer = request.headers.get("Referer", "")
        is_sheet = request.path != catalogue and request.path.startswith(catalogue)
        if is_sheet and referer.startswith(answers) and response.status_code == HTTPStatus.OK:
            tally.note_opening(referer.removeprefix(answers), request.path)
        return response
