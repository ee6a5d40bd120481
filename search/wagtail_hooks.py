"""What editors have of the search in the admin: synonyms, initials, pins, what people ask, what it could not take."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

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
