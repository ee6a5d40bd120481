"""A selected contribution on its way to a service: the outcome it takes, who pilots it, what pilots say."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from catalogue.needs.models.contribution import Contribution
from catalogue.services.choices import Outcome
from catalogue.services.models import LegalVehicle, ServicePage
from catalogue.services.models.conditions import KindsField
from catalogue.territories.models import Organisation


class Project(models.Model):
    """What the selection adds to a contribution, which stays what it was."""

    class Study(models.TextChoices):
        UNKNOWN = "a-voir", "À voir"
        NEEDED = "necessaire", "Étude juridique nécessaire"
        DONE = "faite", "Étude juridique faite"
        USELESS = "inutile", "Sans étude juridique"

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="project", verbose_name="contribution"
    )
    selected = models.DateTimeField("sélectionné le")
    outcome = models.CharField("issue", max_length=10, choices=Outcome, blank=True)
    study = models.CharField("étude juridique", max_length=10, choices=Study, default=Study.UNKNOWN)
    vehicle = models.ForeignKey(
        LegalVehicle, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="structure choisie"
    )
    engineering = models.PositiveIntegerField("financement de l'ingénierie, en euros", null=True, blank=True)
    granted = models.PositiveIntegerField("montant accordé, en euros", null=True, blank=True)
    service = models.ForeignKey(
        ServicePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="service du catalogue",
    )
    changed = models.DateTimeField("changé le")

    class Meta:
        verbose_name = "projet"
        verbose_name_plural = "projets"
        ordering = ["-selected", "contribution"]

    def __str__(self) -> str:
        return str(self.contribution)


class PilotCallQuerySet(models.QuerySet["PilotCall"]):
    def open(self, at: datetime | None = None) -> Self:
        now = at or Now()
        return self.filter(opens__lte=now, closes__gt=now)

    def next_moment(self, after: datetime) -> datetime | None:
        opening = self.filter(opens__gt=after).order_by("opens").values_list("opens", flat=True).first()
        closing = self.filter(closes__gt=after).order_by("closes").values_list("closes", flat=True).first()
        return min(filter(None, (opening, closing)), default=None)


class PilotCall(models.Model):
    """Who wants to pilot a project. Without `seats`, it is open to all: who asks is in."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="calls", verbose_name="projet")
    opens = models.DateTimeField("ouvre le", help_text="Heure de Paris.", db_index=True)
    closes = models.DateTimeField("ferme le", help_text="Heure de Paris.", db_index=True)
    seats = models.PositiveSmallIntegerField("places", null=True, blank=True, help_text="Vide : ouvert à tous.")
    taken = models.PositiveSmallIntegerField("places prises", default=0, editable=False)
    allowed_kinds = KindsField("natures admises", blank=True, default=list, help_text="Aucune case cochée : toutes.")
    population_min = models.PositiveIntegerField("population minimale", null=True, blank=True)
    population_max = models.PositiveIntegerField("population maximale", null=True, blank=True)
    requires = models.ManyToManyField(
        ServicePage, blank=True, related_name="+", verbose_name="services à utiliser d'abord"
    )
    our_commitments = models.TextField("ce à quoi s'engage l'équipe", max_length=2_000)
    their_commitments = models.TextField("ce à quoi s'engage le territoire", max_length=2_000)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    objects = PilotCallQuerySet.as_manager()

    class Meta:
        verbose_name = "appel à territoires pilotes"
        verbose_name_plural = "appels à territoires pilotes"
        ordering = ["-opens", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="pilot_call_closes_after"),
            models.CheckConstraint(
                condition=models.Q(seats__isnull=True) | models.Q(taken__lte=models.F("seats")),
                name="pilot_call_never_overbooked",
            ),
        ]

    def __str__(self) -> str:
        return f"Appel à pilotes : {self.project}"


class Candidacy(models.Model):
    """A collectivité that wants to steer, pilot or be served first: one row per call. Another agent joins it."""

    class Wish(models.TextChoices):
        STEER = "piloter", "Piloter le projet"
        TEST = "experimenter", "Être territoire pilote"
        FIRST = "premier", "Être servie parmi les premières"

    class State(models.TextChoices):
        FILED = "deposee", "À l'examen"
        CHOSEN = "retenue", "Retenue"
        WAITING = "attente", "Liste d'attente"
        REFUSED = "non-retenue", "Non retenue"
        WITHDRAWN = "retiree", "Retirée"

    call = models.ForeignKey(PilotCall, models.CASCADE, related_name="candidacies", verbose_name="appel")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="candidacies", verbose_name="collectivité"
    )
    wish = models.CharField("souhait", max_length=12, choices=Wish)
    motivation = models.TextField("pourquoi vous", max_length=2_000)
    state = models.CharField("état", max_length=12, choices=State, default=State.FILED)
    is_referent = models.BooleanField("territoire référent", default=False)
    reason = models.TextField("motif", max_length=2_000, blank=True)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="candidacies", verbose_name="personnes")
    filed = models.DateTimeField("déposée le")
    decided = models.DateTimeField("décidée le", null=True, blank=True)
    results = models.TextField("bilan : ce que cela a changé", max_length=4_000, blank=True)
    obstacles = models.TextField("bilan : ce qui a coincé", max_length=4_000, blank=True)
    goes_on = models.BooleanField("continue après l'expérimentation", null=True)
    verdict_at = models.DateTimeField("bilan donné le", null=True, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    class Meta:
        verbose_name = "candidature"
        verbose_name_plural = "candidatures"
        ordering = ["filed", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "organisation"], name="one_candidacy_per_collectivite"),
            models.CheckConstraint(
                condition=~models.Q(state="non-retenue") | ~models.Q(reason=""), name="candidacy_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} : {self.call.project}"


class PilotSite(models.Model):
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="sites", verbose_name="candidature")
    name = models.CharField("site", max_length=200)
    since = models.DateField("depuis le", null=True, blank=True)

    class Meta:
        verbose_name = "site pilote"
        verbose_name_plural = "sites pilotes"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class LogbookEntry(models.Model):
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="logbook", verbose_name="candidature")
    on = models.DateField("le")
    text = models.TextField("ce qui s'est passé", max_length=2_000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    author_label = models.CharField("qui", max_length=200)
    written = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "page du journal de bord"
        verbose_name_plural = "journal de bord"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.candidacy}, {self.on}"
