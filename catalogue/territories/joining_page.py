"""« Fusionner » in the admin: choose the organisation to keep, read what will move, confirm.

Both steps are POSTs of one form; only the second writes. The address of the deleted organisation redirects to the one
that was kept.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import ModelLogEntry
from wagtail_modeladmin.views import EditView, InstanceSpecificView

from catalogue.territories.choosers import organisation_chooser
from catalogue.territories.joining import LOG_ACTION, check_joined, join, references
from catalogue.territories.models import Organisation
from catalogue.territories.signals import organisations_compared

_OWN = "Vous agissez au nom de l'une de ces organisations : quelqu'un d'autre les fusionne."


@dataclass(frozen=True)
class Moved:
    """How many rows of a kind refer to the organisation that goes, and in which column."""

    count: int
    kind: str
    column: str


def moved_with(gone: Organisation) -> list[Moved]:
    counted = []
    for relation in references():
        model, field = relation.related_model, relation.field
        if count := model._base_manager.filter(**{field.name: gone}).count():
            options = model._meta
            kind = options.verbose_name if count == 1 else options.verbose_name_plural
            counted.append(Moved(count, str(kind), str(field.verbose_name)))
    return sorted(counted, key=lambda moved: (-moved.count, moved.kind))


class JoiningForm(forms.Form):
    """`seen`: the organisation that was chosen when the summary was shown. If another is chosen, the summary is shown
    again.
    """

    kept = forms.ModelChoiceField(
        Organisation.objects.select_related("territory"),
        label="Organisation à garder",
        widget=organisation_chooser.widget_class,
        help_text="Par son nom, son sigle, son SIREN ou son code postal.",
        error_messages={
            "required": "Choisissez l'organisation à garder.",
            "invalid_choice": "Cette organisation n'existe plus : choisissez-en une autre.",
        },
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, gone: Organisation, person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.gone, self.person = gone, person

    def clean_kept(self) -> Organisation:
        kept = self.cleaned_data["kept"]
        check_joined(self.gone, kept)
        if self.person.organisation_id in (self.gone.pk, kept.pk):
            raise ValidationError(_OWN)
        return kept


class JoinView(InstanceSpecificView):
    page_title = "Fusionner"

    def check_action_permitted(self, user) -> bool:
        """Administrators only: joining deletes one of the two."""
        return self.permission_helper.user_can_delete_obj(user, self.instance)

    def get_meta_title(self) -> str:
        return f"Fusionner « {self.instance} »"

    def get_template_names(self) -> list[str]:
        return ["modeladmin/join.html"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._shown(self._form(None))

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._shown(form)
        kept = form.cleaned_data["kept"]
        if form.cleaned_data["seen"] != kept.pk:
            return self._confirmation(kept)
        try:
            with transaction.atomic():
                join(self.instance, kept, request.user)
        except ValidationError as error:
            form.add_error("kept", error)
            return self._shown(form)
        messages.success(request, f"« {form.gone.name} » est fusionnée dans « {kept.name} ».")
        return redirect(self.url_helper.get_action_url("edit", kept.pk))

    def _form(self, data) -> JoiningForm:
        return JoiningForm(data, gone=self.instance, person=self.request.user)

    def _shown(self, form: JoiningForm, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, media=form.media, **context))

    def _confirmation(self, kept: Organisation) -> HttpResponse:
        form = self._form({"kept": kept.pk, "seen": kept.pk})
        answers = organisations_compared.send(sender=Organisation, gone=self.instance, kept=kept)
        both = [said for _, told in answers for said in told or ()]
        return self._shown(form, kept=kept, moved=moved_with(self.instance), both=both)


class JoinedEditView(EditView):
    """Redirects from a merged organisation to the one that was kept."""

    def __init__(self, model_admin, instance_pk: str) -> None:
        self.kept_pk = None
        try:
            super().__init__(model_admin, instance_pk)
        except Http404:
            self.kept_pk = kept_instead_of(instance_pk)
            if self.kept_pk is None:
                raise

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.kept_pk is None:
            return super().dispatch(request, *args, **kwargs)
        if not self.permission_helper.user_can_list(request.user):
            raise Http404
        messages.info(request, "Cette organisation a été fusionnée dans celle-ci.")
        return redirect(self.url_helper.get_action_url("edit", self.kept_pk))


def kept_instead_of(pk: str) -> int | None:
    """For a merged organisation, following later merges too."""
    seen: set[str] = set()
    while pk not in seen:
        seen.add(pk)
        joinings = ModelLogEntry.objects.filter(action=LOG_ACTION).order_by("-timestamp")
        entry = joinings.filter(data__pk=int(pk)).first() if pk.isdecimal() else None
        if entry is None:
            return None
        if Organisation.objects.filter(pk=entry.object_id).exists():
            return int(entry.object_id)
        pk = entry.object_id
    return None
