"""Communes, intercommunalités, départements, régions, syndicats, and what contains what."""

import re
from functools import cache

from django.db import models
from django.urls import reverse

from catalogue.foundation.prepared_queries import PreparedObjects
from catalogue.territories.folding import compact, compact_epci, district, fold
from catalogue.territories.strata import Stratum, stratum_of

KEY = re.compile(r"(?P<kind>[a-z]+)-(?P<code>[0-9A-Za-z]{1,9})")


class Kind(models.TextChoices):
    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    SYNDICAT = "syndicat", "Syndicat"


class PriorityPolicy(models.Model):
    """A national policy that gives some territories more support (agenda rural, Petites Villes de Demain…)."""

    slug = models.SlugField("identifiant", unique=True)
    name = models.CharField("nom", max_length=120)
    source = models.CharField("source de la liste", max_length=120, blank=True)
    as_of = models.DateField("date de la liste", null=True, blank=True)

    class Meta:
        verbose_name = "politique prioritaire"
        verbose_name_plural = "politiques prioritaires"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TerritoryManager(models.Manager["Territory"]):
    def by_key(self, key: str) -> "Territory | None":
        """The territory with key `<kind>-<code>`; None if the key is malformed or unknown."""
        found = KEY.fullmatch(key)
        return next(iter(_BY_KEY.find(found["kind"], found["code"])), None) if found else None


class Territory(models.Model):
    """One row of the yearly Code officiel géographique, or a syndicat.

    `code` is the INSEE code (communes, départements, régions) or the SIREN (EPCI, syndicats), always text ("01", "2A").
    """

    kind = models.CharField("nature", max_length=12, choices=Kind)
    code = models.CharField("code", max_length=9)
    name = models.CharField("nom", max_length=200)
    folded_name = models.CharField("nom sans accents", max_length=200, editable=False, db_index=True)
    compact_name = models.CharField("nom resserré", max_length=200, editable=False, db_index=True, default="")
    """Without kind, articles and spaces, so that different ways of writing the name match."""
    siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True)
    postcodes = models.CharField("codes postaux", max_length=400, blank=True, help_text="Séparés par des espaces.")
    population = models.PositiveIntegerField("population", null=True, blank=True)
    stratum = models.CharField("strate", max_length=12, choices=Stratum, blank=True, editable=False)
    inside = models.JSONField("ce qu'il contient, par nature", default=dict, blank=True, editable=False)
    policies = models.ManyToManyField(PriorityPolicy, verbose_name="politiques prioritaires", blank=True)
    containers = models.ManyToManyField(
        "self",
        through="Containment",
        through_fields=("member", "container"),
        symmetrical=False,
        related_name="members",
        verbose_name="fait partie de",
    )

    objects = TerritoryManager()

    class Meta:
        verbose_name = "territoire"
        verbose_name_plural = "territoires"
        ordering = ["folded_name", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="territory_kind_code")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return _any_address().replace(_ANY, self.key)

    def derive(self) -> None:
        """Compute the fields that follow from others. Also called before bulk inserts."""
        self.folded_name = fold(self.name)
        self.compact_name = compact_epci(self.name) if self.kind == Kind.EPCI else compact(self.folded_name)
        self.stratum = stratum_of(self.population)

    @property
    def key(self) -> str:
        """`<kind>-<code>`, as used in URLs."""
        return f"{self.kind}-{self.code}"


_ANY = "key-of-a-territory"


@cache
def _any_address() -> str:
    """Reversed once: a page may link to fifty territories."""
    return reverse("territory", args=[_ANY])


_BY_KEY: PreparedObjects[Territory] = PreparedObjects(
    lambda kind, code: Territory.objects.filter(kind=kind, code=code), "\x01", "\x02"
)


class Containment(models.Model):
    """`container` holds `member`, wholly or in part (an EPCI may cross départements)."""

    container = models.ForeignKey(Territory, models.CASCADE, related_name="inner_links", verbose_name="contient")
    member = models.ForeignKey(Territory, models.CASCADE, related_name="outer_links", verbose_name="est contenu")
    partial = models.BooleanField("en partie seulement", default=False)

    class Meta:
        verbose_name = "appartenance"
        verbose_name_plural = "appartenances"
        constraints = [
            models.UniqueConstraint(fields=["container", "member"], name="containment_once"),
            models.CheckConstraint(condition=~models.Q(container=models.F("member")), name="containment_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.member} dans {self.container}"


class OtherName(models.Model):
    """A name or code that leads to a territory: of a commune merged into it, or of one of its arrondissements."""

    class Relation(models.TextChoices):
        DELEGUEE = "deleguee", "Commune déléguée"
        ASSOCIEE = "associee", "Commune associée"
        ARRONDISSEMENT = "arrondissement", "Arrondissement municipal"
        ANCIENNE = "ancienne", "Ancien code"
        USAGE = "usage", "Nom d'usage"

    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="other_names", verbose_name="territoire d'aujourd'hui"
    )
    relation = models.CharField("relation", max_length=16, choices=Relation)
    kind = models.CharField("nature", max_length=12, choices=Kind)
    code = models.CharField("code", max_length=9, blank=True, db_index=True)
    name = models.CharField("nom", max_length=200, blank=True)
    folded_name = models.CharField("nom sans accents", max_length=200, blank=True)
    compact_name = models.CharField("nom resserré", max_length=200, blank=True, db_index=True)

    class Meta:
        verbose_name = "autre nom d'un territoire"
        verbose_name_plural = "autres noms de territoires"
        ordering = ["folded_name", "code"]

    def __str__(self) -> str:
        return self.name or self.code

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Compute the fields that follow from the name."""
        self.folded_name = fold(self.name)
        self.compact_name = compact(district(self.folded_name) or self.folded_name)

    @property
    def within(self) -> str:
        """How it is mentioned beside the current territory."""
        return f"{self.name} en fait partie" if self.name else "code d'une ancienne commune qui en fait partie"
