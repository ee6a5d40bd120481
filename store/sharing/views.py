"""The short address of a page, which stays the same when the page is renamed or moved."""

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from catalogue.services.rules.visibility import VisibleQuerySet
from catalogue.services.sheet.sheet import territory_query


# Browsers keep a permanent redirect for ever, unless told to ask again: the page may move.
@cache_control(no_cache=True)
@require_safe
def short_address(request: HttpRequest, pk: int) -> HttpResponsePermanentRedirect:
    """A 404 for a page that the reader may not see, as for one that never was."""
    page = VisibleQuerySet(Page).visible_to(request.user).filter(pk=pk).first()
    address = page.get_url(request) if page else None
    if address is None:
        raise Http404("Aucune page n'a cette adresse.")
    return HttpResponsePermanentRedirect(address + territory_query(request))
