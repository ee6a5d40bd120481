"""Words that editors teach the search: sets of synonyms, and initials with their meaning."""

from dataclasses import replace

from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from search.admin.effect import Change, EffectPanel, PreviewedViewSet
from search.admin.prefilled import PrefilledView
from search.answering.search_vocabulary import SearchVocabulary
from search.models import Acronym, SynonymSet


class AddSynonymsView(PrefilledView):
    prefilled = "expressions"


class SynonymViewSet(PreviewedViewSet):
    model = SynonymSet
    icon = "tag"
    menu_label = "Synonymes"
    add_view_class = AddSynonymsView
    search_fields = ["expressions"]
    list_display = ["__str__"]
    panels = [FieldPanel("expressions"), EffectPanel()]

    def questions(self, saved: SynonymSet | None, proposed: SynonymSet) -> list[str]:
        """Every expression, including removed ones."""
        return list(dict.fromkeys([*proposed.lines(), *(saved.lines() if saved else [])]))

    def change(self, saved: SynonymSet | None, proposed: SynonymSet) -> Change:
        def changed(now: SearchVocabulary) -> SearchVocabulary:
            others = [lines for lines in now.synonyms if saved is None or lines != saved.expressions]
            return replace(now, synonyms=(*others, proposed.expressions))

        return changed


class AcronymViewSet(SnippetViewSet):
    model = Acronym
    icon = "openquote"
    menu_label = "Sigles"
    search_fields = ["letters", "meaning", "about"]
    list_display = ["letters", "meaning", "about", "theme"]
    list_per_page = 50
    panels = [FieldPanel("letters"), FieldPanel("meaning"), FieldPanel("about"), FieldPanel("theme")]
