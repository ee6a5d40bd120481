"""Asking without an account: who the visitor is, where they work, what they need."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from catalogue.services.models import ServicePage
from catalogue.territories.folding import fold
from catalogue.territories.models import Organisation, OrganisationKind
from catalogue.territories.search import describe, organisations_named
from store.spaces.basket.forms import RequestForm

_LISTED = 60
_ON_THE_PAGE = ("name", "function", "collectivite", "organisation", "email", "phone", "trap", "need", "text")
_MAY_ASK = (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT)
NOT_FOUND = "Aucune collectivité de ce nom. Essayez son nom en entier, son code postal ou son code Insee."
SEVERAL = (
    "Plusieurs collectivités répondent à ce nom : choisissez la vôtre. Elle n'y est pas ? Tapez plutôt son code postal."
)


class VisitorForm(RequestForm):
    """`collectivite` is typed; a suggestion also fills `territoire`; `organisation` resolves ambiguous names.

    `warned`: the organisation for which the page already showed obstacles. `trap`: a hidden field that robots fill.
    """

    name = forms.CharField(
        label="Votre nom",
        max_length=120,
        error_messages={"required": "Donnez votre nom : les équipes vous répondront."},
    )
    email = forms.EmailField(
        label="Votre adresse électronique professionnelle",
        help_text="Celle de la mairie convient. Un lien y est envoyé ; rien ne part aux équipes avant.",
        max_length=254,
        error_messages={
            "required": "Donnez votre adresse : les réponses y arrivent.",
            "invalid": "Cette adresse n'est pas complète ; exemple : secretariat@mairie-exemple.fr.",
        },
    )
    collectivite = forms.CharField(
        label="Votre collectivité",
        help_text="Nom, code postal ou code Insee de la commune, de l'intercommunalité, du département ou de la région",
        max_length=200,
        error_messages={"required": "Dites pour quelle collectivité vous demandez."},
    )
    territoire = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    organisation = forms.CharField(label="Laquelle ?", required=False, widget=forms.RadioSelect)
    warned = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    trap = forms.CharField(label="Ne remplissez pas ce champ", required=False, max_length=200)

    class Meta(RequestForm.Meta):
        fields = ("name", "function", "email", "phone", "need", "text")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        autocomplete = {"name": "name", "email": "email", "trap": "off", "collectivite": "off"}
        for field, value in autocomplete.items():
            self.fields[field].widget.attrs["autocomplete"] = value
        self.fields["trap"].widget.attrs["tabindex"] = "-1"
        self.fields["collectivite"].widget.attrs |= {
            "data-combobox-url": reverse("territory-search"),
            "data-combobox-fills": "territoire",
        }
        self.found = _organisations(str(self["collectivite"].value() or "")) if self.is_bound else []
        self.fields["organisation"].widget.choices = _choices(self.found)
        self.chosen: Organisation | None = None

    @property
    def doubts(self) -> bool:
        """Whether the page shows the choice between namesakes."""
        return self.is_bound and bool(self["organisation"].errors or self.cleaned_data.get("organisation"))

    @property
    def wrong_fields(self) -> list[tuple[str, str]]:
        """Ids and labels of the fields with errors, in page order; for radio buttons, the id of the first one."""
        wrong = [self[name] for name in _ON_THE_PAGE if self.errors.get(name)]
        return [(field.id_for_label or f"{field.auto_id}_0", str(field.label)) for field in wrong]

    def clean_trap(self) -> str:
        if self.cleaned_data["trap"]:
            raise ValidationError("Videz ce champ, puis envoyez de nouveau : il sert à écarter les robots.")
        return ""

    def clean_organisation(self) -> str:
        """Only among the matches of the current text: changing the text invalidates a former choice."""
        said = self.cleaned_data["organisation"]
        return said if said in {str(one.pk) for one in self.found} else ""

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        if said.get("collectivite") and "organisation" not in self.errors:
            self.chosen = self._meant(said)
            if self.chosen is None:
                field, message = ("organisation", SEVERAL) if self.found else ("collectivite", NOT_FOUND)
                self.add_error(field, message)
        return said

    def _meant(self, said: dict[str, Any]) -> Organisation | None:
        """The chosen one, else the only match, else the only exact one; None if ambiguous."""
        if said.get("organisation"):
            return next(one for one in self.found if str(one.pk) == said["organisation"])
        typed, key = fold(said["collectivite"]), said.get("territoire")
        exact = [one for one in self.found if typed in {fold(one.name), fold(_own_name(one))}]
        pointed_at = [one for one in exact if key and one.territory and one.territory.key == key]
        if pointed_at:
            return pointed_at[0]
        if len(self.found) == 1:
            return self.found[0]
        return exact[0] if len(exact) == 1 else None

    def asks_for(self, services: Sequence[ServicePage]) -> bool:
        if not services:
            self.add_error(None, "Votre demande est vide : ajoutez-y un service, puis envoyez-la.")
        return bool(services)


def _organisations(typed: str) -> list[Organisation]:
    named = typed.replace("\x00", "").strip()[:200]
    if not named:
        return []
    candidates = Organisation.objects.filter(kind__in=_MAY_ASK, territory__isnull=False).select_related("territory")
    return list(organisations_named(candidates, named)[:_LISTED])


def _choices(found: list[Organisation]) -> list[tuple[str, str]]:
    where = describe(one.territory for one in found if one.territory) if found else {}
    return [(str(one.pk), f"{one} : {where.get(one.territory_id, one.get_kind_display())}") for one in found]


def _own_name(organisation: Organisation) -> str:
    return organisation.territory.name if organisation.territory else organisation.name
