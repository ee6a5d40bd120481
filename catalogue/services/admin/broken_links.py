"""The report of broken links."""

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from catalogue.services.models import LinkCheck, ServicePage

LABEL = "Liens à réparer"


class LinkFilterSet(WagtailFilterSet):
    page = django_filters.ModelChoiceFilter(
        label="Fiche de service",
        queryset=lambda request: ServicePage.objects.filter(link_checks__in=LinkCheck.objects.broken()).distinct(),
    )

    class Meta:
        model = LinkCheck
        fields: list[str] = []


class BrokenLinksView(ReportView):
    """Results of the last `check_links`, for the sheets that the person may edit."""

    page_title = LABEL
    header_icon = "link"
    index_url_name = "broken-links"
    index_results_url_name = "broken-links-results"
    results_template_name = "services/admin/broken_links_results.html"
    filterset_class = LinkFilterSet
    columns = [
        TitleColumn(
            "page",
            label="Fiche",
            accessor="page.title",
            get_url=lambda check: reverse("wagtailadmin_pages:edit", args=[check.page_id]),
        ),
        Column("place", label="Champ"),
        TitleColumn("url", label="Adresse", get_url=lambda check: check.url),
        Column("problem", label="Problème"),
        DateColumn("broken_since", label="Depuis"),
        DateColumn("checked", label="Vérifiée"),
    ]
    list_export = ["page.title", "place", "url", "problem", "broken_since", "checked"]
    export_headings = {"page.title": "Fiche"}
    model = LinkCheck

    @property
    def permission_policy(self):
        return policy_registry.get_by_type(ServicePage)

    any_permission_required = {"add", "change", "publish"}

    def get_base_queryset(self) -> QuerySet[LinkCheck]:
        mine = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return LinkCheck.objects.broken().filter(page__in=mine.values("pk")).select_related("page")

    def get_filename(self) -> str:
        return "liens-a-reparer"


class BrokenLinksMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(LABEL, reverse("broken-links"), name="broken-links", icon_name="link", order=100)

    def is_shown(self, request) -> bool:
        return policy_registry.get_by_type(ServicePage).user_has_permission(request.user, "change")
