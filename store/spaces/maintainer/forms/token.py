"""Naming a token."""

from django import forms
from django.core.exceptions import ValidationError

from catalogue.services.models import ServicePage
from store.accounts.models import User
from store.api.models import Token


class TokenForm(forms.Form):
    name = forms.CharField(
        label="Nom du jeton",
        help_text="Ce qui s'en servira : « Notre outil de suivi ».",
        max_length=80,
        error_messages={"required": "Donnez un nom au jeton : il aide à savoir lequel révoquer."},
    )

    def issue(self, service: ServicePage, author: User) -> str:
        """The secret of the new token; empty, with errors, when there is none."""
        if not self.is_valid():
            return ""
        try:
            _, secret = Token.issue(service, author, self.cleaned_data["name"])
        except ValidationError as error:
            self.add_error("name", error.messages)
            return ""
        return secret
