"""Deployments in the admin, and on sheets."""

from django.contrib.admin import display
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from catalogue.deployments.admin.filters import ServiceFilter, YearFilter
from catalogue.deployments.admin.forms import edit_handler
from catalogue.deployments.admin.open_usages import OpenDataGroup
from catalogue.deployments.admin.views import (
    EXPORTED,
    DeploymentButtons,
    DeploymentCreateView,
    DeploymentDeleteView,
    DeploymentEditView,
    DeploymentIndexView,
    DeploymentInspectView,
)
from catalogue.deployments.models import Deployment
from catalogue.foundation.slots import fill


@modeladmin_register
class DeploymentAdmin(ModelAdmin):
    model = Deployment
    menu_label = "Déploiements"
    menu_icon = "success"
    menu_order = 20
    add_to_admin_menu = False  # it stands in the menu of the catalogue, see below
    list_display = ("service", "organisation", "status", "standing", "since", "demonstration")
    list_filter = ("status", "standing", "is_demo", YearFilter, ServiceFilter)
    list_export = tuple(EXPORTED)
    list_select_related = ("service", "organisation", "territory")
    index_view_class = DeploymentIndexView
    create_view_class = DeploymentCreateView
    edit_view_class = DeploymentEditView
    delete_view_class = DeploymentDeleteView
    inspect_view_class = DeploymentInspectView
    inspect_view_enabled = True
    button_helper_class = DeploymentButtons
    history_view_enabled = False  # ours says more, see `inspect_view_class`
    edit_handler = edit_handler(existing=False)
    search_fields = (
        "service__title",
        "service__action",
        "organisation__name",
        "territory__folded_name",
        "territory__code",
    )
    list_per_page = 50

    @display(description="démonstration", ordering="is_demo")
    def demonstration(self, deployment: Deployment) -> str:
        """As text: the icon of a boolean comes with Django's admin, which is not installed."""
        return "oui" if deployment.is_demo else "non"

    def offered(self, deployment: Deployment) -> str:
        return "oui" if deployment.open_to_members else "non"

    def siren(self, deployment: Deployment) -> str:
        return deployment.organisation.siren or ""

    def definition(self, deployment: Deployment) -> str:
        return deployment.service.deployed_definition

    def covered(self, deployment: Deployment) -> str:
        return deployment.territory.key if deployment.territory else ""


register_snippet(OpenDataGroup)


@hooks.register("register_catalogue_menu_item")
def menu_item() -> MenuItem:
    return DeploymentAdmin().get_menu_item()


fill("sheet_usability", "deployments/sheet/usability.html")
fill("sheet_key_facts", "deployments/sheet/key_fact.html")
fill("sheet_below_key_facts", "deployments/sheet/definition.html")
fill("sheet_usage", "deployments/sheet/usage.html")
