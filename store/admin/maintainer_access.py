"""What maintainers may do in the admin: change the sheets of their own services, which others then publish.

Wagtail lets anyone who enters its admin search every page, read their history and list them in its choosers, drafts of
other services included. Maintainers may open what is listed here, and nothing else.
"""

from collections.abc import Callable

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch
from wagtail.models import GroupPagePermission, Page, PageQuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from catalogue.services.models import ServicePage
from store.accounts.people import person_of
from store.accounts.policies import About, Action, Person, may
from store.admin.file_permissions import refusal

# Views of one sheet, and the argument that names it.
OF_A_SHEET = {
    "verify-sheet": "pk",
    "wagtailadmin_pages:revisions_compare": "pk",
    "wagtailadmin_editing_sessions:ping": "object_id",
    **dict.fromkeys(
        (
            f"wagtailadmin_pages:{view}"
            for view in (
                "edit",
                "preview_on_edit",
                "view_draft",
                "history",
                "history_results",
                "workflow_history",
                "workflow_history_detail",
                "confirm_workflow_cancellation",
                "revisions_index",
                "revisions_revert",
                "revisions_view",
            )
        ),
        "page_id",
    ),
}
# What the form loads and opens, and that shows no page of others (`wagtail_hooks` restricts the page chooser).
OF_THE_FORM = {
    "editors-guide",
    "admin-sign-out",
    "wagtailadmin_account",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_dismissibles",
    "wagtailadmin_editing_sessions:release",
    "wagtailadmin_home",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_tag_autocomplete",
}
# The page tree, where Wagtail leads after a form, and the search of its side menu.
BACK_HOME = {"wagtailadmin_explore", "wagtailadmin_explore_root", "wagtailadmin_pages:search"}
# `store.admin.file_permissions` restricts the files that the last two show.
CHOOSERS = (
    "organisation_chooser",
    "wagtailsnippetchoosers_services_legalvehicle",
    "wagtaildocs_chooser",
    "wagtailimages_chooser",
)


class MaintainersGate:
    """Middleware that restricts the admin for maintainers who are not editors as well.

    Wagtail itself refuses people who have neither role: it requires a permission that `store.accounts.rights` grants.
    That permission alone opens nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.path.startswith("/admin/"):
            return None
        person, match = person_of(request.user), request.resolver_match
        if match is None:
            raise PermissionDenied
        if may(person, Action.OPEN_WHOLE_ADMIN) and (said := refusal(request, match)):
            return said
        if may(person, Action.OPEN_WHOLE_ADMIN) or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        if may(person, Action.ENTER_ADMIN) and is_open(match, person):
            return None
        if match.view_name in BACK_HOME:
            return redirect("wagtailadmin_home")
        raise PermissionDenied


def is_open(match: ResolverMatch, person: Person) -> bool:
    name = match.view_name
    if name == "wagtailadmin_choose_page_child":
        return _may_list(match.kwargs["parent_page_id"])
    if name in OF_A_SHEET:
        number = str(match.kwargs.get(OF_A_SHEET[name], ""))
        about = About(service_id=int(number) if number.isdecimal() else None)
        return may(person, Action.DRAFT_SHEET, about)
    return name in OF_THE_FORM or name.startswith(tuple(f"{chooser}:" for chooser in CHOOSERS))


def choosable(pages: PageQuerySet) -> PageQuerySet:
    """Those that a maintainer finds in the choosers: what everybody may read, no draft of others."""
    hidden = ServicePage.objects.exclude(pk__in=ServicePage.objects.public())
    return pages.live().public().exclude(pk__in=hidden)


def _may_list(number: int) -> bool:
    """Whether a chooser may list the children of this page, which it names too."""
    return choosable(Page.objects.filter(pk=number)).exists()


class PagePermissions(PagePermissionPolicy):
    """Wagtail's groups; maintainers may also change their own sheets, as if a group granted it."""

    def get_all_permissions_for_user(self, user):
        granted = super().get_all_permissions_for_user(user)
        maintained = person_of(user).maintained
        if user.is_superuser or not maintained:
            return granted
        change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
        sheets = ServicePage.objects.filter(pk__in=maintained)
        return [*granted, *(GroupPagePermission(page=sheet.page_ptr, permission=change) for sheet in sheets)]
