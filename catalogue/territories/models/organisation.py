"""Who owns, operates, steers or uses services."""

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from catalogue.foundation.mailboxes import mailbox_of
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
        help_text="Celle de la mairie ou du siège, jamais celle d'une personne. Le Store y écrit, il ne l'affiche pas. "
        "L'ancienne adresse est prévenue d'un changement ; pendant 30 jours, la nouvelle ne confirme rien de ce que "
        "déclare la personne qui l'a changée.",
    )
    siren_since = models.DateTimeField("SIREN changé le", null=True, editable=False)
    siren_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="SIREN changé par",
    )
    public_email_since = models.DateTimeField("adresse changée le", null=True, editable=False)
    public_email_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="adresse changée par",
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name="territoire"
    )

    served = models.ManyToManyField(
        Territory,
        verbose_name="territoires desservis",
        blank=True,
        related_name="operators",
        help_text="Pour un opérateur public de services numériques : les départements qu'il dessert, les collectivités "
        "qui en sont membres.",
    )
    served_source = models.CharField(
        "d'où l'on sait ce qu'il dessert",
        max_length=255,
        blank=True,
        help_text="« Liste déclarée par l'opérateur, mars 2026 ».",
    )

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ["name"]
        indexes = [models.Index(fields=["kind"], name="organisations_by_kind")]
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
        """With what follows from it, in other apps: all or nothing."""
        self.compact_name = compact(fold(self.name))
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    def note_address(self, before: str, by) -> None:
        """Record who changed the public address, and when (see `catalogue.deployments.independence`). Save it in the
        same write.
        """
        if mailbox_of(before) != mailbox_of(self.public_email):
            self.public_email_since, self.public_email_by = timezone.now(), by

    def note_siren(self, before: str | None, by) -> None:
        """Record who changed the SIREN, and when: it decides which organisation people who sign in are attached to."""
        if (before or None) != (self.siren or None):
            self.siren_since, self.siren_by = timezone.now(), by

    def address_was_changed_by(self, person, since: datetime) -> bool:
        changed = self.public_email_since is not None and self.public_email_since > since
        return changed and self.public_email_by_id == person.pk

    def address_was_changed_by_who_is_gone(self, since: datetime) -> bool:
        changed = self.public_email_since is not None and self.public_email_since > since
        return changed and self.public_email_by_id is None
