"""What a collectivité says of a call for pilots: its candidacy, its sites, its logbook, its verdict."""

from django import forms
from django.utils import timezone

from catalogue.foundation.dates import IN_BOUNDS
from catalogue.foundation.text import longest
from catalogue.needs.logbooks import MOST_SITES
from catalogue.needs.models import Candidacy, PilotCall, PilotSite

_LONGEST_SITE = longest(PilotSite, "name")
_DATE = {"type": "date", **IN_BOUNDS}


def _text(label: str, hint: str, longest: int, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), required=False
    )


class CandidacyForm(forms.Form):
    wish = forms.ChoiceField(
        label="Que souhaitez-vous ?",
        choices=Candidacy.Wish,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous souhaitez."},
    )
    motivation = _text("Pourquoi vous ?", "L'équipe lit ces lignes ; elles ne sont pas publiées.", 2_000)
    commits = forms.BooleanField(
        label="Nous prenons les engagements du territoire pilote",
        error_messages={"required": "Un territoire pilote prend ces engagements : cochez la case."},
    )

    def __init__(self, call: PilotCall, data=None) -> None:
        self.call = call
        super().__init__(data)


class SitesForm(forms.Form):
    names = _text(
        "Nos sites pilotes", "Un site par ligne : « Maison des solidarités de Lens ». Ils sont publiés.", 4_000
    )

    def clean_names(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if too_long := [name for name in names if len(name) > _LONGEST_SITE]:
            raise forms.ValidationError(f"« {too_long[0][:40]}… » : {_LONGEST_SITE} signes au plus par site.")
        if len(names) > MOST_SITES:
            raise forms.ValidationError(f"{MOST_SITES} sites au plus : regroupez-les.")
        return names


class EntryForm(forms.Form):
    on = forms.DateField(
        label="Le",
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        initial=timezone.localdate,
        error_messages={"required": "Donnez une date.", "invalid": "Cette date n'existe pas."},
    )
    text = _text("Ce qui s'est passé", "Quelques lignes, que chacun peut lire. Pas de nom de personne.", 2_000)


class VerdictForm(forms.Form):
    results = _text("Ce que cela a changé", "Des faits, des chiffres si vous en avez.", 4_000)
    obstacles = _text("Ce qui a coincé", "« Rien » est une réponse.", 4_000)
    goes_on = forms.TypedChoiceField(
        label="Continuez-vous à l'utiliser ?",
        choices=[("oui", "Oui"), ("non", "Non")],
        coerce=lambda said: said == "oui",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si vous continuez."},
    )
