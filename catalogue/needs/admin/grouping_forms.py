"""The forms by which the team groups, corrects, answers objections and sets supports aside."""

from django import forms

from catalogue.needs.models import Proposition, Stage
from catalogue.services.models import Theme

_PUBLIC = "Publié au journal du regroupement."


def why_field(required: bool = True, help_text: str = _PUBLIC) -> forms.CharField:
    return forms.CharField(
        label="Pourquoi",
        required=required,
        max_length=1_000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi : le journal du regroupement est public."},
    )


class PropositionForm(forms.Form):
    title = forms.CharField(
        label="Titre", max_length=160, help_text="Un verbe et ce qu'il change pour la collectivité."
    )
    text = forms.CharField(label="La proposition", max_length=6_000, widget=forms.Textarea(attrs={"rows": 6}))
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label="Thématiques", required=False, widget=forms.CheckboxSelectMultiple
    )
    cost_build = forms.IntegerField(
        label="Coût estimé de construction, en euros", required=False, min_value=0, max_value=2_000_000_000
    )
    cost_deploy = forms.IntegerField(
        label="Coût estimé de déploiement, en euros", required=False, min_value=0, max_value=2_000_000_000
    )
    note = forms.CharField(
        label="Note de l'équipe",
        required=False,
        max_length=2_000,
        help_text="N'est pas publiée.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NewPropositionForm(PropositionForm):
    why = why_field()


class CorrectionForm(PropositionForm):
    why = why_field(
        required=False,
        help_text="Demandé dès qu'une collectivité soutient la proposition : elles en sont averties. Publié.",
    )


class AddForm(forms.Form):
    proposition = forms.ModelChoiceField(
        Proposition.objects.none(),
        label="Proposition",
        empty_label="Choisissez une proposition",
        error_messages={"required": "Choisissez une proposition."},
    )
    why = why_field()

    def __init__(self, *args, consultations: set[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rows = Proposition.objects.filter(consultation__in=consultations).exclude(stage=Stage.DISSOLVED)
        field = self.fields["proposition"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows.order_by("consultation", "number")


class TakeOutForm(forms.Form):
    """`into`: where they go; nowhere, they wait for another grouping."""

    into = forms.ModelChoiceField(
        Proposition.objects.none(),
        label="Où les mettre",
        required=False,
        empty_label="Nulle part : elles attendent un autre regroupement",
    )
    why = why_field()

    def __init__(self, *args, proposition: Proposition, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = Proposition.objects.filter(consultation=proposition.consultation_id).exclude(pk=proposition.pk)
        field = self.fields["into"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = others.exclude(stage=Stage.DISSOLVED).order_by("number")


class DissolveForm(forms.Form):
    why = why_field()


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ce soutien ne compte pas",
        max_length=1_000,
        help_text="Publié, et lu par la collectivité dans son espace. Pas de nom de personne.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi ce soutien ne compte pas."},
    )


class ObjectionAnswerForm(forms.Form):
    verdict = forms.ChoiceField(
        label="Votre réponse",
        choices=[
            ("suivie", "L'opposition est suivie : la contribution sort de la proposition"),
            ("non-suivie", "L'opposition n'est pas suivie : la contribution reste"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si l'opposition est suivie."},
    )
    answer = forms.CharField(
        label="Ce que vous répondez",
        max_length=2_000,
        help_text="Publié au journal, et envoyé à l'auteur.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Répondez à l'auteur."},
    )
