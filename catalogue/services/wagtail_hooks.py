"""Sheets and their vocabulary in the admin, under one entry of the menu."""

from wagtail import hooks
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from catalogue.services.models import Audience, Connection, LegalVehicle, ServicePage, Theme


class ServiceListing(PageListingViewSet):
    model = ServicePage
    name = "sheets"
    menu_label = "Fiches de services"
    icon = "doc-full"
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Service", sort_key="title", classname="title"),
        "action",
        "phase",
        "verified",
        "latest_revision_created_at",
        PageStatusColumn("status", label="État", sort_key="live", width="12%"),
    ]
    list_filter = ["live", "phase", "family", "rgaa_state", "cost_model", "verified", "is_demo"]


class ThemeViewSet(ModelViewSet):
    model = Theme
    icon = "tag"
    form_fields = ["name", "slug", "description", "order"]
    list_display = ["name", "slug", "order"]
    search_fields = ["name", "description"]


class AudienceViewSet(ModelViewSet):
    model = Audience
    icon = "group"
    form_fields = ["name", "slug", "group", "order"]
    list_display = ["name", "group", "order"]
    list_filter = ["group"]
    search_fields = ["name"]


class LegalVehicleViewSet(ModelViewSet):
    model = LegalVehicle
    icon = "folder-open-inverse"
    form_fields = ["name", "slug", "description", "order"]
    list_display = ["name", "slug", "order"]
    search_fields = ["name", "description"]


class ConnectionViewSet(ModelViewSet):
    model = Connection
    icon = "link"
    form_fields = ["name", "slug", "url", "order"]
    list_display = ["name", "url", "order"]
    search_fields = ["name"]


class CatalogueGroup(ViewSetGroup):
    menu_label = "Catalogue"
    menu_icon = "list-ul"
    menu_order = 110
    items = (ServiceListing, ThemeViewSet, AudienceViewSet, LegalVehicleViewSet, ConnectionViewSet)


@hooks.register("register_admin_viewset")
def register_catalogue() -> CatalogueGroup:
    return CatalogueGroup()
