"""The words that services are classified with, as snippets: editors look after them, and see where each is used."""

from django.urls import path
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from catalogue.services.admin.merging import MergeTermView, merge_button
from catalogue.services.models import Audience, Connection, LegalVehicle, Theme


class EditTermView(EditView):
    @property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, merge_button(self.object)]


class TermViewSet(SnippetViewSet):
    menu_item_is_registered = True  # in the group « Catalogue », not under « Fragments »
    list_display = ["name", "slug", "order"]
    search_fields = ["name", "slug"]
    edit_view_class = EditTermView
    own_field = "description"

    @property
    def panels(self) -> list[FieldPanel]:
        return [FieldPanel(name) for name in ("name", "slug", self.own_field, "order")]

    def get_urlpatterns(self) -> list:
        merging = self.construct_view(MergeTermView)
        return [*super().get_urlpatterns(), path("merge/<int:pk>/", merging, name="merge")]


class ThemeViewSet(TermViewSet):
    model = Theme
    icon = "tag"


class AudienceViewSet(TermViewSet):
    model = Audience
    icon = "group"
    own_field = "group"
    list_display = ["name", "group", "order"]
    list_filter = ["group"]


class LegalVehicleViewSet(TermViewSet):
    model = LegalVehicle
    icon = "folder-open-inverse"


class ConnectionViewSet(TermViewSet):
    model = Connection
    icon = "link"
    own_field = "url"
    list_display = ["name", "url", "order"]
