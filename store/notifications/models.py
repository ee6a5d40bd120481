"""What waits to be told."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models

from store.mail.models import Message


class WaitingStepQuerySet(models.QuerySet["WaitingStep"]):
    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that were written or put off: nobody is told twice."""
        keys = list(keys)
        written = Message.objects.filter(key__in=keys).values_list("key", flat=True)
        return {*written, *self.filter(key__in=keys).values_list("key", flat=True)}


class WaitingStep(models.Model):
    """A step of a need that somebody reads in their weekly letter. `told`: when that letter was written.

    `key`: that of the mail which they would have received at once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="waiting_steps", verbose_name="personne"
    )
    need = models.ForeignKey("needs.Need", models.CASCADE, related_name="+", verbose_name="besoin")
    key = models.CharField("clé", max_length=200, unique=True)
    at = models.DateTimeField("quand", db_index=True)
    heading = models.CharField("étape", max_length=300)
    reason = models.TextField("motif", blank=True)
    told = models.DateTimeField("dite le", null=True, blank=True)

    objects = WaitingStepQuerySet.as_manager()

    class Meta:
        verbose_name = "étape à dire"
        verbose_name_plural = "étapes à dire"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} : {self.heading}"
