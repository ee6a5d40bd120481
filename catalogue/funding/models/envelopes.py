"""The money of the fund: envelopes in a tree, and the dated movements that make their figures. Whole euros."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from catalogue.territories.models import Territory


class Fund(models.Model):
    name = models.CharField("nom", max_length=150, unique=True)
    slug = models.SlugField("identifiant", unique=True)
    since = models.DateField("ouvert le")
    purpose = models.TextField("ce qu'il finance", max_length=1_000, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    class Meta:
        verbose_name = "fonds"
        verbose_name_plural = "fonds"
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return self.name


class Axis(models.TextChoices):
    ONE = "axe-1", "Axe 1 : co-construction"
    TWO = "axe-2", "Axe 2 : guichet national"
    THREE = "axe-3", "Axe 3 : enveloppes locales"


class Part(models.TextChoices):
    """Of an axis."""

    COCONSTRUCTION = "co-construction", "Projets issus de la consultation"
    INVESTIGATIONS = "investigations", "Programme national d'investigations"
    DEMARCHES = "demarches", "Démarches en ligne de qualité"
    DONNEES = "donnees", "Cycle de vie de la donnée"
    COOPERATION = "cooperation", "Coopération avec les acteurs locaux"
    GUICHET = "guichet", "FranceConnect et API"
    LOCALE = "locale", "Projets des petites et moyennes collectivités"


class Purpose(models.TextChoices):
    GENERAL = "general", "Tous projets"
    LABS = "laboratoires", "Projets avec un laboratoire d'innovation territoriale"


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    def with_remainder(self) -> "EnvelopeQuerySet":
        """Annotates `left`: what may still be delegated or awarded."""
        return self.annotate(left=F("amount") - F("delegated") - F("awarded"))


class Envelope(models.Model):
    """The root of a fund has neither axis nor territory. `territory` is None for what is national.

    `amount`, `delegated` (to its children) and `awarded` are written by `catalogue.funding.envelope_book` only, each by
    one conditional UPDATE.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="envelopes", verbose_name="fonds")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="prise sur"
    )
    name = models.CharField("nom", max_length=200)
    axis = models.CharField("axe", max_length=6, choices=Axis, blank=True)
    part = models.CharField("volet", max_length=16, choices=Part, blank=True)
    purpose = models.CharField("objet", max_length=12, choices=Purpose, default=Purpose.GENERAL)
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="envelopes", verbose_name="périmètre"
    )
    amount = models.PositiveBigIntegerField("montant (€)", default=0, editable=False)
    delegated = models.PositiveBigIntegerField("délégué (€)", default=0, editable=False)
    awarded = models.PositiveBigIntegerField("attribué (€)", default=0, editable=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = "enveloppe"
        verbose_name_plural = "enveloppes"
        ordering = ["axis", "part", "purpose", "territory__kind", "territory__folded_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=F("delegated") + F("awarded")),
                name="envelope_never_overruns",
                violation_error_message="Cette enveloppe n'y suffit pas.",
            ),
            models.UniqueConstraint(
                fields=["fund", "axis", "part", "purpose", "territory"], name="one_envelope_per_perimeter_and_purpose"
            ),
            models.UniqueConstraint(
                fields=["fund", "axis", "part", "purpose"],
                condition=Q(territory=None),
                name="one_national_envelope_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(axis="", part="", territory=None), name="root_envelope_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def remainder(self) -> int:
        return self.amount - self.delegated - self.awarded


class AppendOnlyQuerySet(models.QuerySet):
    """Lines of an account or of a journal: written once. The database refuses their change too (see migrations)."""

    def update(self, **values: Any) -> int:
        raise ValidationError("Une ligne écrite ne change plus.")


class MovementKind(models.TextChoices):
    OPENED = "ouverture", "Ouverture"
    ADDED = "abondement", "Abondement"
    DELEGATED = "delegation", "Délégation"
    RECLAIMED = "reprise", "Reprise d'une délégation"
    AWARDED = "attribution", "Attribution"
    RELEASED = "liberation", "Somme libérée"


class EnvelopeMovement(models.Model):
    """`child`: to which a sum is delegated, or from which it comes back. `grant`: what is awarded or released."""

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="movements", verbose_name="enveloppe")
    kind = models.CharField("mouvement", max_length=12, choices=MovementKind)
    amount = models.PositiveBigIntegerField("montant (€)")
    child = models.ForeignKey(
        Envelope, models.PROTECT, null=True, blank=True, related_name="received", verbose_name="enveloppe déléguée"
    )
    grant = models.ForeignKey(
        "funding.Grant", models.PROTECT, null=True, blank=True, related_name="movements", verbose_name="subvention"
    )
    at = models.DateTimeField("quand", db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    author_label = models.CharField("qui", max_length=200, blank=True)
    reason = models.CharField("pourquoi", max_length=400, blank=True)
    source = models.URLField("source", blank=True, max_length=400)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "mouvement d'enveloppe"
        verbose_name_plural = "mouvements d'enveloppe"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="movement_of_something"),
            models.CheckConstraint(
                condition=Q(kind__in=("delegation", "reprise"), child__isnull=False, grant=None)
                | Q(kind__in=("attribution", "liberation"), child=None, grant__isnull=False)
                | Q(kind__in=("ouverture", "abondement"), child=None, grant=None),
                name="movement_says_where_it_goes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.amount} € ({self.envelope})"


class FundCount(models.Model):
    """A figure of the fund, kept day by day: `value` is what that day adds. Any date is the sum of the days before.

    `line`: « axe-2|demarches|1 » (axis, part, number of the wave, each possibly empty). Written by
    `catalogue.funding.fund_counts`.
    """

    fund = models.ForeignKey(Fund, models.CASCADE, related_name="counts", verbose_name="fonds")
    day = models.DateField("jour")
    line = models.CharField("ligne", max_length=60, blank=True)
    measure = models.CharField("mesure", max_length=40)
    value = models.BigIntegerField("valeur", default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "chiffre du fonds"
        verbose_name_plural = "chiffres du fonds"
        constraints = [
            models.UniqueConstraint(fields=["fund", "day", "line", "measure"], name="fund_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.line} {self.measure} : {self.value}"


class AnnouncedFigure(models.Model):
    """What a press kit said, beside what rows say. `measure` and `line`: the recomputed figure it is compared with, as
    in FundCount; empty if none is. `value` is None where nothing was published.
    """

    class Unit(models.TextChoices):
        EUROS = "euros", "euros"
        NUMBER = "nombre", "nombre"

    fund = models.ForeignKey(Fund, models.CASCADE, related_name="announced", verbose_name="fonds")
    on = models.DateField("date de l'annonce")
    wording = models.CharField("ce qui a été annoncé", max_length=300)
    value = models.BigIntegerField("valeur", null=True, blank=True)
    unit = models.CharField("unité", max_length=6, choices=Unit, default=Unit.NUMBER)
    line = models.CharField(
        "lignes recalculées",
        max_length=200,
        blank=True,
        help_text="« axe-3 », « axe-2|guichet »… Plusieurs lignes, séparées par des virgules, s'ajoutent.",
    )
    measure = models.CharField("mesure recalculée", max_length=40, blank=True)
    gap_reason = models.CharField("raison de l'écart", max_length=400, blank=True)
    source = models.CharField("source", max_length=200)
    source_url = models.URLField("adresse de la source", blank=True, max_length=400)
    from_press = models.BooleanField(
        "dit par la presse", default=False, help_text="Hors du dossier de presse : à montrer comme tel."
    )
    order = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "chiffre annoncé"
        verbose_name_plural = "chiffres annoncés"
        ordering = ["on", "order", "pk"]

    def __str__(self) -> str:
        return self.wording
