"""The desks of selection and pilots: their addresses, and their entries in the menu « Besoins »."""

from django.urls import URLPattern, path, register_converter, reverse
from django.urls.converters import StringConverter
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from catalogue.needs.admin.agenda_page import ROUNDS, AgendaView
from catalogue.needs.admin.candidacies_page import CandidaciesView
from catalogue.needs.admin.project_desk import PilotCallViewSet, ProjectViewSet
from catalogue.needs.admin.through_writer import Without
from catalogue.needs.models import PilotCall, Project
from catalogue.review.models import Session

register_permission_policy(Project, Without(Project, "add", "delete"))
register_permission_policy(PilotCall, Without(PilotCall, "delete"))


class RoundConverter(StringConverter):
    regex = "|".join(ROUNDS)


register_converter(RoundConverter, "round")


class DeskItem(MenuItem):
    """For those who may change the rows of a model."""

    def __init__(self, model: type, label: str, name: str, icon: str, order: int) -> None:
        self.policy = ModelPermissionPolicy(model)
        super().__init__(label, reverse(name), name=name.partition(":")[0], icon_name=icon, order=order)

    def is_shown(self, request) -> bool:
        return self.policy.user_has_permission(request.user, "change")


@hooks.register("register_admin_viewset")
def project_desk() -> ProjectViewSet:
    return ProjectViewSet()


@hooks.register("register_admin_viewset")
def call_desk() -> PilotCallViewSet:
    return PilotCallViewSet()


@hooks.register("register_needs_menu_item")
def agenda_entry() -> MenuItem:
    return DeskItem(Session, "Ordre du jour d'une séance", "needs-agendas", "clipboard-list", 4)


@hooks.register("register_needs_menu_item")
def projects_entry() -> MenuItem:
    return DeskItem(Project, "Projets sélectionnés", "projets:index", "tick", 5)


@hooks.register("register_needs_menu_item")
def calls_entry() -> MenuItem:
    return DeskItem(PilotCall, "Appels à pilotes", "appels-a-pilotes:index", "group", 6)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("besoins/appels/<int:pk>/candidatures/", CandidaciesView.as_view(), name="pilot-candidacies"),
        path("besoins/ordre-du-jour/", AgendaView.as_view(), name="needs-agendas"),
        path("besoins/ordre-du-jour/<int:pk>/<round:stage>/", AgendaView.as_view(), name="needs-agenda"),
    ]
