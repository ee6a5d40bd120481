"""Deployments as snippets without drafts: only the lists of snippets have bulk actions."""

from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from catalogue.deployments.admin.deployment_listing import SEARCHED, DeploymentIndexView, yes_or_no
from catalogue.deployments.admin.forms import edit_handler
from catalogue.deployments.admin.views import (
    DeploymentCreateView,
    DeploymentDeleteView,
    DeploymentEditView,
    DeploymentInspectView,
)
from catalogue.deployments.models import Deployment


class DeploymentViewSet(SnippetViewSet):
    model = Deployment
    base_url_path = "deployments/deployment"
    admin_url_namespace = "deployments"
    menu_label = "Déploiements"
    icon = "success"
    menu_order = 20
    menu_item_is_registered = True  # it stands in the menu of the catalogue
    list_display = [
        "service",
        "organisation",
        "status",
        "standing",
        "since",
        Column("is_demo", label="Démonstration", accessor=lambda row: yes_or_no(row.is_demo), sort_key="is_demo"),
    ]
    search_fields = SEARCHED
    list_per_page = 50
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False  # see `Deployment.wagtail_reference_index_ignore`
    edit_handler = edit_handler(existing=True)
    index_view_class = DeploymentIndexView
    add_view_class = DeploymentCreateView
    edit_view_class = DeploymentEditView
    delete_view_class = DeploymentDeleteView
    inspect_view_class = DeploymentInspectView
    index_template_name = "deployments/admin/index.html"
    create_template_name = "deployments/admin/create.html"
    edit_template_name = "deployments/admin/edit.html"
    delete_template_name = "deployments/admin/withdraw.html"
    inspect_template_name = "deployments/admin/history.html"

    def get_common_view_kwargs(self, **kwargs) -> dict:
        """Our history says more than Wagtail's."""
        ours = {"history_url_name": self.get_url_name("inspect"), "usage_url_name": None}
        return super().get_common_view_kwargs(**{**ours, **kwargs})

    def register_chooser_viewset(self) -> None:
        """Nothing refers to a deployment, so there is none to choose."""

    def get_urlpatterns(self) -> list:
        unused = ("history", "history_results", "usage")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in unused]


deployments = DeploymentViewSet()
