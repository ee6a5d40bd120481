"""Forms opened from a question of the report, which fills one of their fields."""

from urllib.parse import urlencode

from django.urls import reverse
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from search.answering.query import clean_text

_PARAMETER = "question"


class PrefilledView(CreateView):
    """`prefilled`: the field to fill with the question."""

    prefilled = ""

    def get_initial(self) -> dict:
        asked = clean_text(self.request.GET.get(_PARAMETER, ""))
        return {**super().get_initial(), self.prefilled: asked} if asked else super().get_initial()


def address_of(viewset: SnippetViewSet, question: str) -> str:
    return f"{reverse(viewset.get_url_name('add'))}?{urlencode({_PARAMETER: question})}"
