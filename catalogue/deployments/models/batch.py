"""A file, or a call of the API, that declares or changes many deployments of a service."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalogue.deployments.models.states import Party
from catalogue.services.models import ServicePage

UNDONE_WITHIN = timedelta(hours=24)
APPLIED_WITHIN = timedelta(days=7)
"""A file that nobody applied by then is abandoned, and then forgotten."""


class BatchState(models.TextChoices):
    READY = "a-appliquer", "À appliquer"
    APPLIED = "appliquee", "Appliqué"
    UNDONE = "annulee", "Annulé"


class BatchQuerySet(models.QuerySet["Batch"]):
    def abandoned(self, now: datetime) -> "BatchQuerySet":
        return self.filter(state=BatchState.READY, created__lt=now - APPLIED_WITHIN)

    def kept(self, now: datetime) -> "BatchQuerySet":
        """Without those that are about to be deleted."""
        return self.exclude(pk__in=self.abandoned(now))

    def held(self, number: int) -> "Batch":
        """The current row, locked until the end of the transaction."""
        return self.select_for_update(of=("self",)).select_related("service").get(pk=number)


class Batch(models.Model):
    """`rows`: what was sent, as [line, {column: text}, problem]. What it did is in its events.

    `notes`: how the file was read, in sentences (encoding, place of the headers, columns left out). `outcome`: the
    result of the last work on it, as [tone, sentence].
    """

    service = models.ForeignKey(ServicePage, models.CASCADE, related_name="deployment_batches", verbose_name="service")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="deployment_batches", verbose_name="personne"
    )
    party = models.CharField("au nom de", max_length=16, choices=Party)
    filename = models.CharField("fichier", max_length=200, blank=True)
    rows = models.JSONField("lignes")
    notes = models.JSONField("remarques de lecture", default=list, blank=True)
    state = models.CharField("état", max_length=12, choices=BatchState, default=BatchState.READY)
    created = models.DateTimeField("envoyé le", default=timezone.now)
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    outcome = models.JSONField("compte rendu", default=list, blank=True, editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "import de déploiements"
        verbose_name_plural = "imports de déploiements"
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return f"{self.service.title} — {self.filename or 'API'} ({timezone.localtime(self.created):%d/%m/%Y %H:%M})"

    @property
    def undone_before(self) -> datetime | None:
        """The end of the time in which it can be undone; None if it was not applied."""
        return self.applied_at + UNDONE_WITHIN if self.applied_at else None

    @property
    def can_be_undone(self) -> bool:
        until = self.undone_before
        return self.state == BatchState.APPLIED and until is not None and timezone.now() < until
