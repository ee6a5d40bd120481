"""The search in the admin (synonyms, initials, pins, what people ask, sheets set aside), and on the sheet."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from catalogue.foundation.slots import fill
from search.admin.pins import PinViewSet
from search.admin.questions import QuestionsViewSet
from search.admin.set_aside import SetAsideViewSet
from search.admin.synonyms import AcronymViewSet, SynonymViewSet


class SearchGroup(SnippetViewSetGroup):
    menu_label = "Recherche"
    menu_icon = "search"
    menu_order = 140
    items = (SynonymViewSet, AcronymViewSet, PinViewSet, QuestionsViewSet, SetAsideViewSet)


register_snippet(SearchGroup)

fill("sheet_summary", "search/related_in_summary.html")
fill("sheet_end", "search/related.html")
fill("service_cards", "search/chosen_cards.html")
