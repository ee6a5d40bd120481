"""Synonyms in the admin, for editors."""

from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search.models import SynonymSet


class SynonymViewSet(SnippetViewSet):
    model = SynonymSet
    icon = "tag"
    menu_label = "Synonymes"
    search_fields = ["expressions"]
    list_display = ["__str__"]
    panels = [FieldPanel("expressions")]


class SearchGroup(SnippetViewSetGroup):
    menu_label = "Recherche"
    menu_icon = "search"
    menu_order = 300
    items = (SynonymViewSet,)


register_snippet(SearchGroup)
