"""What a member says of a file: whether they have a conflict of interests, then their scores."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from catalogue.review.models.criteria import ReviewCriterion
from catalogue.review.models.review_session import ReviewFile
from catalogue.review.models.seats import Seat

HIGHEST = 5
LONGEST_COMMENT = 1_000


def says_something(field: str) -> Q:
    """A condition for CHECK constraints: not only spaces."""
    return Q(GreaterThan(Length(Trim(field)), 0))


class ConflictDeclaration(models.Model):
    """One per file and seat, before anything else. `shown`: the conflicts that data showed then, one a line.

    `given_at`: when the member's scores were complete; they no longer change, since the member then sees the others'.
    """

    file = models.ForeignKey(ReviewFile, models.PROTECT, related_name="declarations", verbose_name="dossier")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="declarations", verbose_name="siège")
    has_conflict = models.BooleanField("conflit d'intérêts")
    reason = models.TextField("précision", max_length=LONGEST_COMMENT, blank=True)
    shown = models.TextField("conflits que les données montrent", blank=True, editable=False)
    declared_at = models.DateTimeField("déclaré le", default=timezone.now)
    given_at = models.DateTimeField("notes données le", null=True, editable=False)

    class Meta:
        verbose_name = "déclaration d'intérêts"
        verbose_name_plural = "déclarations d'intérêts"
        ordering = ["declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "seat"], name="one_declaration_per_file_and_seat"),
            models.CheckConstraint(
                condition=Q(has_conflict=False) | says_something("reason"), name="conflict_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(has_conflict=False) | Q(given_at=None), name="no_scores_from_a_member_in_conflict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} — {self.file}"


class ReviewScore(models.Model):
    """`value` is None for « sans objet ». It hangs on the declaration: without one, there is no score."""

    declaration = models.ForeignKey(
        ConflictDeclaration, models.PROTECT, related_name="scores", verbose_name="déclaration"
    )
    criterion = models.ForeignKey(ReviewCriterion, models.PROTECT, related_name="scores", verbose_name="critère")
    value = models.PositiveSmallIntegerField("note", null=True, blank=True)
    comment = models.TextField("commentaire", max_length=LONGEST_COMMENT, blank=True)

    class Meta:
        verbose_name = "note"
        verbose_name_plural = "notes"
        ordering = ["criterion__sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0, value__lte=HIGHEST), name="score_from_zero_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} : {'sans objet' if self.value is None else self.value}"
