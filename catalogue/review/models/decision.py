"""What a committee decides on a file. Once published it does not change: another decision corrects it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalogue.review.models.review_session import ReviewFile
from catalogue.review.models.scores import says_something
from catalogue.review.models.seats import Seat
from catalogue.review.subjects import type_of

PUBLISHED_ALREADY = "Cette décision est publiée : elle ne change plus. Une nouvelle décision la corrige."


class DecisionOutcome(models.TextChoices):
    SELECTED = "retenu", "Retenu"
    NOT_SELECTED = "non-retenu", "Non retenu"
    ADJOURNED = "ajourne", "Ajourné"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def published(self) -> "DecisionQuerySet":
        """All that may be shown to who does not sit; corrected ones too."""
        return self.filter(published_at__isnull=False)

    def in_force(self) -> "DecisionQuerySet":
        """Published, and not corrected by a published one: at most one per file."""
        return self.published().exclude(corrected_by__published_at__isnull=False)

    def published_about(self, subject: models.Model) -> "DecisionQuerySet":
        """Latest first, those that were corrected too; `templates/review/decision.html` shows one."""
        about = self.published().filter(file__content_type=type_of(subject), file__object_id=subject.pk)
        return about.order_by("-published_at", "-pk").select_related("file__session__committee", "corrected_by")

    def drafts(self) -> "DecisionQuerySet":
        return self.filter(published_at=None)

    def update(self, **values: Any) -> int:
        self._refuse_published()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_published()
        return super().delete()

    def _refuse_published(self) -> None:
        if self.published().exists():
            raise ValidationError(PUBLISHED_ALREADY)


class Decision(models.Model):
    """A draft until `published_at`. `mean` and the figures after it are filled when it is published, if the committee
    publishes them.
    """

    file = models.ForeignKey(ReviewFile, models.PROTECT, related_name="decisions", verbose_name="dossier")
    outcome = models.CharField("décision", max_length=10, choices=DecisionOutcome)
    reason = models.TextField("motif", max_length=4_000, help_text="Publié avec la décision.")
    amount = models.DecimalField("montant (€)", max_digits=12, decimal_places=2, null=True, blank=True)
    decided_by = models.ForeignKey(Seat, models.PROTECT, related_name="decisions", verbose_name="au titre du siège")
    decided_at = models.DateTimeField("décidée le", default=timezone.now)
    published_at = models.DateTimeField("publiée le", null=True, editable=False)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="corrected_by", verbose_name="corrige"
    )
    voters = models.PositiveSmallIntegerField("personnes qui ont noté", null=True, editable=False)
    mean = models.FloatField("moyenne", null=True, editable=False)
    median = models.FloatField("médiane", null=True, editable=False)
    spread = models.FloatField("écart type", null=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=says_something("reason"),
                name="decision_has_a_reason",
                violation_error_message="Donnez le motif de la décision.",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(outcome=DecisionOutcome.SELECTED, amount__gte=0),
                name="amount_of_what_is_selected",
                violation_error_message="Seul un dossier retenu reçoit un montant.",
            ),
            models.UniqueConstraint(
                fields=["file"], condition=Q(published_at=None), name="one_draft_decision_per_file"
            ),
            models.UniqueConstraint(fields=["file"], condition=Q(corrects=None), name="one_first_decision_per_file"),
        ]
        indexes = [models.Index(fields=["published_at"], name="decisions_by_publication")]

    def __str__(self) -> str:
        return f"{self.file} : {self.get_outcome_display().lower()}"

    def save(self, *args, **kwargs) -> None:
        if self.pk and type(self).objects.published().filter(pk=self.pk).exists():
            raise ValidationError(PUBLISHED_ALREADY)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        if self.pk and type(self).objects.published().filter(pk=self.pk).exists():
            raise ValidationError(PUBLISHED_ALREADY)
        return super().delete(*args, **kwargs)

    @property
    def is_in_force(self) -> bool:
        """Published, and no published decision corrects it."""
        correction = getattr(self, "corrected_by", None)
        return self.published_at is not None and (correction is None or correction.published_at is None)
