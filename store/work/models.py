"""A job: one row for each routine, and one for each errand that a person sends the worker on."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

LEASE = timedelta(seconds=60)
"""How long a job stays with a worker that gives no more sign of life."""
FAR = timedelta(days=2)
"""No routine is due later than this: a date beyond it was written by a clock that was wrong."""


class JobOutcome(models.TextChoices):
    NEVER = "", "jamais fait"
    DONE = "done", "fait"
    FAILED = "failed", "en échec, sera retenté"
    GIVEN_UP = "given-up", "abandonné"


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> "JobQuerySet":
        """To be done now by whoever takes it: due, and held by nobody who is alive. The database's clock decides."""
        due = Q(due__lte=Now()) | Q(due__gt=Now() + FAR)
        free = Q(leased_until=None) | Q(leased_until__lte=Now()) | Q(leased_until__gt=Now() + 2 * LEASE)
        return self.filter(due, free)

    def failing(self) -> "JobQuerySet":
        return self.filter(outcome__in=(JobOutcome.FAILED, JobOutcome.GIVEN_UP))


class Job(models.Model):
    """Whoever writes `holder` first has it, for a minute at a time.

    `key` is the name of a routine, or that of an errand with what it is about: the same errand is not asked for twice
    at once.
    """

    key = models.CharField("travail", max_length=160, unique=True)
    name = models.CharField("nom", max_length=60)
    arguments = models.JSONField("à propos de", default=dict)
    due = models.DateTimeField("prévu", default=timezone.now, null=True)  # never again without it
    holder = models.CharField("pris par", max_length=32, blank=True)
    leased_until = models.DateTimeField("pris jusqu'à", null=True)
    tries = models.PositiveIntegerField("essais de suite", default=0)
    started = models.DateTimeField("commencé", null=True)
    finished = models.DateTimeField("terminé", null=True)
    seconds = models.FloatField("durée (secondes)", null=True)
    outcome = models.CharField("résultat", max_length=10, choices=JobOutcome, default=JobOutcome.NEVER, blank=True)
    said = models.TextField("compte rendu", blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["due"], name="work_job_due")]

    def __str__(self) -> str:
        return self.key

    def take(self) -> bool:
        """Make it ours, unless another worker was faster."""
        self.holder = uuid.uuid4().hex
        self.tries += 1
        mine = {"holder": self.holder, "tries": self.tries, "leased_until": Now() + LEASE, "started": Now()}
        return bool(Job.objects.waiting().filter(pk=self.pk).update(**mine))

    def keep(self) -> bool:
        """Say that we are still at it. False: it went to another, since nothing was heard of us for a minute."""
        return bool(self._ours().update(leased_until=Now() + LEASE))

    def note(self, outcome: JobOutcome, said: str, seconds: float, again: timedelta | None) -> bool:
        """Give it back, due again after so long, or never. False: it is no longer ours, and nothing is noted."""
        changes: dict[str, Any] = {"due": None if again is None else Now() + again, "leased_until": None, "holder": ""}
        if outcome != JobOutcome.FAILED:
            changes["tries"] = 0
        return bool(self._ours().update(outcome=outcome, said=said[:2_000], finished=Now(), seconds=seconds, **changes))

    def _ours(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.pk, holder=self.holder)
