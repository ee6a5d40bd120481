"""Asking another collectivité, and answering it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms

from catalogue.foundation.form_choices import offer
from catalogue.territories.models import Organisation
from store.spaces.models import MESSAGE_LENGTH
from store.spaces.peers.contacts import Reachable


class SomeRefused(forms.RadioSelect):
    """Values in `refused` are shown, but cannot be chosen."""

    def __init__(self, refused: Collection[str]) -> None:
        super().__init__()
        self.refused = refused

    def create_option(self, name, value, *args, **kwargs) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["disabled"] = str(value) in self.refused
        return option


class QuestionForm(forms.Form):
    organisation = forms.ChoiceField(
        label="À qui demander ?",
        error_messages={
            "required": "Choisissez une collectivité.",
            "invalid_choice": "Choisissez une collectivité de cette liste : elle a changé depuis.",
        },
    )
    text = forms.CharField(
        label="Votre question",
        help_text="Par exemple : combien de temps pour démarrer, avec quelle aide, pour quel résultat ?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Écrivez votre question."},
    )

    def __init__(self, found: Sequence[Reachable], refused: Mapping[int, str], *args, **kwargs) -> None:
        """`refused`: why, for each organisation that may not be asked now."""
        super().__init__(*args, **kwargs)
        self.may_be_sent = self.is_bound or len(refused) < len(found)
        named = {str(one.use.organisation_id): one for one in found}
        self._organisations = {pk: one.use.organisation for pk, one in named.items()}
        self.fields["organisation"].widget = SomeRefused({str(pk) for pk in refused})
        offer(self, "organisation", [(pk, _label(one, refused.get(int(pk)))) for pk, one in named.items()])

    @property
    def chosen(self) -> Organisation:
        return self._organisations[self.cleaned_data["organisation"]]


def _label(one: Reachable, refused: str | None) -> str:
    """« Roanne : en production, comme la nôtre »"""
    parts = [one.use.get_status_display().lower()]
    if one.similar:
        parts.append("collectivité comme la nôtre")
    if one.use.is_demo:
        parts.append("donnée de démonstration")
    if refused:
        parts.append(refused)
    return f"{one.use.organisation.name} : {', '.join(parts)}"


class MessageForm(forms.Form):
    text = forms.CharField(
        help_text="L'autre collectivité le lira. Votre nom et votre adresse ne lui sont pas donnés.",
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Écrivez votre message."},
    )

    def __init__(self, label: str, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
