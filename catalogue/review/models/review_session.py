"""The sessions of a committee, and the files on their agenda."""

from collections.abc import Sequence
from functools import cached_property

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from catalogue.review.models.criteria import CriteriaGrid
from catalogue.review.models.seats import Committee
from catalogue.review.subjects import Told, facts_of, querysets, told


class SessionState(models.TextChoices):
    PLANNED = "prevue", "Prévue"
    OPEN = "ouverte", "Ouverte"
    CLOSED = "close", "Close"
    PUBLISHED = "publiee", "Publiée"


class Session(models.Model):
    """Only `catalogue.review.reviewing` changes its state. Once open, its grid is a frozen copy of its own."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="sessions", verbose_name="comité")
    grid = models.ForeignKey(CriteriaGrid, models.PROTECT, related_name="sessions", verbose_name="grille de critères")
    title = models.CharField("titre", max_length=150)
    day = models.DateField("date de la séance")
    state = models.CharField("état", max_length=8, choices=SessionState, default=SessionState.PLANNED, editable=False)
    opened_at = models.DateTimeField("ouverte le", null=True, editable=False)
    closed_at = models.DateTimeField("close le", null=True, editable=False)
    published_at = models.DateTimeField("publiée le", null=True, editable=False)

    class Meta:
        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SessionState.PLANNED, opened_at=None, closed_at=None, published_at=None)
                | Q(state=SessionState.OPEN, opened_at__isnull=False, closed_at=None, published_at=None)
                | Q(state=SessionState.CLOSED, opened_at__isnull=False, closed_at__isnull=False, published_at=None)
                | Q(
                    state=SessionState.PUBLISHED,
                    opened_at__isnull=False,
                    closed_at__isnull=False,
                    published_at__isnull=False,
                ),
                name="session_opens_closes_then_publishes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.committee})"

    def clean(self) -> None:
        before = type(self).objects.filter(pk=self.pk).exclude(state=SessionState.PLANNED).first()
        if before and any(getattr(before, name) != getattr(self, name) for name in ("committee_id", "grid_id", "day")):
            raise ValidationError("Cette séance a commencé : son comité, sa grille et sa date ne changent plus.")

    @property
    def is_planned(self) -> bool:
        return self.state == SessionState.PLANNED

    @property
    def is_open(self) -> bool:
        """To declarations and scores."""
        return self.state == SessionState.OPEN

    @property
    def is_over(self) -> bool:
        """Nobody scores any more: decisions are recorded and published."""
        return self.state in (SessionState.CLOSED, SessionState.PUBLISHED)


class ReviewFileQuerySet(models.QuerySet["ReviewFile"]):
    def with_subjects(self) -> "ReviewFileQuerySet":
        """One query for each kind of subject."""
        return self.prefetch_related(GenericPrefetch("subject", querysets()))

    def about(self, content_type: ContentType, ids) -> "ReviewFileQuerySet":
        return self.filter(content_type=content_type, object_id__in=ids)

    def awaiting_decision(self) -> "ReviewFileQuerySet":
        """On the agenda of a session that has not published what it decides of them."""
        return self.exclude(decisions__published_at__isnull=False)


class ReviewFile(models.Model):
    """A subject on the agenda of a session. The same may be taken up at a later one. `title`: as it was then."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="files", verbose_name="séance")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name="nature du dossier")
    object_id = models.PositiveBigIntegerField("numéro de l'objet")
    subject = GenericForeignKey()
    title = models.CharField("dossier", max_length=255)
    order = models.PositiveSmallIntegerField("ordre", default=0)

    objects = ReviewFileQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "content_type", "object_id"], name="one_file_per_subject_and_session"
            ),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="files_of_a_subject")]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def told(self) -> Told:
        """What the application of the subject says of it; only the title once the subject is gone."""
        return told(self.subject) if self.subject is not None else Told(self.title)

    @cached_property
    def facts(self) -> Sequence[tuple[str, str]]:
        return facts_of(self.subject) if self.subject is not None else ()
