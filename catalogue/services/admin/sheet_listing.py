"""The list of sheets, with owner, phase, last verification and completeness."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from catalogue.services.models import CataloguePage, Family, Phase, Rgaa, ServicePage
from catalogue.services.rules.completeness import CRITERIA
from catalogue.services.rules.freshness import Freshness, is_of
from catalogue.territories.models import Organisation

LEVELS = {
    "complete": ("Complète", len(CRITERIA), len(CRITERIA)),
    "avancee": ("Plus de la moitié des critères", len(CRITERIA) // 2 + 1, len(CRITERIA) - 1),
    "a-completer": ("La moitié des critères ou moins", 0, len(CRITERIA) // 2),
}
"""Filter values: a label, the least and the most criteria met."""


class ServiceFilterSet(WagtailFilterSet):
    live = django_filters.BooleanFilter(label="En ligne")
    phase = django_filters.ChoiceFilter(label="Phase", choices=Phase.choices)
    family = django_filters.ChoiceFilter(label="Famille", choices=Family.choices)
    owned_by = django_filters.ModelChoiceFilter(
        label="Propriétaire",
        queryset=lambda request: Organisation.objects.filter(owned_services__isnull=False).distinct().order_by("name"),
    )
    verified = django_filters.ChoiceFilter(
        label="Dernière vérification", choices=Freshness.choices, method="filter_verified"
    )
    completeness = django_filters.ChoiceFilter(
        label="Complétude", choices=[(key, level[0]) for key, level in LEVELS.items()], method="filter_completeness"
    )
    rgaa_state = django_filters.ChoiceFilter(label="Accessibilité (RGAA)", choices=Rgaa.choices)
    is_demo = django_filters.BooleanFilter(label="Fiche de démonstration")

    class Meta:
        model = ServicePage
        fields: list[str] = []

    def filter_verified(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(is_of(Freshness(value), timezone.localdate()))

    def filter_completeness(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        _, least, most = LEVELS[value]
        return queryset.filter(criteria_met__range=(least, most))


class VerifiedColumn(Column):
    """The date of the last verification, and what there is to do about it."""

    cell_template_name = "services/admin/verified_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        state = instance.freshness_on(timezone.localdate())
        return {**context, "to_do": "" if state == Freshness.FRESH else state.label}


class ServiceIndexView(IndexView):
    def get_base_queryset(self):
        """Those of the catalogue, without those that were thrown away."""
        catalogue = CataloguePage.objects.first()
        pages = super().get_base_queryset()
        return pages.descendant_of(catalogue) if catalogue else pages

    def annotate_queryset(self, pages):
        return super().annotate_queryset(pages.select_related("owned_by").with_completeness())

    def search_queryset(self, queryset):
        """Wagtail's index cannot apply the filters above, so it is only asked for ids."""
        if not self.is_searching:
            return queryset
        return queryset.filter(pk__in=[page.pk for page in self.model.objects.autocomplete(self.search_query)])


class ServiceListing(PageListingViewSet):
    model = ServicePage
    index_view_class = ServiceIndexView
    filterset_class = ServiceFilterSet
    name = "sheets"
    menu_label = "Fiches de services"
    icon = "doc-full"
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Service", sort_key="title", classname="title", width="25%"),
        Column("phase", label="Phase", accessor="get_phase_display", sort_key="phase"),
        Column("owned_by", label="Propriétaire", sort_key="owned_by__name"),
        VerifiedColumn("verified", label="Vérifiée le", sort_key="verified"),
        Column(
            "criteria_met",
            label="Complétude",
            accessor=lambda page: f"{page.criteria_met} / {len(CRITERIA)}",
            sort_key="criteria_met",
        ),
        DateColumn("latest_revision_created_at", label="Modifiée", sort_key="latest_revision_created_at"),
        PageStatusColumn("status", label="État", sort_key="live"),
    ]
