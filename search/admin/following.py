"""What an editor can do about a question: words to teach the search, or a need to record."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.text import Truncator
from wagtail.admin.ui.tables import BaseColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from search.admin.prefilled import address_of
from search.models import PinnedResults, SynonymSet
from search.statistics.questions_asked import Handled, Said

_NEW_NEED = "/admin/besoins/nouveau/"
OFFERED = ((SynonymSet, "Ajouter un synonyme"), (PinnedResults, "Épingler un résultat"))
"""Models that a question can lead to, each with the label of its link."""


_LONGEST = 30


@dataclass(frozen=True)
class FollowUp:
    label: str
    url: str


class FollowUpColumn(BaseColumn):
    cell_template_name = "search/admin/follow_up.html"

    def __init__(self, *args, handled: Handled, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.handled = handled

    def get_cell_context_data(self, instance: dict, parent_context) -> dict:
        question = instance["text"]
        said = self.handled.by(question)
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "question": question, "done": done(said), "offered": offered(question, said)}


def done(said: list[Said]) -> list[FollowUp]:
    names = (f"{one._meta.verbose_name_plural} : {Truncator(one).chars(_LONGEST)}" for one in said)
    return [FollowUp(name, _edit(one)) for name, one in zip(names, said, strict=True)]


def offered(question: str, said: list[Said]) -> list[FollowUp]:
    """Those not yet done for this question; a need in any case."""
    about_words = [
        FollowUp(label, address_of(_viewset(model), question))
        for model, label in OFFERED
        if not any(isinstance(one, model) for one in said)
    ]
    return [*about_words, FollowUp("En faire un besoin", f"{_NEW_NEED}?{urlencode({'titre': question})}")]


def _viewset(model: type[Model]) -> SnippetViewSet:
    return model.snippet_viewset  # type: ignore[attr-defined]  # given by Wagtail to each registered snippet


def _edit(one: Said) -> str:
    return reverse(_viewset(type(one)).get_url_name("edit"), args=[one.pk])
