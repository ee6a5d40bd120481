"""Consultations and needs in the admin, and on sheets."""

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from catalogue.foundation.slots import fill
from catalogue.needs.admin import (
    grouping_desk,
    pilot_entries,  # noqa: F401  registers its hooks
    proposition_desk,
    supports_desk,
)
from catalogue.needs.admin.consultation_desk import DestinationViewSet, PhasesButton, PhaseViewSet, StepViewSet
from catalogue.needs.admin.investigation_desk import InvestigationRequestViewSet, InvestigationViewSet
from catalogue.needs.admin.moderation_desk import ContributionListing, moderators
from catalogue.needs.admin.moderation_in_bulk import AcceptSeveral, RedirectSeveral
from catalogue.needs.admin.moderation_page import ModerationView
from catalogue.needs.admin.new_contribution import NewContributionView
from catalogue.needs.admin.previewed import groupers
from catalogue.needs.models import Consultation


class NeedsGroup(ViewSetGroup):
    """Each desk adds its entry by the hook of the menu."""

    menu_label = "Besoins"
    menu_icon = "comment"
    menu_order = 120
    submenu_hook = "register_needs_menu_item"
    items = (PhaseViewSet, StepViewSet, DestinationViewSet, InvestigationViewSet, InvestigationRequestViewSet)


class ToExamineItem(MenuItem):
    def is_shown(self, request) -> bool:
        return moderators.user_has_permission(request.user, "change")


class ToGroupItem(MenuItem):
    def is_shown(self, request) -> bool:
        return groupers.user_has_permission(request.user, "change")


@hooks.register("register_admin_viewset")
def desks() -> NeedsGroup:
    return NeedsGroup()


@hooks.register("register_needs_menu_item")
def to_examine() -> MenuItem:
    address = reverse("contributions-to-examine")
    return ToExamineItem("Contributions à examiner", address, name="contributions", icon_name="comment", order=1)


@hooks.register("register_admin_urls")
def moderation_urls() -> list:
    return [
        path("besoins/contributions/", ContributionListing.as_view(), name="contributions-to-examine"),
        path(
            "besoins/contributions/resultats/",
            ContributionListing.as_view(results_only=True),
            name="contributions-to-examine-results",
        ),
        path("besoins/contributions/<int:pk>/", ModerationView.as_view(), name="contribution-moderation"),
        path("besoins/nouveau/", NewContributionView.as_view(), name="new-contribution"),
    ]


@hooks.register("register_admin_urls")
def grouping_urls() -> list[URLPattern]:
    one, voice = "besoins/propositions/<int:pk>/", "besoins/soutiens/<int:pk>/"
    return [
        path("besoins/regrouper/", grouping_desk.GroupingDeskView.as_view(), name="grouping-desk"),
        path("besoins/regrouper/nouvelle/", grouping_desk.NewPropositionView.as_view(), name="grouping-new"),
        path("besoins/regrouper/ajouter/", grouping_desk.AddToPropositionView.as_view(), name="grouping-add"),
        path("besoins/propositions/", proposition_desk.PropositionListView.as_view(), name="propositions"),
        path(one, proposition_desk.PropositionView.as_view(), name="proposition-desk"),
        path(f"{one}sortir/", proposition_desk.TakeOutView.as_view(), name="grouping-out"),
        path(f"{one}dissoudre/", proposition_desk.DissolveView.as_view(), name="dissolve-proposition"),
        path(f"{one}corriger/", proposition_desk.CorrectPropositionView.as_view(), name="correct-proposition"),
        path(f"{one}soutiens/", supports_desk.SupportsView.as_view(), name="proposition-supports"),
        path(f"{voice}ecarter/", supports_desk.SetSupportAsideView.as_view(), name="set-aside-support"),
        path(f"{voice}compter/", supports_desk.CountAgainView.as_view(), name="count-support-again"),
        path("besoins/oppositions/", supports_desk.ObjectionListView.as_view(), name="objections"),
        path("besoins/oppositions/<int:pk>/", supports_desk.AnswerObjectionView.as_view(), name="objection-answer"),
    ]


@hooks.register("register_needs_menu_item")
def to_group() -> MenuItem:
    return ToGroupItem("Regrouper", reverse("grouping-desk"), name="grouping", icon_name="list-ul", order=2)


@hooks.register("register_needs_menu_item")
def grouped_already() -> MenuItem:
    return ToGroupItem("Propositions", reverse("propositions"), name="propositions", icon_name="folder-open-1", order=3)


@hooks.register("register_needs_menu_item")
def to_answer() -> MenuItem:
    return ToGroupItem("Oppositions", reverse("objections"), name="objections", icon_name="warning", order=4)


@hooks.register("register_log_actions")
def supports_checked(actions) -> None:
    actions.register_action(supports_desk.SET_ASIDE, "Écarter un soutien", "Soutien écarté")
    actions.register_action(supports_desk.COUNTED_AGAIN, "Compter à nouveau", "Soutien compté à nouveau")


@hooks.register("register_page_header_buttons")
def phases_of_the_consultation(page, user, view_name, next_url=None):
    if isinstance(page, Consultation) and page.pk:
        yield PhasesButton(page)


hooks.register("register_bulk_action", AcceptSeveral)
hooks.register("register_bulk_action", RedirectSeveral)


fill("sheet_origin", "needs/on_sheet.html")
fill("sheet_summary", "needs/on_sheet_summary.html")
fill("territory_needs", "needs/on_territory.html")
fill("sheet_usage", "needs/sheet/pilots.html", order=10)  # after who uses it
