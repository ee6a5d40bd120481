"""Moving the money of an envelope: sums in whole euros, each for a reason that is public."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from catalogue.foundation.text import longest
from catalogue.funding.models import Axis, Envelope, EnvelopeMovement, Part, Purpose
from catalogue.territories.models import Territory

_MOST = 10**12
_SUM = "Écrivez une somme en euros entiers : 12 000."


class MovedSumField(forms.IntegerField):
    """« 12 000 € », with whatever spaces."""

    def __init__(self, **options: Any) -> None:
        errors = {
            "required": "Donnez une somme, en euros entiers.",
            "invalid": _SUM,
            "min_value": "Donnez une somme, en euros entiers.",
            "max_value": "Cette somme est trop grande.",
        }
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(min_value=1, max_value=_MOST, widget=widget, error_messages=errors, **options)

    def to_python(self, value: Any) -> int | None:
        said = "".join(value.split()).removesuffix("€") if isinstance(value, str) else value
        found: int | None = super().to_python(said)
        return found


class MovementForm(forms.Form):
    amount = MovedSumField(label="Somme, en euros")
    reason = forms.CharField(
        label="Pourquoi",
        help_text="Publié avec le mouvement.",
        max_length=longest(EnvelopeMovement, "reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi : le mouvement est public, avec sa raison."},
    )


class ProvisionForm(MovementForm):
    source = forms.URLField(
        label="Adresse du texte qui le décide",
        help_text="Facultatif : loi de finances, arrêté, communiqué.",
        required=False,
        max_length=longest(EnvelopeMovement, "source"),
        assume_scheme="https",
    )


class DelegationForm(MovementForm):
    """`children`: those that this desk may choose."""

    child = forms.ModelChoiceField(
        label="Enveloppe",
        queryset=Envelope.objects.none(),
        empty_label="Choisissez une enveloppe",
        error_messages={
            "required": "Choisissez une enveloppe.",
            "invalid_choice": "Cette enveloppe n'est pas dans votre périmètre.",
        },
    )
    field_order = ["child", "amount", "reason"]

    def __init__(self, children: QuerySet[Envelope], data: Any = None) -> None:
        super().__init__(data)
        self.fields["child"].queryset = children  # type: ignore[attr-defined]  # of a ModelChoiceField


class OpeningForm(forms.Form):
    """An envelope below another. The rest is that of the envelope above, for a préfecture."""

    name = forms.CharField(
        label="Nom",
        help_text="« Axe 3, Isère ».",
        max_length=longest(Envelope, "name"),
        error_messages={"required": "Donnez un nom à cette enveloppe."},
    )
    territory = forms.ModelChoiceField(
        label="Territoire",
        queryset=Territory.objects.none(),
        required=False,
        empty_label="National",
        error_messages={"invalid_choice": "Ce territoire n'est pas dans le périmètre de cette enveloppe."},
    )
    axis = forms.ChoiceField(label="Axe", choices=Axis.choices)
    part = forms.ChoiceField(label="Volet", choices=[("", "L'axe entier"), *Part.choices], required=False)
    purpose = forms.ChoiceField(label="Objet", choices=Purpose.choices)

    def __init__(self, parent: Envelope, territories: QuerySet[Territory], *, local: bool, data: Any = None) -> None:
        super().__init__(data, initial={"axis": parent.axis, "part": parent.part, "purpose": parent.purpose})
        self.fields["territory"].queryset = territories  # type: ignore[attr-defined]  # of a ModelChoiceField
        if local:
            for name in ("axis", "part", "purpose"):
                del self.fields[name]
            self.fields["territory"].required = True
            self.fields["territory"].error_messages["required"] = "Choisissez un département de votre région."
        elif parent.axis:
            del self.fields["axis"]
