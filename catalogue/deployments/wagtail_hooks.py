"""Deployments in the admin."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from catalogue.deployments.models import Deployment


@modeladmin_register
class DeploymentAdmin(ModelAdmin):
    model = Deployment
    menu_label = "Déploiements"
    menu_icon = "success"
    menu_order = 290
    list_display = ("service", "organisation", "status", "since", "is_demo")
    list_filter = ("status", "is_demo", "since")
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
