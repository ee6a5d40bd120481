"""What a team announces to everybody who uses its service: a release, an incident, maintenance."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from catalogue.services.models.service_page import ServicePage

# How long a release is shown.
RECENT = timedelta(days=90)
# Refuses characters that feeds cannot contain, often pasted in; line breaks and tabs are allowed.
readable = RegexValidator(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]",
    "Ce texte contient un caractère invisible qui ne s'affiche nulle part : retapez-le.",
    inverse_match=True,
)


class AnnouncementKind(models.TextChoices):
    INCIDENT = "incident", "Incident"
    MAINTENANCE = "maintenance", "Maintenance"
    VERSION = "version", "Nouvelle version"


def this_minute() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def in_progress(self, now: datetime | None = None) -> "AnnouncementQuerySet":
        """Incidents and maintenance that have begun and are not over."""
        now = now or timezone.now()
        begun = self.exclude(kind=AnnouncementKind.VERSION).filter(starts__lte=now, cancelled=None)
        return begun.filter(models.Q(ends__isnull=True) | models.Q(ends__gt=now))

    def to_come(self, now: datetime | None = None) -> "AnnouncementQuerySet":
        """Including cancelled ones, until their hour: people who got ready need to see it."""
        return self.exclude(kind=AnnouncementKind.VERSION).filter(starts__gt=now or timezone.now())

    def cancellable(self) -> "AnnouncementQuerySet":
        """Those that have not begun."""
        return self.filter(starts__gt=timezone.now(), cancelled=None)

    def recent_releases(self, now: datetime | None = None) -> "AnnouncementQuerySet":
        """Including future ones; cancelled ones until their day."""
        now = now or timezone.now()
        said = self.filter(kind=AnnouncementKind.VERSION, starts__gt=now - RECENT)
        return said.filter(models.Q(cancelled=None) | models.Q(starts__gt=now))

    def next_moment(self, after: datetime) -> datetime | None:
        """When one of them next starts, ends or stops being recent."""
        said = self.order_by()
        begins = said.filter(starts__gt=after).aggregate(first=models.Min("starts"))["first"]
        ends = said.filter(ends__gt=after).aggregate(first=models.Min("ends"))["first"]
        came_out = said.filter(starts__gt=after - RECENT).aggregate(first=models.Min("starts"))["first"]
        return min(filter(None, (begins, ends, came_out and came_out + RECENT)), default=None)

    def visible_to(self, user) -> "AnnouncementQuerySet":
        """An announcement is as visible as its service."""
        return self.filter(models.Exists(ServicePage.objects.visible_to(user).filter(pk=models.OuterRef("service"))))


class Announcement(models.Model):
    """`starts`: when it begins, or when the version is released. Plain text only.

    Write through `catalogue.services.news.announcing`, which notifies the users of the service.
    """

    service = models.ForeignKey(ServicePage, models.CASCADE, related_name="announcements", verbose_name="service")
    kind = models.CharField("nature", max_length=12, choices=AnnouncementKind)
    title = models.CharField(
        "en une phrase",
        max_length=120,
        validators=[readable],
        help_text="« La prise de rendez-vous en ligne ne répond plus ». C'est l'objet du courriel.",
    )
    text = models.TextField(
        "précisions",
        max_length=4_000,
        blank=True,
        validators=[readable],
        help_text="Ce que cela change pour les collectivités, et ce qu'elles ont à faire.",
    )
    starts = models.DateTimeField("début, ou date de parution", default=this_minute)
    ends = models.DateTimeField(
        "fin", null=True, blank=True, help_text="Obligatoire pour une maintenance ; vide tant qu'un incident dure."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="announcements",
        verbose_name="écrite par",
    )
    created = models.DateTimeField("annoncée le", default=timezone.now, editable=False)
    cancelled = models.DateTimeField("annulée le", null=True, blank=True, editable=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = "annonce"
        verbose_name_plural = "annonces"
        ordering = ["-starts", "-pk"]
        indexes = [
            models.Index(fields=["starts"], name="announcement_starts"),
            models.Index(fields=["ends"], name="announcement_ends", condition=models.Q(ends__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "kind", "title", "starts"],
                name="announced_once",
                violation_error_message="Cette annonce est déjà faite.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gt=models.F("starts")),
                name="announcement_ends_after_it_starts",
                violation_error_message="La fin doit venir après le début.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.kind == AnnouncementKind.INCIDENT and self.starts and self.starts > timezone.now():
            raise ValidationError({"starts": "Un incident a déjà commencé. Ce qui est prévu est une maintenance."})
        if self.kind == AnnouncementKind.MAINTENANCE and self.ends is None:
            raise ValidationError({"ends": "Dites quand la maintenance se termine."})
        if self.kind == AnnouncementKind.VERSION and self.ends is not None:
            raise ValidationError({"ends": "Une version n'a pas de fin : laissez ce champ vide."})

    @property
    def is_over(self) -> bool:
        return self.ends is not None and self.ends <= timezone.now()

    @property
    def anchor(self) -> str:
        return f"annonce-{self.pk}"
