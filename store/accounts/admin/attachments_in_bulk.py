"""Attaching several people at once, or refusing several requests: each by itself, after reading what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import classproperty
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from catalogue.foundation.french import quantity
from store.accounts.admin.attachments import refusal_to_answer
from store.accounts.models import AttachmentRequest
from store.accounts.models.attachment import AlreadySettledError, AttachmentState


class AcceptingForm(forms.Form):
    answer = forms.CharField(
        label="Message",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Chaque personne le lit avec la réponse. Facultatif.",
    )


class RefusingForm(forms.Form):
    answer = forms.CharField(
        label="Pourquoi",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Chaque personne le lit avec la réponse.",
        error_messages={"required": "Dites aux personnes pourquoi leur demande est refusée."},
    )


@dataclass(frozen=True)
class SkippedRequest:
    request: AttachmentRequest
    why: str


class OnAttachments(SnippetBulkAction):
    """`done`: « 3 demandes … »."""

    template_name = "accounts/admin/several_attachments.html"
    state: AttachmentState
    done: tuple[str, str]

    @classproperty
    def models(cls) -> list[type[AttachmentRequest]]:
        return [AttachmentRequest]

    @classmethod
    def get_queryset(cls, model, object_ids: Iterable[Any]) -> QuerySet[AttachmentRequest]:
        """None is no error: they may have been withdrawn since the list was shown."""
        numbers = [number for number in object_ids if str(number).isdecimal()]
        return AttachmentRequest.objects.filter(pk__in=numbers).select_related("user", "organisation")

    def get_all_objects_in_listing_query(self, parent_id) -> list[int]:
        """The list offers no such button: Wagtail would take every request, whatever the filters."""
        return []

    def why_not(self, row: AttachmentRequest) -> str:
        """Empty if this person may answer this request so."""
        if row.state != AttachmentState.WAITING:
            return f"déjà {row.get_state_display().lower()}"
        return refusal_to_answer(self.request.user, row)

    def check_perm(self, obj: AttachmentRequest) -> bool:
        return not self.why_not(obj)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(action=self, **kwargs)
        left = context["items_with_no_access"]
        return {**context, "left": [SkippedRequest(row, self.why_not(row)) for row in left]}

    @classmethod
    def execute_action(cls, objects: list[AttachmentRequest], **kwargs: Any) -> tuple[int, int]:
        self = kwargs["self"]
        late = [row for row in objects if not self.settled(row)]
        if late:
            said = " ; ".join(map(str, late))
            messages.warning(self.request, f"Réponse déjà donnée, ou demande retirée, pendant votre lecture : {said}.")
        return len(objects) - len(late), 0

    def settled(self, row: AttachmentRequest) -> bool:
        """False if somebody answered first."""
        said: Any = self.cleaned_form
        given = {"organisation": row.organisation, "answer": said.cleaned_data["answer"]}
        try:
            row.settle(self.state, by=self.request.user, **given)
        except AlreadySettledError:
            return False
        return True

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        some = num_parent_objects
        said = f"{quantity(some, 'demande')} {self.done[some > 1]}. Leurs auteurs en sont avertis."
        return said if some else None


class AttachSeveral(OnAttachments):
    display_name = "Rattacher"
    action_type = "accept"
    aria_label = "Rattacher les personnes choisies à l'organisation qu'elles demandent"
    form_class: type[forms.Form] = AcceptingForm
    action_priority = 10
    state = AttachmentState.ACCEPTED
    done = ("est acceptée", "sont acceptées")

    def why_not(self, row: AttachmentRequest) -> str:
        unknown = "" if row.organisation else "l'organisation reste à trouver : répondez-lui à part"
        return super().why_not(row) or unknown


class RefuseSeveral(OnAttachments):
    display_name = "Refuser"
    action_type = "refuse"
    aria_label = "Refuser les demandes choisies"
    form_class: type[forms.Form] = RefusingForm
    action_priority = 20
    state = AttachmentState.REFUSED
    done = ("est refusée", "sont refusées")
