"""The ANCT's open file in the admin: what each reading did, and which sheet each of its names means."""

from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from catalogue.deployments.models import NameInOpenFile, UsageImport


class NameInOpenFileViewSet(SnippetViewSet):
    model = NameInOpenFile
    icon = "link"
    menu_label = "Services du fichier"
    list_display = ["name", "service"]
    list_filter = {"service": ["isnull"]}
    search_fields = ["name"]
    list_per_page = 50
    panels = [FieldPanel("name"), FieldPanel("service")]


class UsageImportViewSet(SnippetViewSet):
    """To read only: nobody is given the right to write these."""

    model = UsageImport
    icon = "history"
    menu_label = "Lectures"
    list_display = [
        "__str__",
        DateColumn("at", label="Quand", sort_key="at"),
        Column("outcome", label="Résultat", accessor="get_outcome_display", sort_key="outcome"),
        Column("told", label="Compte rendu"),
    ]
    list_per_page = 30
    inspect_view_enabled = True
    inspect_view_fields = ["at", "outcome", "reason", "counts", "details"]
    panels = [FieldPanel("at", read_only=True), FieldPanel("reason", read_only=True)]


class OpenDataGroup(SnippetViewSetGroup):
    menu_label = "Données de l'ANCT"
    menu_icon = "download"
    menu_order = 145
    items = (UsageImportViewSet, NameInOpenFileViewSet)
