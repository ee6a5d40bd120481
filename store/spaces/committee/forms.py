"""What a member says of a file, and what the chair decides."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from catalogue.review.models import (
    HIGHEST,
    Decision,
    DecisionOutcome,
    ReviewCriterion,
    ReviewScore,
)
from catalogue.review.reviewing import Mark

_NO_OBJECT = "sans-objet"
_VALUES = [*((str(value), str(value)) for value in range(HIGHEST + 1)), (_NO_OBJECT, "Sans objet")]
GIVE = "donner"
Data = QueryDict | None


class InterestsForm(forms.Form):
    """When data shows a conflict, it is proposed: the member says otherwise, and why."""

    conflict = forms.ChoiceField(
        label="Avez-vous un conflit d'intérêts sur ce dossier ?",
        help_text="Un lien personnel, professionnel ou de mandat avec ceux qui le portent ou qui y gagnent.",
        choices=[("non", "Non, aucun"), ("oui", "Oui : je me retire de ce dossier")],
        widget=forms.RadioSelect,
        error_messages={"required": "Répondez par oui ou par non."},
    )
    reason = forms.CharField(
        label="Précision",
        help_text="Obligatoire en cas de conflit, ou si les données montrent un lien.",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Data = None, *, shown: Sequence[str] = ()) -> None:
        proposed = {"conflict": "oui", "reason": "\n".join(shown)} if shown else {}
        super().__init__(data, initial=proposed)

    @property
    def has_conflict(self) -> bool:
        return self.cleaned_data["conflict"] == "oui"


class LateConflictForm(forms.Form):
    """A conflict found after one has declared that there is none."""

    reason = forms.CharField(
        label="Quel est ce conflit d'intérêts ?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites en quelques mots quel est ce conflit d'intérêts."},
    )


class ScoresForm(forms.Form):
    """One score and one comment for each criterion of the grid. All are needed to give them, none to keep them."""

    def __init__(self, criteria: Iterable[ReviewCriterion], kept: Iterable[ReviewScore], data: Data = None) -> None:
        said: dict[str, Any] = {}
        for score in kept:
            said[f"note_{score.criterion_id}"] = _NO_OBJECT if score.value is None else str(score.value)
            said[f"commentaire_{score.criterion_id}"] = score.comment
        super().__init__(data, initial=said)
        self.criteria = list(criteria)
        for one in self.criteria:
            self.fields[f"note_{one.pk}"] = _score_field(one)
            self.fields[f"commentaire_{one.pk}"] = forms.CharField(
                label=f"Commentaire : {one.name}",
                required=False,
                max_length=1_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"note_{one.pk}"], self[f"commentaire_{one.pk}"]) for one in self.criteria]

    @property
    def gives(self) -> bool:
        return self.data.get("geste") == GIVE

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for one in self.criteria:
            value, comment = said.get(f"note_{one.pk}"), said.get(f"commentaire_{one.pk}")
            if not value and (self.gives or comment):
                self.add_error(f"note_{one.pk}", "Choisissez une note, ou « sans objet ».")
        return said

    def marks(self) -> dict[int, Mark]:
        said = {one.pk: self.cleaned_data[f"note_{one.pk}"] for one in self.criteria}
        return {
            pk: Mark(None if value == _NO_OBJECT else int(value), self.cleaned_data[f"commentaire_{pk}"])
            for pk, value in said.items()
            if value
        }


def _score_field(criterion: ReviewCriterion) -> forms.ChoiceField:
    weight = f"Poids {criterion.weight}." if criterion.weight > 1 else ""
    return forms.ChoiceField(
        label=criterion.name,
        help_text=" ".join(filter(None, (criterion.help, weight))),
        choices=_VALUES,
        required=False,
        widget=forms.RadioSelect,
    )


class EurosField(forms.DecimalField):
    """« 12 000,50 », with whatever spaces."""

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Décision",
        choices=DecisionOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une décision."},
    )
    reason = forms.CharField(
        label="Motif",
        help_text="Il est publié avec la décision. Ce qui n'est pas retenu peut revenir à une prochaine séance : dites "
        "à quelles conditions.",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Donnez le motif de la décision : il est publié avec elle."},
    )
    amount = EurosField(
        label="Montant accordé, en euros",
        help_text="Facultatif, pour un dossier retenu.",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": "Écrivez un nombre : 12 000 ou 12000,50."},
    )

    def __init__(self, draft: Decision | None, data: Data = None) -> None:
        said = {name: getattr(draft, name) for name in ("outcome", "reason", "amount")} if draft else {}
        super().__init__(data, initial=said)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("amount") is not None and said.get("outcome") not in (None, DecisionOutcome.SELECTED):
            self.add_error("amount", "Seul un dossier retenu reçoit un montant.")
        return said
