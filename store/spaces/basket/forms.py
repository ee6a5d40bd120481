"""What is said once for all the services of a basket."""

import uuid

from django import forms

from catalogue.deployments.models import AdoptionRequest
from catalogue.deployments.models.request import Function


class RequestForm(forms.ModelForm):
    """`token` is drawn with the form: sending it twice sends one request."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = AdoptionRequest
        fields = ("function", "need", "text")
        labels = {
            "function": "Votre fonction",
            "need": "Votre besoin, en une phrase",
            "text": "Message aux équipes (facultatif)",
        }
        help_texts = {
            "need": "Exemple : réduire les rendez-vous manqués dans nos maisons des solidarités",
            "text": "Combien d'agents ou d'habitants, pour quand, avec quels outils déjà en place. Ne donnez pas "
            "d'information personnelle sur des habitants.",
        }
        error_messages = {
            "function": {"required": "Choisissez votre fonction."},
            "need": {"required": "Dites en une phrase ce que vous voulez faire."},
        }
        widgets = {"function": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].choices = Function.choices

    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
