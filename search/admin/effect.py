"""« Voir l'effet »: what a form would change in the first answers, shown beside what is, with nothing saved."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from wagtail.admin.panels import HelpPanel
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from search.admin.effects import Change, effects
from search.indexing.locks import Busy
from search.protocol import EngineError

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
    """The form as it would be saved; what is shown in the end is a part of its page.

    The viewset says `questions` that the change may touch, and the `change`.
    """

    http_method_names = ["post"]
    request: HttpRequest
    model: Any
    viewset: "PreviewedViewSet"

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
    viewset = None


class EffectOfChange(ShowsEffect, EditView):
    viewset = None


class PreviewedViewSet(SnippetViewSet):
    """Something that editors say of questions, whose effect is shown before it is saved."""

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
