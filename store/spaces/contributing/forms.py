"""What a person writes of a need, or of a service that works; a draft may lack anything but its title."""

from typing import Any

from django import forms

from catalogue.foundation.uploads.document_checks import CHECKS, DocumentField
from catalogue.needs.contributing import WRITTEN
from catalogue.needs.drafts import MOST_FILES
from catalogue.needs.investigating import policies_of
from catalogue.needs.models import Consultation, Contribution, NeedKind
from catalogue.services.models import Theme
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Organisation, Territory

_KINDS = [
    (NeedKind.BESOIN, "Un besoin : quelque chose manque, ou marche mal"),
    (NeedKind.SERVICE, "Un service qui marche chez nous, et qui mérite d'être partagé"),
]
_NO_PERSONAL_DATA = "Ne donnez pas d'information personnelle sur des habitants ou des agents."
_DOCUMENTS = (
    f"{', '.join(CHECKS).upper()}, 10 Mo au plus, {MOST_FILES} documents au plus. Il sera public, comme le reste. Il "
    "est joint quand vous enregistrez."
)


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ContributionForm(forms.ModelForm):
    consultation: Any = forms.ModelChoiceField(
        Consultation.objects.none(), label="Dans quelle consultation ?", empty_label=None, to_field_name="slug"
    )
    kind = forms.ChoiceField(
        label="Vous voulez parler de…", choices=_KINDS, widget=forms.RadioSelect, initial=NeedKind.BESOIN
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label="Thématiques", required=False, widget=forms.CheckboxSelectMultiple
    )
    service_url = forms.URLField(
        label="Adresse du service",
        required=False,
        max_length=200,
        help_text="Exemple : https://www.exemple.fr",
        assume_scheme="https",
        # A text input: in `type=url`, browsers refuse « www.exemple.fr ».
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        error_messages={"invalid": "Cette adresse n'est pas complète ; exemple : https://www.exemple.fr"},
    )
    function = forms.CharField(
        label="Votre fonction",
        max_length=120,
        required=False,
        help_text="Publique, avec le nom de votre organisation. Votre nom ne l'est pas. Exemple : adjoint au maire",
    )
    document = DocumentField(
        label="Joindre un document (facultatif)",
        required=False,
        widget=forms.FileInput(attrs={"class": "fr-upload"}),
    )

    class Meta:
        model = Contribution
        fields = ("themes", *(name for name in WRITTEN if name != "kind"))
        labels = {
            "title": "En une phrase",
            "problem": "Le problème",
            "concerned": "Qui est concerné ?",
            "existing": "Ce qui existe déjà, ou ce que vous avez essayé (facultatif)",
            "territory": "Territoire concerné",
            "policy": "Au titre d'une politique prioritaire (facultatif)",
            "service_users": "Qui l'utilise aujourd'hui ?",
            "service_operator": "Qui le fait vivre ?",
            "service_cost": "Ce qu'il coûte",
            "service_licence": "Licence du logiciel",
        }
        help_texts = {
            "title": "Un verbe, et ce qu'il faut obtenir. Exemple : signaler un nid-de-poule sans téléphoner",
            "problem": f"Ce qui se passe aujourd'hui, ce que cela coûte, ce qu'il faudrait. {_NO_PERSONAL_DATA}",
            "concerned": "Agents, élus, habitants : lesquels, et combien à peu près.",
            "service_operator": "La collectivité, l'association ou l'entreprise qui l'exploite.",
            "service_licence": "Laquelle, si son code est ouvert ; sinon : propriétaire.",
        }
        error_messages = {
            "title": {"required": "Donnez un titre à votre contribution."},
        }
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "problem": _text(6),
            "concerned": _text(3),
            "existing": _text(3),
        }

    def __init__(self, organisation: Organisation, data=None, files=None, **kwargs) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["document"].help_text = _DOCUMENTS  # Wagtail's field says its own
        draft: Contribution = self.instance
        if draft.pk:
            self.initial = {**self.initial, "kind": draft.kind, "function": draft.author_function}
            del self.fields["consultation"]
        else:
            self._offer_consultations()
        self._offer("territory", _places(organisation.territory), "Pas un territoire en particulier")
        if not self._offer("policy", policies_of(organisation.territory), "Aucune"):
            del self.fields["policy"]
        if organisation.territory and not draft.pk:
            self.initial["territory"] = organisation.territory.pk
        if draft.answered_by:
            self.fields["answered"] = forms.BooleanField(
                label=f"« {draft.answered_by.title} » répond à ce besoin",
                required=False,
                initial=True,
                help_text="Vous l'avez dit en écrivant ; publié avec votre besoin. Décochez si cela ne suffit pas.",
            )

    def _offer_consultations(self) -> None:
        """The field hides where there is nothing to choose."""
        some = Consultation.objects.public().collecting()
        field: Any = self.fields["consultation"]
        field.queryset = some
        self.several = len(some) > 1
        if not self.several:
            field.widget = forms.HiddenInput()
        wanted = self.initial.get("consultation")
        if some and wanted not in [one.slug for one in some]:
            self.initial["consultation"] = some[0].slug

    def _offer(self, name: str, rows: Any, none: str) -> bool:
        field: Any = self.fields[name]
        field.queryset, field.empty_label = rows, none
        return rows.exists()

    def values(self) -> dict[str, Any]:
        """What the writer is given."""
        said = self.cleaned_data
        return said if said.get("answered", True) else {**said, "answered_by": None}

    @property
    def is_more_than_a_title(self) -> bool:
        """Whether something would be lost with it."""
        said = self.cleaned_data
        return any(said.get(name) for name in ("problem", "concerned", "existing", "service_url", "document"))

    @property
    def service_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields if name.startswith("service_")]


def _places(territory: Territory | None) -> Any:
    """The territory of the organisation, and those that contain it."""
    if territory is None:
        return Territory.objects.none()
    around = [link.territory.pk for link in lineage(territory)]
    return Territory.objects.filter(pk__in=[territory.pk, *around]).order_by("population")
