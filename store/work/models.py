"""Jobs (one row per routine, and one per errand), and the workers that are running."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

LEASE = timedelta(seconds=60)
"""How long a silent worker keeps its job."""
FAR = timedelta(days=2)
"""No routine is due later than this: a later date comes from a wrong clock."""
KEPT = timedelta(days=30)
"""How long the row of an errand stays once it is over."""


class JobOutcome(models.TextChoices):
    NEVER = "", "jamais fait"
    DONE = "done", "fait"
    FAILED = "failed", "en échec, sera retenté"
    GIVEN_UP = "given-up", "abandonné"


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> "JobQuerySet":
        """Due, and held by no live worker, by the clock of the database."""
        due = Q(due__lte=Now()) | Q(due__gt=Now() + FAR)
        free = Q(leased_until=None) | Q(leased_until__lte=Now()) | Q(leased_until__gt=Now() + 2 * LEASE)
        return self.filter(due, free)

    def under_way(self) -> "JobQuerySet":
        """Errands that wait for a worker, or that one is doing."""
        return self.filter(due__isnull=False)

    def forgettable(self) -> "JobQuerySet":
        """Errands that are over, except those that administrators may have done again at any time."""
        return self.filter(due=None, finished__lt=Now() - KEPT).exclude(key=F("name"))

    def failing(self) -> "JobQuerySet":
        return self.filter(outcome__in=(JobOutcome.FAILED, JobOutcome.GIVEN_UP))


class Job(models.Model):
    """The first worker to write `holder` has the job, for a minute at a time.

    `key` is the name of a routine, or that of an errand with its subject, so that the same errand is queued once.
    """

    key = models.CharField("travail", max_length=160, unique=True)
    name = models.CharField("nom", max_length=60)
    arguments = models.JSONField("à propos de", default=dict)
    due = models.DateTimeField("prévu", default=timezone.now, null=True)  # None: never again
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
        """Take the job. False if another worker was faster."""
        self.holder = uuid.uuid4().hex
        self.tries += 1
        mine = {"holder": self.holder, "tries": self.tries, "leased_until": Now() + LEASE, "started": Now()}
        return bool(Job.objects.waiting().filter(pk=self.pk).update(**mine))

    def keep(self) -> bool:
        """Extend the lease. False if another worker took the job meanwhile."""
        return bool(self._ours().update(leased_until=Now() + LEASE))

    def note(self, outcome: JobOutcome, said: str, seconds: float, again: timedelta | None) -> bool:
        """Record the outcome and release the job, due again after that delay or never. False: no longer ours."""
        changes: dict[str, Any] = {"due": None if again is None else Now() + again, "leased_until": None, "holder": ""}
        if outcome != JobOutcome.FAILED:
            changes["tries"] = 0
        return bool(self._ours().update(outcome=outcome, said=said[:2_000], finished=Now(), seconds=seconds, **changes))

    def _ours(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.pk, holder=self.holder)


class WorkerPresence(models.Model):
    """A running worker gives a sign of life four times per lease, and takes its leave when it stops."""

    name = models.CharField("processus", max_length=32, primary_key=True)
    seen = models.DateTimeField("vu")

    class Meta:
        verbose_name = "processus de travail"
        verbose_name_plural = "processus de travail"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def note(cls, name: str) -> None:
        cls.objects.filter(seen__lt=Now() - FAR).delete()
        cls.objects.update_or_create(pk=name, defaults={"seen": Now()})

    @classmethod
    def is_somebody_there(cls) -> bool:
        """Whether a worker would take what is asked for now; one that was killed is believed in for a minute."""
        return cls.objects.filter(seen__gt=Now() - LEASE, seen__lt=Now() + LEASE).exists()
