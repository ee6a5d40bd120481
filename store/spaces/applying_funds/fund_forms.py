"""What applicants write of a project that asks for money. A draft may lack anything but its title."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from catalogue.foundation.text import longest
from catalogue.foundation.uploads.document_checks import CHECKS, DocumentField
from catalogue.funding.drafting import MOST_FILES, Expense
from catalogue.funding.models import Application, ApplicationFile, CostLine, DeskKind
from catalogue.services.models import ServicePage

MOST_LINES = 60
_MOST_EUROS = 1_000_000_000
_SPACES = re.compile(r"[\s\u00a0\u202f€]")
_NO_PERSONAL_DATA = "Ne donnez pas d'information personnelle sur des habitants ou des agents."


class WholeEurosField(forms.IntegerField):
    """Whole euros, as people type them: « 12 000 € »."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        wrong = {"invalid": "Donnez une somme en euros entiers, en chiffres ; exemple : 12 000"}
        super().__init__(error_messages=wrong, **options)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.validators += [
            MinValueValidator(1, "Donnez une somme d'au moins 1 €."),
            MaxValueValidator(_MOST_EUROS, "Cette somme est trop grande."),
        ]

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_SPACES.sub("", value) if isinstance(value, str) else value)


def _text(name: str, rows: int, hint: str = "", label: str = "") -> forms.CharField:
    return forms.CharField(
        label=label or str(Application._meta.get_field(name).verbose_name).capitalize(),  # type: ignore[union-attr]  # a column
        help_text=hint,
        max_length=longest(Application, name),
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _title() -> forms.CharField:
    return forms.CharField(
        label="Le projet, en une phrase",
        max_length=longest(Application, "title"),
        help_text="Un verbe, et ce qu'il faut obtenir. Exemple : ouvrir en ligne les inscriptions scolaires",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Donnez un titre au projet."},
    )


class StartFundingForm(forms.Form):
    title = _title()


class DeskAskForm(forms.Form):
    """All that the desk of FranceConnect and of the State's APIs asks."""

    kind = forms.ChoiceField(
        label="Que raccordez-vous ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez FranceConnect ou une API de l'État."},
    )
    summary = forms.CharField(
        label="À quoi servira ce raccordement ?",
        help_text="Quel service en ligne, pour qui, quand. Quelques phrases suffisent.",
        max_length=longest(Application, "summary"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Dites en quelques phrases à quoi servira ce raccordement."},
    )

    def __init__(self, kinds: list[DeskKind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(str(one), one.label) for one in kinds]  # type: ignore[attr-defined]  # of a choice
        if len(kinds) == 1:
            self.initial["kind"] = kinds[0]


class ApplicationTextForm(forms.Form):
    """`seen`: what the person read (`store.spaces.applying_funds.co_writing`). `found`: services to choose from."""

    seen = forms.CharField(required=False, max_length=600, widget=forms.HiddenInput)
    title = _title()
    summary = _text("summary", 4, f"Publié si le projet est financé. {_NO_PERSONAL_DATA}")
    plan = _text("plan", 8, "Les étapes, leurs dates, qui les fait.")
    expected = _text("expected", 5, "Pour les habitants, pour les agents. Des chiffres si vous en avez.")
    requested = WholeEurosField(label="Subvention demandée (€)", required=False)
    accepts_partial = forms.BooleanField(
        label="Nous acceptons un montant partiel",
        required=False,
        help_text="Si l'enveloppe ne suffit pas, le reste peut vous être proposé, selon les règles de l'appel.",
    )
    services: Any = forms.ModelMultipleChoiceField(
        ServicePage.objects.none(),
        label="Services du Store que le projet réutilise",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label="Chercher un service à réutiliser",
        required=False,
        max_length=200,
        help_text="Exemple : prendre rendez-vous",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, desk: bool, found: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if desk:
            for name in ("plan", "expected", "requested", "accepts_partial", "services", "words"):
                del self.fields[name]
        else:
            self.fields["services"].queryset = found  # type: ignore[attr-defined]  # declared above

    def texts(self) -> dict[str, Any]:
        """What the writer is given."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "services", "words")}


class CostLineForm(forms.Form):
    """One expense; a line that is left empty is none."""

    label = forms.CharField(
        label="Dépense",
        max_length=longest(CostLine, "label"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    amount = WholeEurosField(label="Montant (€)", required=False)
    is_eligible = forms.BooleanField(label="Éligible", required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("label") and "amount" not in self.errors and said.get("amount") is None:
            self.add_error("amount", "Donnez le montant de cette dépense.")
        if said.get("amount") and "label" not in self.errors and not said.get("label"):
            self.add_error("label", "Dites quelle est cette dépense.")
        return said

    @property
    def expense(self) -> Expense | None:
        said = self.cleaned_data
        return Expense(said["label"], said["amount"], said["is_eligible"]) if said.get("label") else None


CostLines = forms.formset_factory(
    CostLineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES + 5, validate_max=True
)


class PieceForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=ApplicationFile.Kind)
    document = DocumentField(
        label="Document",
        widget=forms.FileInput(attrs={"class": "fr-upload"}),
        error_messages={"required": "Choisissez un document sur votre ordinateur."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ", ".join(CHECKS).upper()
        self.fields[
            "document"
        ].help_text = f"{kinds}, 10 Mo au plus, {MOST_FILES} pièces au plus. Une délibération se joint en PDF."
        report = ApplicationFile.Kind.REPORT
        self.fields["kind"].choices = [one for one in ApplicationFile.Kind.choices if one[0] != report]  # type: ignore[attr-defined]  # of a choice

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        file = said.get("document")
        is_deliberation = said.get("kind") == ApplicationFile.Kind.DELIBERATION
        if file and is_deliberation and not (file.name or "").lower().endswith(".pdf"):
            self.add_error("document", "La délibération se joint en PDF : scannez-la, ou exportez-la en PDF.")
        return said


class CertifyForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    function = forms.CharField(
        label="En qualité de",
        max_length=longest(Application, "certified_label"),
        help_text="Exemple : maire, présidente, directrice générale des services. Écrit sur le récépissé.",
        error_messages={"required": "Dites en quelle qualité vous certifiez."},
    )
    certify = forms.BooleanField(
        label="Je certifie l'exactitude de ce dossier, et j'ai qualité pour le déposer",
        error_messages={"required": "Cochez cette case pour certifier la demande."},
    )


class ComplementForm(forms.Form):
    answer = forms.CharField(
        label="Votre réponse",
        max_length=longest(Application, "answer"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Répondez à ce qui est demandé."},
    )
    document = DocumentField(
        label="Joindre une pièce (facultatif)",
        required=False,
        widget=forms.FileInput(attrs={"class": "fr-upload"}),
    )

    def clean_document(self) -> Any:
        file = self.cleaned_data["document"]
        if file is not None and len(file.name or "") > longest(ApplicationFile, "title"):
            raise ValidationError("Le nom de ce fichier est trop long : raccourcissez-le.")
        return file
