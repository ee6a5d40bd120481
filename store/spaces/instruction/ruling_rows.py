"""The decision of each file of a batch, as one form a file: what it is, how much, why, and the way on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from catalogue.funding.awarding import Ruled
from catalogue.funding.models import Application, ApplicationState, WayOn
from store.spaces.instruction.desk_forms import DeskEurosField

State = ApplicationState
_NOT_NOW = ("", "Pas de décision maintenant")
OUTCOMES = [
    _NOT_NOW,
    *((str(one), one.label) for one in (State.GRANTED, State.WAITING, State.REFUSED, State.REDIRECTED)),
]
_ENDS = (State.REFUSED, State.REDIRECTED)


class RulingForm(forms.Form):
    """`seen`: which draft of a jury was read; `place`: the rank that the chair gives among files that are tied."""

    outcome = forms.ChoiceField(label="Décision", choices=OUTCOMES, required=False)
    amount = DeskEurosField(label="Montant accordé, en euros", required=False)
    reason = forms.CharField(
        label="Motif",
        help_text="La collectivité le lit ; celui d'un lauréat est public.",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    way_on = forms.ChoiceField(
        label="La suite possible, sans financement", choices=[("", "Aucune"), *WayOn.choices], required=False
    )
    place = forms.IntegerField(
        label="Rang parmi les ex æquo",
        help_text="La présidence départage : dites pourquoi dans le motif.",
        required=False,
        min_value=1,
        max_value=1_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def __init__(self, row: Application, said: dict[str, Any], data: QueryDict | None, *, tied: bool = False) -> None:
        self.row = row
        super().__init__(data, initial=said, prefix=f"d{row.pk}")
        if not tied:
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        outcome = said.get("outcome")
        if not outcome:
            return said
        if not (said.get("reason") or "").strip():
            self.add_error("reason", "Donnez le motif de la décision.")
        if outcome == State.GRANTED and "amount" in said:
            self._check_amount(said["amount"])
        if outcome in _ENDS and not said.get("way_on"):
            self.add_error("way_on", "Dites ce que la collectivité peut faire ensuite.")
        return said

    def _check_amount(self, amount: int | None) -> None:
        if not amount:
            self.add_error("amount", "Donnez le montant.")
        elif self.row.requested and amount > self.row.requested:
            self.add_error("amount", f"Au plus ce qui est demandé : {self.row.requested} €.")

    @property
    def decides(self) -> bool:
        return bool(self.cleaned_data.get("outcome"))

    def ruled(self) -> Ruled:
        said = self.cleaned_data
        state = State(said["outcome"])
        amount = said["amount"] if state == State.GRANTED else None
        return Ruled(self.row, state, said["reason"].strip(), amount, said["way_on"] if state in _ENDS else "")

    @property
    def kept(self) -> list[str]:
        """What was typed, as hidden inputs."""
        return [field.as_hidden() for field in self]


@dataclass(frozen=True)
class RulingRow:
    """A file in a batch. `told`: figures and rank, in words; `proposed`: what the rules or the simulation give."""

    row: Application
    form: RulingForm
    told: str = ""
    proposed: str = ""
    place: int | None = None
    file_pk: int | None = None


@dataclass(frozen=True)
class ReadRuling:
    """A decision as it is read before it is taken."""

    ruled: Ruled

    @property
    def way_on(self) -> str:
        return WayOn(self.ruled.way_on).label if self.ruled.way_on else ""


def all_valid(forms_of_rows: Iterable[RulingForm]) -> bool:
    """Every form says what is wrong with it, not the first one only."""
    return not [form for form in forms_of_rows if not form.is_valid()]


def initial_of(ruled: Ruled) -> dict[str, Any]:
    return {"outcome": str(ruled.state), "amount": ruled.amount, "reason": ruled.reason, "way_on": ruled.way_on}
