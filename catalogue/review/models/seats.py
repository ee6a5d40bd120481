"""A committee, and who sits in it for which body, from when to when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from catalogue.territories.models import Organisation


class College(models.TextChoices):
    ETAT = "etat", "État"
    COLLECTIVITES = "collectivites", "Collectivités"
    ASSOCIATIONS = "associations", "Associations d'élus et de collectivités"


class SeatRole(models.TextChoices):
    MEMBER = "membre", "Membre"
    CHAIR = "presidence", "Présidence"
    DEPUTY = "vice-presidence", "Vice-présidence"


class Committee(ClusterableModel):
    name = models.CharField("nom", max_length=150, unique=True)
    purpose = models.TextField("ce qu'il décide", max_length=1_000, blank=True)
    publishes_figures = models.BooleanField(
        "publie les notes avec la décision",
        default=True,
        help_text="La médiane, l'écart type et le nombre de personnes qui ont noté. Jamais la note d'une personne.",
    )
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    class Meta:
        verbose_name = "comité"
        verbose_name_plural = "comités"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SeatQuerySet(models.QuerySet["Seat"]):
    def held_on(self, day: date | None = None) -> "SeatQuerySet":
        """By default today."""
        day = day or timezone.localdate()
        over = models.Q(until__isnull=False, until__lt=day)
        return self.filter(since__lte=day).exclude(over)

    def presiding(self) -> "SeatQuerySet":
        return self.filter(role__in=(SeatRole.CHAIR, SeatRole.DEPUTY))


class Seat(models.Model):
    """`user` is empty while nobody is named, or once their account is gone. Pages say the body, never the person."""

    committee = ParentalKey(Committee, on_delete=models.PROTECT, related_name="seats", verbose_name="comité")
    body = models.CharField("organisme représenté", max_length=150, help_text="« AMRF », « DINUM »…")
    college = models.CharField("collège", max_length=13, choices=College)
    role = models.CharField("rôle", max_length=15, choices=SeatRole, default=SeatRole.MEMBER)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="committee_seats",
        verbose_name="personne",
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="structure d'où vient la personne",
        help_text="La collectivité d'un élu, par exemple : ses dossiers sont signalés comme de possibles conflits "
        "d'intérêts. Celle du compte de la personne l'est toujours.",
    )
    since = models.DateField("depuis", default=timezone.localdate)
    until = models.DateField("jusqu'au", null=True, blank=True, help_text="Dernier jour. Vide : sans terme.")

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "siège"
        verbose_name_plural = "sièges"
        ordering = ["college", "body", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="seat_ends_after_it_starts",
                violation_error_message="La date de fin précède la date de début.",
            ),
            models.UniqueConstraint(
                fields=["committee", "user"],
                condition=models.Q(until__isnull=True),
                name="one_lasting_seat_per_person",
                violation_error_message="Cette personne a déjà un siège sans terme dans ce comité.",
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=models.Q(until__isnull=True, role=SeatRole.CHAIR),
                name="one_lasting_chair_per_committee",
                violation_error_message="Ce comité a déjà une présidence sans terme.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} ({self.get_role_display().lower()})"

    def is_held_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def meets(self, other: "Seat") -> bool:
        """Whether both are held on one day at least."""
        return self.since <= (other.until or date.max) and other.since <= (self.until or date.max)

    @property
    def presides(self) -> bool:
        """As its chair, or in its chair's place."""
        return self.role in (SeatRole.CHAIR, SeatRole.DEPUTY)

    @property
    def organisations(self) -> list[Organisation]:
        """Where the person comes from: what the seat says, and what their account says."""
        of_account = getattr(self.user, "organisation", None)
        return list(dict.fromkeys(one for one in (self.organisation, of_account) if one is not None))
