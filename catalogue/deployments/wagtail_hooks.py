"""Deployments in the admin."""

import re

from django.contrib.admin import SimpleListFilter
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from catalogue.deployments.models import Deployment

YEAR = re.compile(r"\d{4}", re.ASCII)


class YearFilter(SimpleListFilter):
    """Django's own filter on a date speaks English here: its French comes with its admin, which is not installed."""

    title = "année de début"
    parameter_name = "annee"

    def lookups(self, request, model_admin) -> list[tuple[str, str]]:
        years = Deployment.objects.dates("since", "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def queryset(self, request, queryset):
        year = self.value() or ""
        return queryset.filter(since__year=int(year)) if YEAR.fullmatch(year) else queryset


@modeladmin_register
class DeploymentAdmin(ModelAdmin):
    model = Deployment
    menu_label = "Déploiements"
    menu_icon = "success"
    menu_order = 290
    list_display = ("service", "organisation", "status", "since", "demonstration")
    list_filter = ("status", "is_demo", YearFilter)
    list_select_related = ("service", "organisation")
    search_fields = (
        "service__title",
        "service__action",
        "organisation__name",
        "territory__folded_name",
        "territory__code",
    )
    list_per_page = 50
    panels = [
        MultiFieldPanel(
            [FieldPanel("service"), FieldPanel("organisation"), FieldPanel("territory")], heading="Qui utilise quoi"
        ),
        MultiFieldPanel(
            [FieldPanel("status"), FieldRowPanel([FieldPanel("since"), FieldPanel("until")])], heading="Avancement"
        ),
        FieldPanel("pilot_sites"),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("is_demo")], heading="D'où vient l'information"),
    ]

    def demonstration(self, deployment: Deployment) -> str:
        """In words: the icon of a boolean is a file of Django's admin, which is not installed."""
        return "oui" if deployment.is_demo else "non"

    demonstration.short_description = "démonstration"
    demonstration.admin_order_field = "is_demo"
