"""Who keeps which service up to date."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Maintenance(models.Model):
    """A member of the team of a service. The right ends with the row.

    `named_by` is None for a command, and for rows older than this column.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="maintenances", verbose_name="personne"
    )
    service = models.ForeignKey(
        "services.ServicePage", models.CASCADE, related_name="maintenances", verbose_name="service"
    )
    named_on = models.DateTimeField("nommé le", null=True, default=timezone.now, editable=False)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="nommé par"
    )

    class Meta:
        verbose_name = "mainteneur"
        verbose_name_plural = "mainteneurs"
        ordering = ["service__title", "user__name"]
        constraints = [models.UniqueConstraint(fields=["user", "service"], name="one_maintenance_per_service")]

    def __str__(self) -> str:
        return f"{self.user} ({self.service})"
