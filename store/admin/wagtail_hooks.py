"""Adapts the first page, the menus and the choosers of the admin to the person."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.admin.views.home import UpgradeNotificationPanel, WhatsNewInWagtailVersionPanel
from wagtail.contrib.redirects.forms import ImportForm
from wagtail.documents.models import Document
from wagtail.models import AbstractPage
from wagtail.permissions import register_permission_policy

from catalogue.deployments.models import Deployment
from catalogue.foundation.slots import fill
from catalogue.foundation.uploads.bounds import BoundedFileField
from catalogue.services.models import StoreImage
from store.accounts.people import person_of
from store.accounts.policies import Action, may
from store.admin.contest_settlement import DeploymentPermissions, SettleView
from store.admin.deployments_in_bulk import SettleSeveral, WithdrawSeveral
from store.admin.editors_guide import GuideView, menu_item
from store.admin.file_permissions import FilePermissions
from store.admin.first_page import DutiesPanel, MySheetsPanel
from store.admin.internal_links import (
    InternalLinksMenuItem,
    InternalLinksView,
    note_after_publishing,
    note_after_setting,
    say_broken_links,
)
from store.admin.maintainer_access import PagePermissions, choosable
from store.admin.new_addresses import (
    DestinationView,
    note_new_slug,
    offer_destination,
    say_after_moving,
    say_before_moving,
    say_new_slug,
    say_slug_to_come,
)
from store.admin.own_account import PortraitForm
from store.admin.page_editing import ReadOnlyPagesAPI, ReviewedPageViewSet, stop_unexplained
from store.admin.pages_to_review import PagesToReviewMenuItem, PagesToReviewView
from store.admin.review import read_version
from store.admin.services_without_team import TITLE, AnswerRequestView, WithoutTeamView, confirm_declaration
from store.admin.trash_bin import (
    BringBackView,
    TrashMenuItem,
    TrashView,
    hide_trash,
    refuse_in_trash,
    throw_many_away,
    throw_one_away,
)
from store.content.throwing_away import outside_trash

# Files uploaded through Wagtail's own forms obey our rules too.
AvatarSettingsPanel.form_class = PortraitForm
ImportForm.base_fields["import_file"] = BoundedFileField(label="Fichier", most=2 * 1024 * 1024)
register_permission_policy(AbstractPage, PagePermissions())
register_permission_policy(Deployment, DeploymentPermissions(Deployment))
# For the exact class: hooks are loaded before Wagtail registers its own policies.
register_permission_policy(StoreImage, FilePermissions(StoreImage, "wagtailimages.Image"), exact_class=True)
register_permission_policy(Document, FilePermissions(Document), exact_class=True)

READ_ANEW = (
    "Vous avez changé cette page pendant sa relecture. Votre version est enregistrée : "
    "une personne qui n'en a rien écrit doit l'approuver."
)
ABOUT_WAGTAIL = (UpgradeNotificationPanel, WhatsNewInWagtailVersionPanel)


def _is_staff(request: HttpRequest) -> bool:
    return may(person_of(request.user), Action.OPEN_WHOLE_ADMIN)


@hooks.register("construct_homepage_panels")
def first_page(request: HttpRequest, panels: list) -> None:
    panels[:] = [panel for panel in panels if not isinstance(panel, ABOUT_WAGTAIL)]
    panels.append(DutiesPanel() if _is_staff(request) else MySheetsPanel())


@hooks.register("construct_homepage_summary_items", order=1_000)
def no_counts_for_maintainers(request: HttpRequest, items: list) -> None:
    if not _is_staff(request):
        items.clear()


@hooks.register("register_admin_menu_item")
def programme() -> MenuItem:
    """The menu of the national programme; each application adds its entries."""
    menu = Menu(register_hook_name="register_programme_menu_item")
    return SubmenuMenuItem("Programme", menu, name="programme", icon_name="clipboard-list", order=150)


@hooks.register("register_programme_menu_item")
def services_without_team() -> MenuItem:
    return MenuItem(TITLE, reverse("without-team"), name="without-team", icon_name="group", order=30)


@hooks.register("register_admin_viewset", order=1_000)
def forms_of_pages() -> ReviewedPageViewSet:
    """Replaces Wagtail's own, registered before it."""
    return ReviewedPageViewSet()


@hooks.register("construct_admin_api")
def close_actions(router) -> None:
    router.register_endpoint("pages", ReadOnlyPagesAPI)


@hooks.register("after_edit_page")
def read_anew(request: HttpRequest, page) -> None:
    """A reader who changes the page becomes one of its authors, unless they undo the change."""
    state = page.current_workflow_state
    if not page.workflow_in_progress or state is None:
        return
    submitted_anew = "action-workflow-action" in request.POST and state.requested_by == request.user
    if submitted_anew or read_version(state) is None:
        messages.warning(request, READ_ANEW)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("deploiements/<int:pk>/trancher/", SettleView.as_view(), name="settle-contest"),
        path("corbeille/", TrashView.as_view(), name="trash"),
        path("corbeille/resultats/", TrashView.as_view(results_only=True), name="trash-results"),
        path("corbeille/<int:pk>/restaurer/", BringBackView.as_view(), name="bring-back"),
        path("reports/a-relire/", PagesToReviewView.as_view(), name="pages-to-review"),
        path("reports/a-relire/results/", PagesToReviewView.as_view(results_only=True), name="pages-to-review-results"),
        path("reports/liens-internes/", InternalLinksView.as_view(), name="internal-links"),
        path(
            "reports/liens-internes/results/",
            InternalLinksView.as_view(results_only=True),
            name="internal-links-results",
        ),
        path("pages/<int:pk>/destination/", DestinationView.as_view(), name="page-destination"),
        path("aide/ecrire/", GuideView.as_view(), name="editors-guide"),
        path("aide/ecrire/<slug:chapter>/", GuideView.as_view(), name="editors-guide"),
        path("sans-equipe/", WithoutTeamView.as_view(), name="without-team"),
        path("sans-equipe/demandes/<int:pk>/", AnswerRequestView.as_view(), name="answer-request"),
        path("sans-equipe/declarations/<int:pk>/confirmer/", confirm_declaration, name="confirm-declaration"),
    ]


fill("form_help", "admin/guide/link.html")
hooks.register("register_help_menu_item", menu_item)
hooks.register("before_bulk_action", stop_unexplained)
hooks.register("register_bulk_action", SettleSeveral)
# After Wagtail's own for all snippets, which it replaces: that one deletes rows without a word in their history.
hooks.register("register_bulk_action", WithdrawSeveral, order=1_000)


@hooks.register("construct_main_menu")
def no_menu_for_maintainers(request: HttpRequest, items: list) -> None:
    """Their first page links to everything they may open."""
    if not _is_staff(request):
        items.clear()


@hooks.register("construct_help_menu")
def help_that_is_here(request: HttpRequest, items: list) -> None:
    """Hides the news and the guide of Wagtail: external pages, in English."""
    items[:] = [item for item in items if item.url.startswith(("/", "#"))]


@hooks.register("construct_page_chooser_queryset")
def public_pages_for_maintainers(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """Maintainers must not see other people's drafts, not even their titles."""
    return outside_trash(pages) if _is_staff(request) else choosable(pages)


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def form_scripts() -> str:
    scripts = ([static(f"js/{name}.js")] for name in ("admin-form", "admin-names"))
    return format_html_join("", '<script type="module" src="{}"></script>', scripts)


hooks.register("after_create_page", say_broken_links)
hooks.register("after_edit_page", say_broken_links)
hooks.register("after_publish_page", note_after_publishing)
hooks.register("after_edit_setting", note_after_setting)
hooks.register("register_reports_menu_item", InternalLinksMenuItem)
hooks.register("register_reports_menu_item", PagesToReviewMenuItem)
hooks.register("before_delete_page", throw_one_away)
hooks.register("before_bulk_action", throw_many_away)
for before in ("before_edit_page", "before_copy_page", "before_move_page", "before_convert_alias_page"):
    hooks.register(before, refuse_in_trash, order=-1)
hooks.register("construct_explorer_page_queryset", hide_trash)
hooks.register("register_admin_menu_item", TrashMenuItem)
hooks.register("before_move_page", say_before_moving)
hooks.register("after_move_page", say_after_moving)
hooks.register("before_publish_page", note_new_slug)
hooks.register("after_publish_page", say_new_slug)
hooks.register("after_edit_page", say_slug_to_come)
hooks.register("after_unpublish_page", offer_destination)
