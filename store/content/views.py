"""The contact page, the plan of the site, the feed of news, events for diaries, and proposing a service."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page, Site

from catalogue.foundation.callers import caller_address
from catalogue.foundation.french import french_order
from catalogue.services.models import CataloguePage
from catalogue.services.models.reviewed import numbers_of_reviewed
from catalogue.services.rules.visibility import VisibleQuerySet
from search.answering.storefront import theme_counts
from store.content.list_query import words_query
from store.content.models import HomePage, SiteSettings, StoreEvent
from store.content.news_feed import StoreNewsFeed
from store.content.proposing import ProposalForm, alike, propose
from store.content.told_pages import find_pages
from store.limits import TooManyError, spend


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "content/contact.html", {"store": SiteSettings.of(Site.find_for_request(request))})


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """The pages under the home page that say « Dans le plan du site », the catalogue and what is archived apart."""
    home = HomePage.objects.first()
    pages = sorted(_in_the_plan(home), key=lambda page: french_order(page.title)) if home else []
    return render(request, "content/site_map.html", {"themes": theme_counts(), "pages": pages})


def _in_the_plan(home: HomePage) -> QuerySet[Page]:
    """Looked for by type: the sheets, of a type that is not below, may be 100 000."""
    types = [model for model in HomePage.allowed_subpage_models() if model is not CataloguePage]
    archived = numbers_of_reviewed(~Q(archived_on=None), types)
    return VisibleQuerySet(Page).public().in_menu().exact_type(*types).descendant_of(home).exclude(pk__in=archived)


@require_safe
def page_search(request: HttpRequest) -> HttpResponse:
    """Guides, stories, news, events, questions: services have a search of their own."""
    asked = words_query(request)
    found = find_pages(asked.words, asked.kind, request.user)
    total = sum(one.total for one in found)
    return render(request, "content/page_search.html", {"asked": asked, "found": found, "total": total})


@require_safe
def event_file(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(StoreEvent.objects.visible_to(request.user), pk=pk)
    return HttpResponse(
        event.calendar().to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{event.slug}.ics"'},
    )


# Feed readers poll every hour or so.
store_news_feed = require_safe(cache_control(public=True, max_age=300)(StoreNewsFeed()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose_service(request: HttpRequest) -> HttpResponse:
    """POST shows similar services once, then saves the proposal. For JSON, it only returns similar services."""
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"items": _alike_so_far(form)})
    found = []
    if form.is_valid():
        if not form.cleaned_data["seen"]:
            found = alike(form.cleaned_data["name"], form.cleaned_data["need"])
        if not found:
            return _kept(request, form)
    return render(request, "content/propose.html", {"form": form, "alike": found})


@require_safe
def proposed(request: HttpRequest) -> HttpResponse:
    return render(request, "content/proposed.html")


def _kept(request: HttpRequest, form: ProposalForm) -> HttpResponse:
    """Beyond the limit, the form is shown again with what was typed."""
    try:
        spend("propose", caller_address(request))
        spend("propose-in-all", "")
    except TooManyError as error:
        form.add_error(None, error.sentence)
        return error.mark(render(request, "content/propose.html", {"form": form}))
    propose(form)
    return redirect("service-proposed")


def _alike_so_far(form: ProposalForm) -> list[dict[str, str]]:
    form.is_valid()
    said = form.cleaned_data
    return [
        {"label": page.heading, "detail": page.title, "url": page.get_url() or ""}
        for page in alike(said.get("name", ""), said.get("need", ""))
    ]
