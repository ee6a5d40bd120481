"""Answering a request: one step further, or no, with a reason."""

from django import forms

from catalogue.deployments.models import RequestedService, RequestState
from catalogue.deployments.models.request import REASON_LENGTH
from catalogue.deployments.requesting import next_states

_ANSWERS = {
    RequestState.PRISE_EN_CHARGE: "Nous la prenons en charge",
    RequestState.EN_DEPLOIEMENT: "Le déploiement commence (il s'ajoute à vos déploiements)",
    RequestState.REFUSEE: "Nous la refusons",
}


class AnswerForm(forms.Form):
    becomes = forms.ChoiceField(
        label="Votre réponse",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse.",
            "invalid_choice": "Cette réponse n'est plus possible : la demande a changé entre-temps.",
        },
    )
    reason = forms.CharField(
        label="Motif, ou message à la collectivité",
        help_text="Obligatoire pour refuser. La collectivité le lit.",
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, requested: RequestedService, data=None) -> None:
        super().__init__(data)
        self.fields["becomes"].choices = [(state.value, _ANSWERS[state]) for state in next_states(requested.state)]
