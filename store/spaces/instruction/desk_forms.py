"""What those who instruct write: acts on files, notes on one, simulations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from catalogue.funding.models import Application, FundOfficer, Instruction, WayOn
from catalogue.review.models import HIGHEST, ReviewCriterion, Session, SessionState

Data = QueryDict | None
_NO_OBJECT = "sans-objet"
_VALUES = [*((str(value), str(value)) for value in range(HIGHEST + 1)), (_NO_OBJECT, "Sans objet")]
_MOST_EUROS = 10**10


def _text(label: str, hint: str, missing: str, rows: int = 5, longest: int = 2_000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class DeskEurosField(forms.IntegerField):
    """« 12 000 » or « 12 000 € », with whatever spaces."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        said = {"invalid": "Écrivez une somme en euros entiers : 12 000.", "min_value": "Au moins 1 €."}
        hint = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(min_value=1, max_value=_MOST_EUROS, error_messages=said, widget=hint, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(value.replace("€", "").split()) if isinstance(value, str) else value)


class NothingToSayForm(forms.Form):
    """An act that needs no word."""

    def __init__(self, data: Data, files: Sequence[Application], colleagues: Iterable[FundOfficer]) -> None:
        self.chosen, self.colleagues = files, colleagues
        super().__init__(data)
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the files."""


class AskComplementForm(NothingToSayForm):
    reason = _text(
        "Ce qui manque",
        "La collectivité le lit et y répond depuis son dossier.",
        "Dites à la collectivité ce qui manque.",
    )


class DeclineForm(NothingToSayForm):
    reason = _text(
        "Motif",
        "La collectivité le lit, avec les voies de recours de l'appel.",
        "Donnez le motif : la collectivité le lit, avec les voies de recours.",
    )
    way_on = forms.ChoiceField(
        label="La suite possible",
        choices=WayOn.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce que la collectivité peut faire ensuite."},
    )


class JuryAgendaForm(NothingToSayForm):
    """Sessions of the jury of these calls, that are not over."""

    session = forms.ModelChoiceField(
        Session.objects.none(),
        label="Séance du jury",
        empty_label="Choisir une séance",
        error_messages={"required": "Choisissez une séance.", "invalid_choice": "Cette séance n'est plus ouverte."},
    )

    def prepare(self) -> None:
        committees = {one.call.committee_id for one in self.chosen} - {None}
        rows = Session.objects.filter(committee__in=committees, state__in=(SessionState.PLANNED, SessionState.OPEN))
        field: Any = self.fields["session"]
        field.queryset = rows.select_related("committee")


class ColleagueForm(NothingToSayForm):
    colleague = forms.ChoiceField(
        label="Suivi par", required=False, error_messages={"invalid_choice": "Choisissez un collègue de ce guichet."}
    )

    def prepare(self) -> None:
        named = [(str(one.pk), one.user.name or one.user.username) for one in self.colleagues]
        field: Any = self.fields["colleague"]
        field.choices = [("", "Personne"), *named]

    def clean_colleague(self) -> FundOfficer | None:
        chosen = self.cleaned_data["colleague"]
        return next((one for one in self.colleagues if str(one.pk) == chosen), None)


class NotesForm(forms.Form):
    """Marks of the grid of the wave, an opinion, an amount: read by colleagues of the same perimeter only."""

    opinion = _text("Votre avis", "Vos collègues le lisent ; la collectivité, jamais.", "", longest=4_000)
    proposed = DeskEurosField(label="Montant proposé, en euros", required=False)

    def __init__(self, criteria: Iterable[ReviewCriterion], note: Instruction | None, data: Data = None) -> None:
        self.criteria = list(criteria)
        said: dict[str, Any] = {"opinion": note.opinion, "proposed": note.proposed} if note else {}
        for pk, value in (note.marks if note else {}).items():
            said[f"note_{pk}"] = _NO_OBJECT if value is None else str(value)
        super().__init__(data, initial=said)
        for one in self.criteria:
            weight = f"Poids {one.weight}." if one.weight > 1 else ""
            self.fields[f"note_{one.pk}"] = forms.ChoiceField(
                label=one.name,
                help_text=" ".join(filter(None, (one.help, weight))),
                choices=_VALUES,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[f"note_{one.pk}"] for one in self.criteria]

    def marks(self) -> Mapping[int, int | None]:
        said = {one.pk: self.cleaned_data[f"note_{one.pk}"] for one in self.criteria}
        return {pk: None if value == _NO_OBJECT else int(value) for pk, value in said.items() if value}


class OwnConflictForm(forms.Form):
    conflict = _text(
        "Quel est ce conflit d'intérêts ?",
        "Vous vous retirez du dossier : un collègue l'instruit.",
        "Dites en quelques mots quel est ce conflit d'intérêts.",
        rows=3,
        longest=1_000,
    )


class ProgrammeForm(forms.Form):
    """A simulation: the amount of each file of the envelope; empty, it is left out."""

    name = forms.CharField(
        label="Nom de la simulation", max_length=120, error_messages={"required": "Nommez cette simulation."}
    )

    def __init__(self, files: Sequence[Application], amounts: Mapping[int, int | None], data: Data = None) -> None:
        self.rows = list(files)
        super().__init__(data, initial={f"montant_{pk}": amount for pk, amount in amounts.items()})
        for one in self.rows:
            self.fields[f"montant_{one.pk}"] = DeskEurosField(label="Montant envisagé, en euros", required=False)

    def amount_field(self, row: Application) -> forms.BoundField:
        return self[f"montant_{row.pk}"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.amounts():
            raise forms.ValidationError("Donnez un montant à un dossier au moins.")
        return said

    def amounts(self) -> dict[int, int]:
        said = {one.pk: self.cleaned_data.get(f"montant_{one.pk}") for one in self.rows}
        return {pk: amount for pk, amount in said.items() if amount}
