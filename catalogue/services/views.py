"""Views of a service other than its sheet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from catalogue.services.models import ServicePage
from catalogue.services.news.bulletin import items
from catalogue.services.news.feed import NewsFeed
from catalogue.services.sheet.sheet import territory_query
from catalogue.services.visible_sheet import visible_sheet

MOST_NEWS = 100


@never_cache
@require_POST
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the team's generic address to people who may read the sheet and press the button."""
    page = get_object_or_404(ServicePage.objects.live(), slug=slug)
    if not page.may_be_read_by(request) or not page.contact_email:
        raise Http404("Pas d'adresse à afficher")
    back = f"{page.get_url(request)}{territory_query(request)}"
    return render(request, "services/contact.html", {"page": page, "back": back})


@require_safe
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """All the announcements of a service, visible to the same people as its sheet in lists."""
    service = visible_sheet(slug, request.user)
    if service is None:
        raise Http404("Cette fiche n'existe pas.")
    context = {
        "service": service,
        "service_url": f"{service.get_url(request)}{territory_query(request)}",
        "news": items(service.announcements.all()[:MOST_NEWS]),
    }
    return render(request, "services/news.html", context)


# Feed readers poll every hour or so.
news_feed = require_safe(cache_control(public=True, max_age=300)(NewsFeed()))
