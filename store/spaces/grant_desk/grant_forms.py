"""What those who follow grants, and their beneficiaries, fill in."""

from django import forms
from django.utils import timezone

from catalogue.foundation.dates import IN_BOUNDS
from catalogue.funding.models import Convention, Grant


class GrantForm(forms.Form):
    """Of one grant, which its fields may start from."""

    def __init__(self, grant: Grant, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.grant = grant
        self.prepare()

    def prepare(self) -> None:
        """Say where fields start from."""


class ConventionForm(GrantForm):
    convention = forms.ChoiceField(
        label="Convention",
        choices=[(one, one.label) for one in Convention if one != Convention.NONE],
        initial=Convention.AD_HOC,
    )


class SignatureForm(GrantForm):
    signed_on = forms.DateField(
        label="Date de la dernière signature", widget=forms.DateInput(attrs={"type": "date", **IN_BOUNDS})
    )

    def prepare(self) -> None:
        self.fields["signed_on"].initial = timezone.localdate()


class AmountForm(GrantForm):
    amount = forms.IntegerField(label="Montant (€)", min_value=1, help_text="En euros entiers.")


class PaymentForm(AmountForm):
    def prepare(self) -> None:
        self.fields["amount"].initial = self.grant.amount - self.grant.paid


class ReasonForm(GrantForm):
    reason = forms.CharField(
        label="Motif", widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000, help_text="Le bénéficiaire le lit."
    )


class ReductionForm(AmountForm, ReasonForm):
    field_order = ("amount", "reason")
    amount = forms.IntegerField(label="Nouveau montant (€)", min_value=1, help_text="Le reste revient à l'enveloppe.")


class GiveBackForm(AmountForm, ReasonForm):
    field_order = ("amount", "reason")
    amount = forms.IntegerField(label="Somme reversée (€)", min_value=1)


class ReportForm(GrantForm):
    report = forms.CharField(
        label="Ce que la subvention a permis",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=6_000,
        help_text="Publié sur la page de la subvention.",
    )

    def prepare(self) -> None:
        self.fields["report"].initial = self.grant.report
