"""Giving the voice of one's collectivité, and objecting to a grouping."""

import re

from django import forms
from django.core.exceptions import ValidationError

from catalogue.needs.models import Support
from store.accounts.models import User
from store.accounts.models.person import Mandate

_ADDRESS_OR_NUMBER = re.compile(r"@|(?:\d[\s.\-]?){6}")


def without_contact(text: str) -> None:
    if _ADDRESS_OR_NUMBER.search(text):
        raise ValidationError("Ce texte est public : n'y mettez ni adresse, ni numéro de téléphone.")


class SupportForm(forms.Form):
    """`mandate` is asked for once, of those who have not said it in their account."""

    mandate = forms.ChoiceField(
        label="Vous êtes",
        choices=[("", "Choisir"), *Mandate.choices],
        error_messages={"required": "Dites si vous êtes agent, de la direction générale ou élu."},
    )
    function = forms.CharField(
        label="Votre fonction",
        help_text="Publiée avec le nom de votre collectivité, jamais avec le vôtre. Facultatif ; exemple : maire.",
        max_length=120,
        required=False,
        validators=[without_contact],
    )

    def __init__(self, user: User, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.mandate:
            del self.fields["mandate"]
        if not self.is_bound:
            given = Support.objects.filter(cast_by=user).exclude(function="").order_by("-pk")
            self.initial["function"] = given.values_list("function", flat=True).first() or ""

    @property
    def said_mandate(self) -> str:
        return self.cleaned_data.get("mandate") or self.user.mandate


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label="Ce qui ne va pas dans ce regroupement",
        help_text="Publié au journal du regroupement, avec le nom de votre organisation.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[without_contact],
        error_messages={"required": "Dites ce qui ne va pas dans ce regroupement."},
    )
