"""« Voir l'effet »: the first results before and after a change in a form, without saving it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from wagtail.admin.panels import HelpPanel
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from catalogue.foundation.french import quantity
from catalogue.services.models import ServicePage
from search.answering.find import answered, with_index
from search.answering.query import SearchQuery, clean_text
from search.answering.search_vocabulary import SearchVocabulary
from search.answering.tiers import Answered
from search.answering.visit import Visit
from search.indexing.locks import Busy
from search.protocol import EngineError

SHOWN = 10
Change = Callable[[SearchVocabulary], SearchVocabulary]


@dataclass(frozen=True)
class EffectLine:
    """`notes`: how the service's position changes; empty if it does not."""

    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """The first services and the total. `some`: no service has all the words, these have some of them."""

    lines: tuple[EffectLine, ...]
    total: int
    some: bool

    @property
    def names(self) -> list[str]:
        return [line.name for line in self.lines]


@dataclass(frozen=True)
class Effect:
    """`hidden`: pinned services that the public cannot see."""

    question: str
    before: Ranking
    after: Ranking
    hidden: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        return (self.before.names, self.before.total) != (self.after.names, self.after.total)


@dataclass(frozen=True)
class _Found:
    """An engine's answer; `names`: of the public services."""

    answered: Answered
    names: dict[int, str]

    @property
    def ids(self) -> list[int]:
        return [pk for pk in self.answered.answer.ids if pk in self.names][:SHOWN]

    @property
    def shows_all(self) -> bool:
        return self.answered.answer.total <= SHOWN

    @property
    def pinned(self) -> tuple[int, ...]:
        return self.answered.request.pinned


def effects(questions: Iterable[str], change: Change) -> list[Effect]:
    """The results of each question now, and with the change. Raises EngineError, Busy."""
    now = Visit.of()
    then = replace(now, vocabulary=change(now.vocabulary))
    pairs = {q: (_answer(q, now), _answer(q, then)) for q in map(clean_text, questions)}
    ids = {pk for pair in pairs.values() for one in pair for pk in (*one.answer.ids, *one.request.pinned)}
    names = dict(ServicePage.objects.public().filter(pk__in=ids).values_list("pk", "title"))
    others = dict(ServicePage.objects.filter(pk__in=ids).exclude(pk__in=names).values_list("pk", "title"))
    return [_effect(q, _Found(before, names), _Found(after, names), others) for q, (before, after) in pairs.items()]


def _answer(question: str, visit: Visit) -> Answered:
    query = SearchQuery(q=question, sort="pertinence")
    return with_index(lambda engine: answered(engine, query, visit))


def _effect(question: str, before: _Found, after: _Found, others: dict[int, str]) -> Effect:
    return Effect(
        question,
        before=_ranking(before, lambda pk: _leaving(pk, after)),
        after=_ranking(after, lambda pk: _arriving(pk, before, after)),
        hidden=tuple(others[pk] for pk in after.pinned if pk in others),
    )


def _ranking(found: _Found, notes: Callable[[int], Iterable[str]]) -> Ranking:
    lines = tuple(EffectLine(found.names[pk], tuple(notes(pk))) for pk in found.ids)
    return Ranking(lines, found.answered.answer.total, found.answered.some)


def _leaving(pk: int, after: _Found) -> Iterator[str]:
    if pk not in after.ids:
        yield "n'est plus trouvé" if after.shows_all else "sort des dix premiers"


def _arriving(pk: int, before: _Found, after: _Found) -> Iterator[str]:
    if pk in after.pinned:
        yield "épinglé"
    if pk not in before.ids:
        yield "n'était pas trouvé" if before.shows_all else "entre dans les dix premiers"
    elif moved := before.ids.index(pk) - after.ids.index(pk):
        places = quantity(abs(moved), "place")
        yield f"{'monte' if moved > 0 else 'descend'} de {places}"


MOST_QUESTIONS = 12


class EffectPanel(HelpPanel):
    """The button, and the place where the effect is shown."""

    def __init__(self, **kwargs) -> None:
        super().__init__(template="search/admin/effect_panel.html", **{"heading": "Effet sur la recherche", **kwargs})

    def clone_kwargs(self) -> dict:
        return {name: value for name, value in super().clone_kwargs().items() if name not in ("content", "template")}

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context=None) -> dict:
            viewset = type(self.instance).snippet_viewset
            saved = self.instance.pk
            url = reverse(viewset.get_url_name("effect" if saved else "effect_of_new"), args=[saved] if saved else [])
            return {**super().get_context_data(parent_context), "effect_url": url}

        @property
        def media(self) -> forms.Media:
            return forms.Media(js=["js/effect.js"])


class ShowsEffect:
    """Shows the effect of the form as it is, inside the form's page.

    The viewset gives the `questions` that may change, and the `change`.
    """

    http_method_names = ["post"]
    request: HttpRequest
    model: Any
    viewset: Any = None  # a PreviewedViewSet, given by `as_view`

    def form_valid(self, form) -> HttpResponse:
        saved = self.model.objects.filter(pk=form.instance.pk).first()
        proposed = form.save(commit=False)
        questions = self.viewset.questions(saved, proposed)
        try:
            shown = effects(questions[:MOST_QUESTIONS], self.viewset.change(saved, proposed))
        except (EngineError, Busy):
            return self._show({"unanswered": True}, 503)
        return self._show({"effects": shown, "left_out": len(questions[MOST_QUESTIONS:])})

    def form_invalid(self, form) -> HttpResponse:
        return self._show({"form": form}, 422)

    def _show(self, context: dict, status: int = 200) -> HttpResponse:
        return render(self.request, "search/admin/effect.html", context, status=status)


class EffectOfNew(ShowsEffect, CreateView):
    pass


class EffectOfChange(ShowsEffect, EditView):
    pass


class PreviewedViewSet(SnippetViewSet):
    """For anything editors define about questions: its effect is shown before it is saved."""

    create_template_name = "search/admin/create.html"
    edit_template_name = "search/admin/edit.html"

    def questions(self, saved, proposed) -> list[str]:
        raise NotImplementedError

    def change(self, saved, proposed) -> Change:
        raise NotImplementedError

    def get_urlpatterns(self) -> list:
        new = self.construct_view(EffectOfNew, viewset=self, **self.get_add_view_kwargs())
        change = self.construct_view(EffectOfChange, viewset=self, **self.get_edit_view_kwargs())
        return [
            *super().get_urlpatterns(),
            path("effet/", new, name="effect_of_new"),
            path("effet/<int:pk>/", change, name="effect"),
        ]
