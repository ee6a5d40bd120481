"""« Pages à relire »: sheets and all other pages whose day to be read again has come, and who answers for them."""

import django_filters
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, PageQuerySet

from catalogue.services.models.reviewed import numbers_of_reviewed
from catalogue.services.rules.freshness import Freshness, is_of
from store.accounts.guards import demand
from store.accounts.people import person_of
from store.accounts.policies import Action, may

TITLE = "Pages à relire"


def to_review(user=None) -> PageQuerySet:
    """Public and overdue; with `user`, those that they answer for, as keeper or deputy."""
    asked = is_of(Freshness.STALE, timezone.localdate())
    theirs = Q(keeper=user) | Q(deputy=user) if user else Q()
    return Page.objects.filter(pk__in=numbers_of_reviewed(asked & theirs & Q(archived_on=None, live=True)))


class MineFilterSet(WagtailFilterSet):
    mine = django_filters.BooleanFilter(label="Dont je réponds", method="filter_mine")

    class Meta:
        model = Page
        fields: list[str] = []

    def filter_mine(self, pages: PageQuerySet, name: str, value: bool) -> PageQuerySet:
        """Not those, when they are not wanted."""
        mine = to_review(self.request.user).values("pk")
        return pages.filter(pk__in=mine) if value else pages.exclude(pk__in=mine)


class PagesToReviewView(ReportView):
    page_title = TITLE
    header_icon = "clipboard-list"
    model = Page
    index_url_name = "pages-to-review"
    index_results_url_name = "pages-to-review-results"
    results_template_name = "admin/pages_to_review_results.html"
    filterset_class = MineFilterSet
    default_ordering = "title"
    columns = [
        TitleColumn(
            "title", label="Page", get_url=lambda page: reverse("verify-sheet", args=[page.pk]), sort_key="title"
        ),
        Column("type", label="Type", accessor=lambda page: page.specific_class._meta.verbose_name),
        Column("keeper", label="Responsable", accessor=lambda page: page.keeper or ""),
        Column("deputy", label="Suppléant", accessor=lambda page: page.deputy or ""),
        DateColumn("verified", label="Vérifiée"),
        DateColumn("review_on", label="À relire le"),
    ]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        demand(request, Action.OPEN_WHOLE_ADMIN)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> PageQuerySet:
        return to_review().specific()


class PagesToReviewMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            TITLE, reverse("pages-to-review"), name="pages-to-review", icon_name="clipboard-list", order=120
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return may(person_of(request.user), Action.OPEN_WHOLE_ADMIN)
