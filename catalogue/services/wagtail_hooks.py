"""Services in the admin: sheets, vocabularies, announcements, and verifying a sheet."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.snippets.models import register_snippet

from catalogue.services.admin import merging, verification
from catalogue.services.admin.announcements import AnnouncementViewSet
from catalogue.services.admin.broken_links import BrokenLinksMenuItem, BrokenLinksView
from catalogue.services.admin.sheet_listing import ServiceListing
from catalogue.services.admin.terms import (
    AudienceViewSet,
    ConnectionViewSet,
    LegalVehicleViewSet,
    ThemeViewSet,
    may_merge,
    merge_button,
    refuse_to_delete_used,
)
from catalogue.services.admin.verification import VerifySheetButton, VerifySheetView
from catalogue.services.models.vocabulary import Term


class CatalogueGroup(ViewSetGroup):
    menu_label = "Catalogue"
    menu_icon = "list-ul"
    menu_order = 110
    submenu_hook = "register_catalogue_menu_item"
    items = (ServiceListing, AnnouncementViewSet, ThemeViewSet, AudienceViewSet, LegalVehicleViewSet, ConnectionViewSet)


register_snippet(CatalogueGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [
        path("fiches/<int:pk>/verifier/", VerifySheetView.as_view(), name="verify-sheet"),
        path("reports/liens/", BrokenLinksView.as_view(), name="broken-links"),
        path("reports/liens/results/", BrokenLinksView.as_view(results_only=True), name="broken-links-results"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action(verification.LOG_ACTION, "Vérifier la fiche", "Fiche vérifiée")
    actions.register_action(merging.LOG_ACTION, "Fusionner", "Un autre mot lui a été fusionné")


@hooks.register("register_page_header_buttons")
def header_button(page, user, view_name, next_url=None):
    yield VerifySheetButton(page=page, priority=12)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page, user, next_url=None):
    yield VerifySheetButton(page=page, priority=7)


@hooks.register("register_snippet_listing_buttons")
def merging_button(snippet, user, next_url=None):
    if isinstance(snippet, Term) and may_merge(type(snippet), user):
        yield merge_button(snippet)


hooks.register("before_delete_snippet", refuse_to_delete_used)
hooks.register("register_reports_menu_item", BrokenLinksMenuItem)
