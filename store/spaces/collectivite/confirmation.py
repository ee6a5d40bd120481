"""How a collectivité answers a declared use: it confirms, or contests with a reason.

The same form serves its space and the link received by mail.
"""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import QueryDict

from catalogue.deployments import signature_rules
from catalogue.deployments.changing import Author, locked
from catalogue.deployments.confirming import confirm, contest
from catalogue.deployments.models import Deployment, Party
from catalogue.deployments.signature_rules import Signature, SignatureError
from store.spaces.concurrency import version_of

_CHANGED = "Ce qui est déclaré a changé pendant que vous lisiez cette page. Relisez, puis répondez."


class UseAnswer(models.TextChoices):
    CONFIRM = "confirmer", "Confirmer"
    CONTEST = "contester", "Contester"


@dataclass(frozen=True)
class OpenAnswers:
    """The answers that the rules of signatures allow the collectivité."""

    confirm: bool
    contest: bool

    def __bool__(self) -> bool:
        return self.confirm or self.contest


def answers_to(signature: Signature, today: date) -> OpenAnswers:
    return OpenAnswers(
        confirm=Party.ORGANISATION in signature_rules.awaited(signature, today),
        contest=_may_contest(signature),
    )


def _may_contest(signature: Signature) -> bool:
    try:
        signature_rules.contest(signature, Party.ORGANISATION, reason="…")
    except SignatureError:
        return False
    return True


class UseAnswerForm(forms.Form):
    """`version` identifies the state that the page showed: people sign only what they read."""

    answer = forms.ChoiceField(choices=UseAnswer)
    version = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Si ce n'est pas exact, pourquoi ?",
        help_text="Par exemple : « Nous l'avons testé en 2024, sans suite. » L'équipe du service et l'ANCT le liront.",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, deployment: Deployment, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"version": version_of(deployment)})
        self.deployment = deployment

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("answer") == UseAnswer.CONTEST and not cleaned.get("reason"):
            self.add_error("reason", "Dites pourquoi vous contestez ce déploiement.")
        return cleaned

    @transaction.atomic
    def sign(self, by: Author) -> Deployment:
        """Raises ValidationError if somebody else signed or changed it meanwhile."""
        row = locked(self.deployment)
        if version_of(row) != self.cleaned_data["version"]:
            raise ValidationError(_CHANGED)
        if self.cleaned_data["answer"] == UseAnswer.CONFIRM:
            return confirm(row, by)
        return contest(row, by, self.cleaned_data["reason"])
