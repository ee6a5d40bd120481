"""Who uses what, where, since when, and who says so."""

from django.db import models

from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation, Territory


class Status(models.TextChoices):
    INTERET = "interet", "Intéressée"
    PILOTE = "pilote", "Pilote"
    EN_DEPLOIEMENT = "en-deploiement", "En déploiement"
    EN_PRODUCTION = "en-production", "En production"
    ARRETE = "arrete", "Arrêté"


IN_USE = (Status.PILOTE, Status.EN_DEPLOIEMENT, Status.EN_PRODUCTION)


class DeploymentQuerySet(models.QuerySet["Deployment"]):
    def in_use(self) -> "DeploymentQuerySet":
        """Pilot, being deployed or in production: what « utilise » means on every page."""
        return self.filter(status__in=IN_USE)

    def deployed(self) -> "DeploymentQuerySet":
        """In production, as each service's own definition of « déployé » says."""
        return self.filter(status=Status.EN_PRODUCTION)

    def visible_to(self, user) -> "DeploymentQuerySet":
        """A deployment is as visible as its service."""
        return self.filter(service__in=ServicePage.objects.visible_to(user))


class Deployment(models.Model):
    """The use of a service by an organisation; it covers `territory`, by default the organisation's own."""

    service = models.ForeignKey(ServicePage, models.CASCADE, related_name="deployments", verbose_name="service")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="deployments", verbose_name="organisation"
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deployments",
        verbose_name="territoire couvert",
        help_text="Vide : le territoire de l'organisation.",
    )
    status = models.CharField("statut", max_length=16, choices=Status)
    since = models.DateField("depuis", null=True, blank=True)
    until = models.DateField("jusqu'au", null=True, blank=True)
    pilot_sites = models.TextField("sites pilotes", blank=True, help_text="Un site par ligne.")
    source = models.CharField("source", max_length=255, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False)
    updated = models.DateTimeField("mis à jour", auto_now=True)

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        verbose_name = "déploiement"
        verbose_name_plural = "déploiements"
        ordering = ["service", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "organisation"],
                name="one_deployment_per_organisation",
                violation_error_message="Cette organisation a déjà un déploiement de ce service.",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(since__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="deployment_ends_after_it_starts",
                violation_error_message="La date de fin précède la date de début.",
            ),
        ]
        indexes = [models.Index(fields=["territory", "status"], name="deployment_territory_status")]

    def __str__(self) -> str:
        return f"{self.service.title} — {self.organisation.name}"

    def save(self, *args, **kwargs) -> None:
        if self.territory_id is None:
            self.territory_id = self.organisation.territory_id
        super().save(*args, **kwargs)

    @property
    def site_names(self) -> list[str]:
        return [line.strip() for line in self.pilot_sites.splitlines() if line.strip()]
