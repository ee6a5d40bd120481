"""What people say of themselves and of the organisation they act for."""

from unicodedata import normalize

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from catalogue.foundation.form_choices import offer
from catalogue.territories.models import Organisation
from catalogue.territories.search import describe, organisations_named
from store.accounts.models import AttachmentRequest, Mandate, User

UNLISTED = "autre"
LONGEST_LIST = 60
"""More than the communes of any postcode."""


class PasswordForm(AuthenticationForm):
    """Takes no focus: the page offers other ways to sign in."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["username"].widget.attrs["autofocus"]


class AddressForm(forms.Form):
    address = forms.EmailField(
        label="Votre adresse électronique",
        help_text="Exemple : prenom.nom@mairie.fr. Un lien y est envoyé ; votre adresse change quand vous l'ouvrez.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Écrivez votre adresse électronique."},
    )

    def __init__(self, user: User, data=None) -> None:
        super().__init__(data, initial={"address": "" if user.own_address else user.email})
        self.user = user

    def clean_address(self) -> str:
        """Normalised as mail servers do. Lookalike letters are refused."""
        name, _, domain = normalize("NFKC", self.cleaned_data["address"]).strip().rpartition("@")
        if not name.isascii():
            raise forms.ValidationError("Écrivez la partie avant « @ » sans accent ni caractère spécial.")
        address = f"{name}@{domain.lower()}"
        if address == self.user.own_address:
            raise forms.ValidationError("C'est déjà l'adresse de votre compte.")
        return address


class MandateForm(forms.ModelForm):
    mandate = forms.ChoiceField(
        label="Votre fonction dans votre collectivité",
        choices=Mandate,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez votre fonction."},
    )

    class Meta:
        model = User
        fields = ["mandate"]

    def save(self, commit: bool = True) -> User:
        self.instance.save(update_fields=["mandate"])
        return self.instance


class AttachmentForm(forms.Form):
    """Two steps on one page: a name, then one of the organisations of that name, or none of them."""

    named = forms.CharField(
        label="Votre collectivité ou votre organisation",
        help_text="Son nom, son SIREN ou son code postal ; exemple : Saint-Étienne",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organisation = forms.ChoiceField(
        label="Laquelle ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une organisation de la liste, ou dites qu'elle n'y est pas.",
            "invalid_choice": "Choisissez une organisation de cette liste : le nom a changé depuis.",
        },
    )
    message = forms.CharField(
        label="Message (facultatif)",
        help_text="Votre fonction, ou qui peut confirmer que vous y travaillez.",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        named = str(self["named"].value() or "").replace("\x00", "").strip()
        self.found = _organisations(named)
        offer(self, "organisation", [*self.found, (UNLISTED, f"Aucune de celles-ci : « {named[:200]} »")])
        self.has_choices = bool(named)

    def ask(self, user: User) -> AttachmentRequest:
        """Submitting twice makes one request."""
        chosen = self.cleaned_data["organisation"]
        wanted = {
            "named": self.cleaned_data["named"],
            "message": self.cleaned_data["message"],
            "organisation_id": None if chosen == UNLISTED else int(chosen),
        }
        waiting = AttachmentRequest.objects.waiting()
        return waiting.get_or_create(user=user, defaults=wanted)[0]


def _organisations(named: str) -> list[tuple[str, str]]:
    """Choices for radio buttons: the id of each organisation, and a label that tells namesakes apart."""
    if not named:
        return []
    found = organisations_named(Organisation.objects.select_related("territory"), named)[:LONGEST_LIST]
    where = describe((one.territory for one in found if one.territory), named)
    return [(str(one.pk), f"{one} : {where.get(one.territory_id, one.get_kind_display())}") for one in found]
