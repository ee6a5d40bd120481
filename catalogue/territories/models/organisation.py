"""Who owns, operates, steers or uses services."""

from django.db import models

from catalogue.territories.folding import compact, fold
from catalogue.territories.models.territory import Territory


class OrganisationKind(models.TextChoices):
    COLLECTIVITE = "collectivite", "Collectivité"
    GROUPEMENT = "groupement", "Groupement de collectivités"
    GIP = "gip", "Groupement d'intérêt public"
    SCIC = "scic", "Société coopérative d'intérêt collectif"
    ASSOCIATION = "association", "Association"
    ETAT = "etat", "Service de l'État"
    OPERATEUR = "operateur", "Opérateur public"
    PRESTATAIRE = "prestataire", "Prestataire"


class Organisation(models.Model):
    """A collectivité (one per territory of the COG), a grouping, a State body, an operator or a provider."""

    kind = models.CharField("nature", max_length=12, choices=OrganisationKind)
    name = models.CharField("nom", max_length=200, db_index=True)
    compact_name = models.CharField("nom resserré", max_length=200, editable=False, db_index=True, default="")
    acronym = models.CharField("sigle", max_length=30, blank=True)
    siren = models.CharField("SIREN", max_length=9, null=True, blank=True, unique=True)
    url = models.URLField("site internet", blank=True)
    public_email = models.EmailField(
        "adresse publique de contact",
        blank=True,
        help_text="Celle de la mairie ou du siège, jamais celle d'une personne. Le Store y écrit, il ne l'affiche pas.",
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name="territoire"
    )

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory"],
                condition=models.Q(kind=OrganisationKind.COLLECTIVITE),
                name="one_collectivite_per_territory",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def save(self, *args, **kwargs) -> None:
        self.compact_name = compact(fold(self.name))
        super().save(*args, **kwargs)
