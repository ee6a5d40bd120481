"""« Corbeille » in the admin: pages are thrown away instead of deleted, one or many, and brought back from a list."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, PageQuerySet, ReferenceIndex

from catalogue.foundation.dates import day
from catalogue.foundation.french import quantity
from store.accounts.guards import demand
from store.accounts.people import person_of
from store.accounts.policies import Action, may
from store.admin.new_addresses import DestinationForm, addresses_of, lead
from store.content.models.trash import KEPT, ThrownPage, TrashPage
from store.content.throwing_away import (
    CannotBringBackError,
    bring_back,
    may_bring_back,
    must_stay,
    outside_trash,
    place_of,
    throw_away,
)

TITLE = "Corbeille"
_STAYS = "« {} » ne va pas à la corbeille : le Store en a besoin."
_IN_TRASH = "« {} » est dans la corbeille : restaurez-la d'abord."


def throw_one_away(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Replaces Wagtail's deletion, except for what is in the trash: that is how it is emptied by hand."""
    if ThrownPage.objects.holding(page):
        return None
    parent = page.get_parent()
    if must_stay(page):
        messages.error(request, _STAYS.format(page.title))
        return redirect("wagtailadmin_explore", parent.pk)
    gone = page.get_descendants(inclusive=True).live()
    form = DestinationForm(gone, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "admin/throw_away.html", _about(request, page, form))
    addresses = addresses_of(gone)
    throw_away(page, request.user)
    if destination := form.cleaned_data["destination"]:
        lead(addresses, destination)
    _say_thrown(request, [page])
    listing = reverse("wagtailadmin_explore", args=[parent.pk])
    return HttpResponseRedirect(get_valid_next_url_from_request(request) or listing)


def _about(request: HttpRequest, page: Page, form: DestinationForm) -> dict:
    return {
        "page": page,
        "form": form,
        "under": page.get_descendant_count(),
        "addresses": form.gone.count(),
        "usage": ReferenceIndex.get_references_to(page).group_by_source_object().count(),
        "days": KEPT.days,
        "next": get_valid_next_url_from_request(request),
    }


def throw_many_away(request: HttpRequest, action_type: str, objects: Sequence, action) -> HttpResponse | None:
    """Bulk actions do not go through `throw_one_away`. What is in the trash can only be deleted."""
    pages = [one for one in objects if isinstance(one, Page)]
    thrown = [page for page in pages if ThrownPage.objects.holding(page)]
    if thrown and action_type != "delete":
        messages.error(request, _IN_TRASH.format(thrown[0].title))
        return HttpResponseRedirect(action.next_url)
    if action_type != "delete" or not pages or len(thrown) == len(pages):
        return None
    kept = [page for page in pages if page in thrown or must_stay(page)]
    going = [page for page in pages if page not in kept]
    for page in kept:
        messages.error(request, _STAYS.format(page.title))
    tops = [page for page in going if not any(page.is_descendant_of(other) for other in going)]
    for page in tops:
        throw_away(page, request.user)
    if tops:
        _say_thrown(request, tops)
    return HttpResponseRedirect(action.next_url)


def _say_thrown(request: HttpRequest, pages: list[Page]) -> None:
    what = f"« {pages[0].title} » est" if len(pages) == 1 else f"{quantity(len(pages), 'page')} sont"
    messages.success(request, f"{what} dans la corbeille pour {KEPT.days} jours.")


def refuse_in_trash(request: HttpRequest, page: Page, *others: object) -> HttpResponse | None:
    """Nothing is edited, copied, moved nor published there."""
    if not ThrownPage.objects.holding(page):
        return None
    messages.error(request, _IN_TRASH.format(page.title))
    return redirect("trash" if may(person_of(request.user), Action.OPEN_WHOLE_ADMIN) else "wagtailadmin_home")


def hide_trash(parent: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """From the lists of pages, but not from its own."""
    return pages if isinstance(parent.specific, TrashPage) else outside_trash(pages)


class BringBackColumn(BaseColumn):
    cell_template_name = "admin/bring_back_cell.html"

    def get_cell_context_data(self, instance: ThrownPage, parent_context) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "csrf_token": get_token(parent_context["request"])}


class TrashView(ReportView):
    """What the person could throw away, and may bring back."""

    page_title = TITLE
    header_icon = "bin"
    model = ThrownPage
    index_url_name = "trash"
    index_results_url_name = "trash-results"
    results_template_name = "admin/trash_results.html"
    columns = [
        Column("title", label="Page", accessor="page.title"),
        Column("former_parent", label="Était sous", accessor=lambda one: place_of(one) or ""),
        DateColumn("thrown", label="Jetée"),
        Column("by", label="Par"),
        Column("goes", label="Supprimée pour de bon", accessor=lambda one: day(one.goes.date())),
        BringBackColumn("bring_back", label="Agir"),
    ]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        demand(request, Action.OPEN_WHOLE_ADMIN)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[ThrownPage]:
        kept = ThrownPage.objects.select_related("page", "former_parent", "by")
        mine = [one.pk for one in kept if may_bring_back(one, self.request.user)]
        return kept.filter(pk__in=mine)


class BringBackView(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        demand(request, Action.OPEN_WHOLE_ADMIN)
        thrown = get_object_or_404(ThrownPage.objects.select_related("page"), pk=pk)
        if not may_bring_back(thrown, request.user):
            raise PermissionDenied
        slug = thrown.page.slug
        try:
            page = bring_back(thrown)
        except CannotBringBackError as error:
            messages.error(request, str(error))
            return redirect("trash")
        messages.success(request, f"« {page.title} » est de nouveau à sa place.")
        if page.slug != slug:
            messages.warning(
                request, f"Une autre page a pris son adresse : la sienne finit maintenant par « {page.slug} »."
            )
        return redirect("wagtailadmin_explore", page.get_parent().pk)


class TrashMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(TITLE, reverse("trash"), name="trash", icon_name="bin", order=9_100)

    def is_shown(self, request: HttpRequest) -> bool:
        return may(person_of(request.user), Action.OPEN_WHOLE_ADMIN)
