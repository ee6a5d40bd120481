"""Initials and what they stand for, in the admin."""

from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import Acronym


class AcronymViewSet(SnippetViewSet):
    model = Acronym
    icon = "openquote"
    menu_label = "Sigles"
    search_fields = ["letters", "meaning", "about"]
    list_display = ["letters", "meaning", "about", "theme"]
    list_per_page = 50
    panels = [FieldPanel("letters"), FieldPanel("meaning"), FieldPanel("about"), FieldPanel("theme")]
