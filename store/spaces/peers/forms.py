"""Asking another collectivité, and answering it."""

from collections.abc import Sequence

from django import forms

from catalogue.foundation.form_choices import offer
from catalogue.territories.models import Organisation
from store.spaces.models import MESSAGE_LENGTH
from store.spaces.peers.contacts import Reachable


class QuestionForm(forms.Form):
    organisation = forms.ChoiceField(
        label="À qui demander ?",
        widget=forms.RadioSelect,
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

    def __init__(self, found: Sequence[Reachable], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {str(one.use.organisation_id): one.use.organisation for one in found}
        offer(self, "organisation", [(str(one.use.organisation_id), _label(one)) for one in found])

    @property
    def chosen(self) -> Organisation:
        return self._organisations[self.cleaned_data["organisation"]]


def _label(one: Reachable) -> str:
    """« Roanne : en production, comme la nôtre »"""
    parts = [one.use.get_status_display().lower()]
    if one.similar:
        parts.append("collectivité comme la nôtre")
    if one.use.is_demo:
        parts.append("donnée de démonstration")
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
