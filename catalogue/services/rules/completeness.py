"""How complete a sheet is: named criteria, each with advice.

Computed from a page in memory (drafts too), or counted by the database for lists.
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, Exists, IntegerField, Model, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from wagtail.fields import StreamField


@dataclass(frozen=True)
class Criterion:
    """Met when all of `needs` are filled in; « body|video_url » needs one of the two. `tab`: where in the form."""

    name: str
    needs: tuple[str, ...]
    advice: str
    tab: str

    def is_met(self, filled: frozenset[str]) -> bool:
        return all(any(name in filled for name in need.split("|")) for need in self.needs)


@dataclass(frozen=True)
class Completeness:
    met: tuple[Criterion, ...]
    missing: tuple[Criterion, ...]

    @property
    def total(self) -> int:
        return len(self.met) + len(self.missing)

    @property
    def is_thin(self) -> bool:
        """Half of the criteria or fewer: whoever submits the sheet says why."""
        return len(self.met) <= self.total // 2


def judge(filled: frozenset[str]) -> Completeness:
    """`filled`: names of the fields and lists that are not empty."""
    return Completeness(
        met=tuple(one for one in CRITERIA if one.is_met(filled)),
        missing=tuple(one for one in CRITERIA if not one.is_met(filled)),
    )


CRITERIA = (
    Criterion(
        "Le besoin en une phrase",
        ("action", "summary"),
        "Dites ce que la collectivité peut faire, en commençant par un verbe, puis résumez en une phrase.",
        "Besoin",
    ),
    Criterion(
        "Problème, solution, résultats",
        ("problem", "solution", "results"),
        "Racontez en trois paragraphes courts ce qui n'allait pas, ce que fait le service et ce qui a changé.",
        "Besoin",
    ),
    Criterion(
        "Présentation détaillée",
        ("body|video_url",),
        "Ajoutez des blocs (étapes, chiffres, questions fréquentes) ou l'adresse d'une vidéo sous-titrée.",
        "Besoin",
    ),
    Criterion(
        "Captures d'écran",
        ("screenshots",),
        "Montrez le service : une à trois captures, chacune avec son texte alternatif.",
        "Besoin",
    ),
    Criterion("Adresse du service", ("website",), "Indiquez le site où le service s'utilise ou se demande.", "Besoin"),
    Criterion(
        "Thématiques et publics",
        ("themes", "audiences"),
        "Cochez une à trois thématiques et les publics concernés : ce sont les filtres du catalogue.",
        "Classement",
    ),
    Criterion(
        "Avancement",
        ("family", "phase", "phase_since"),
        "Dites la famille, la phase et depuis quand : une collectivité doit savoir si elle essaie un pilote.",
        "Classement",
    ),
    Criterion(
        "Qui porte le service",
        ("owned_by", "operator", "vehicle"),
        "Nommez le propriétaire, l'opérateur et la structure porteuse.",
        "Gouvernance",
    ),
    Criterion(
        "Décisions et financement",
        ("decision_body", "financing"),
        "Dites qui décide des évolutions et qui paie.",
        "Gouvernance",
    ),
    Criterion(
        "Réversibilité",
        ("reversibility",),
        "Expliquez comment on quitte le service et avec quelles données.",
        "Gouvernance",
    ),
    Criterion(
        "Contact de l'équipe",
        ("contact_team", "contact_email"),
        "Donnez le nom de l'équipe et son adresse générique, jamais celle d'une personne.",
        "Gouvernance",
    ),
    Criterion(
        "Définition de « déployé »",
        ("deployed_definition",),
        "Écrivez en une phrase à partir de quand une collectivité compte comme utilisatrice.",
        "Gouvernance",
    ),
    Criterion(
        "Coût", ("cost_model", "cost"), "Choisissez le modèle de coût et dites en clair combien on paie.", "Conditions"
    ),
    Criterion(
        "Mise en place",
        ("onboarding_time", "onboarding_steps"),
        "Indiquez le délai et les étapes pour démarrer.",
        "Conditions",
    ),
    Criterion(
        "Assistance et hébergement",
        ("support", "hosting"),
        "Dites qui aide, quand, et où sont les données.",
        "Conditions",
    ),
    Criterion(
        "Code source",
        ("licence|closed_reason",),
        "Donnez la licence, ou la raison pour laquelle le code n'est pas ouvert.",
        "Confiance",
    ),
    Criterion(
        "Accessibilité",
        ("rgaa_state", "rgaa_date", "rgaa_url"),
        "Reportez l'état, la date de l'audit et l'adresse de la déclaration d'accessibilité.",
        "Confiance",
    ),
    Criterion("Écoconception", ("eco_design",), "Dites ce qui est fait et mesuré, même si c'est peu.", "Confiance"),
    Criterion(
        "Sécurité",
        ("security|homologated",),
        "Dites si une homologation est déclarée ou comment la sécurité est suivie.",
        "Confiance",
    ),
    Criterion(
        "Données personnelles",
        ("personal_data", "privacy_url"),
        "Dites qui est responsable du traitement et où lire la politique de confidentialité.",
        "Confiance",
    ),
    Criterion(
        "Statistiques publiques",
        ("statistics_url",),
        "Donnez l'adresse où chacun peut lire l'usage du service.",
        "Confiance",
    ),
)

UNKNOWN = "inconnu"
"""The value of a choice when nobody knows: counts as empty."""

NAMES = frozenset(name for criterion in CRITERIA for need in criterion.needs for name in need.split("|"))


def completeness_of(page) -> Completeness:
    """Of the page in memory: the public sheet, a draft, or an unsaved form."""
    return judge(frozenset(name for name in NAMES if is_filled(page, name)))


def is_filled(page, name: str) -> bool:
    field: Any = page._meta.get_field(name)
    if field.many_to_many or field.one_to_many:
        return bool(getattr(page, field.name).all())
    if isinstance(field, StreamField):
        return bool(getattr(page, field.name))
    return holds(getattr(page, field.attname))


def holds(value: Any) -> bool:
    """Of a field, in a page or in a form: neither empty nor unknown."""
    return value not in (None, UNKNOWN) and (not hasattr(value, "__len__") or len(value) > 0)


def criteria_met(model: type[Model]) -> Combinable:
    """An annotation with the number of criteria met, to show, sort and filter by."""
    total: Combinable = Value(0)
    for criterion in CRITERIA:
        total += Case(When(_met(model, criterion), then=1), default=0, output_field=IntegerField())
    return total


def _met(model: type[Model], criterion: Criterion) -> Q:
    needs = [[_filled(model._meta.get_field(name)) for name in need.split("|")] for need in criterion.needs]
    return reduce(and_, [reduce(or_, alternatives) for alternatives in needs])


def _filled(field: Any) -> Q:
    if field.one_to_many:
        return Q(Exists(field.related_model.objects.filter(**{field.field.name: OuterRef("pk")})))
    if field.many_to_many:
        return Q(Exists(field.remote_field.through.objects.filter(**{field.m2m_field_name(): OuterRef("pk")})))
    filled = Q() if not field.null else Q(**{f"{field.name}__isnull": False})
    if isinstance(field, StreamField):
        return filled & ~Q(**{field.name: []})
    if field.get_internal_type() in {"CharField", "TextField"}:
        return filled & ~Q(**{f"{field.name}__in": ["", UNKNOWN]})
    return filled
