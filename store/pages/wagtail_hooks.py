"""Knowing or guessing the address of a document is no right to read it."""

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from store.media import may_see


@hooks.register("before_serve_document")
def only_to_those_who_may_see_it(document: AbstractDocument, request: HttpRequest) -> None:
    if not may_see(request, document):
        raise Http404("Document introuvable")
