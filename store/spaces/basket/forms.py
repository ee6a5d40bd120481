"""The form sent with a basket."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError

from catalogue.deployments.models import AdoptionRequest
from catalogue.deployments.models.request import Function
from catalogue.foundation.form_choices import offer

_PHONE = re.compile(r"\+?[0-9\s./()-]+")
_EXTENSION = re.compile(r"[\s,(]*poste\s*\d{1,5}\s*\)?$", re.IGNORECASE)
_DIGITS = range(10, 16)
"""The number of digits, with or without a country prefix."""


def validate_phone(text: str) -> None:
    """« 04 77 00 00 00 », « +33 4 77 00 00 00 », « 04 77 00 00 00 poste 12 »."""
    text = _EXTENSION.sub("", text)
    if not _PHONE.fullmatch(text) or sum(character.isdigit() for character in text) not in _DIGITS:
        raise ValidationError("Donnez un numéro de téléphone complet ; exemple : 04 77 00 00 00.")


class RequestForm(forms.ModelForm):
    """`token` identifies the form: sending it twice makes one request."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = AdoptionRequest
        fields: tuple[str, ...] = ("function", "need", "text", "phone")
        labels = {
            "function": "Votre fonction",
            "need": "Votre besoin, en une phrase",
            "text": "Message aux équipes (facultatif)",
            "phone": "Téléphone, si vous voulez être rappelé (facultatif)",
        }
        help_texts = {
            "need": "Exemple : réduire les rendez-vous manqués dans nos maisons des solidarités",
            "text": "Combien d'agents ou d'habitants, pour quand, avec quels outils déjà en place. Ne donnez pas "
            "d'information personnelle sur des habitants.",
            "phone": "Celui de votre bureau. Seules les équipes à qui vous écrivez le voient.",
        }
        error_messages = {
            "function": {"required": "Choisissez votre fonction."},
            "need": {"required": "Dites en une phrase ce que vous voulez faire."},
        }
        widgets = {
            "function": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 5}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "function", Function.choices)
        self.fields["phone"].validators.append(validate_phone)

    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
