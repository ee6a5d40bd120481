"""A consultation: its texts, its rules, and the phases that follow one another."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager

from catalogue.foundation.dates import moment
from catalogue.foundation.plain_slugs import PlainAddress
from catalogue.services.models.blocks import ContentField
from catalogue.services.models.conditions import KindsField
from catalogue.services.models.reviewed import Reviewed
from catalogue.services.rules.visibility import KnownRestrictions, VisibleQuerySet
from catalogue.services.sheet.sheet_lines import who_may_use

MOST_LISTED = 50


class PhaseKind(models.TextChoices):
    RECUEIL = "recueil", "Recueil des besoins"
    REGROUPEMENT = "regroupement", "Regroupement"
    SOUTIEN = "soutien", "Soutien"
    SELECTION = "selection", "Sélection"
    INTERET = "interet", "Expression d'intérêt"
    DEPLOIEMENT = "deploiement", "Développement et déploiement"


class PhaseState(models.TextChoices):
    OPEN = "ouverte", "ouverte"
    TO_COME = "a-venir", "à venir"
    CLOSED = "close", "close"


def voting_kinds() -> list[str]:
    """Those that are collectivités in law, without their groupings."""
    return ["commune", "departement", "region"]


class ConsultationQuerySet(VisibleQuerySet):
    def current(self) -> "ConsultationQuerySet":
        """Without those that are archived, which are read at their address only."""
        return self.filter(archived_on=None)

    def collecting(self, at: datetime | None = None) -> "ConsultationQuerySet":
        """Those where one contributes now, the latest first."""
        phases = ConsultationPhase.objects.open(at).filter(kind=PhaseKind.RECUEIL)
        return self.filter(pk__in=phases.values("consultation")).order_by("-path")


class ConsultationIndex(PlainAddress, KnownRestrictions, Page):
    introduction = models.CharField("introduction", max_length=400, blank=True)

    objects = PageManager.from_queryset(VisibleQuerySet)()

    template = "needs/consultation_index.html"
    max_count = 1
    subpage_types = ["needs.Consultation"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "liste des consultations"
        verbose_name_plural = "listes des consultations"

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        """The latest first, each with what is open in it."""
        shown = Consultation.objects.child_of(self).visible_to(request.user).current().order_by("-path")
        phases = models.Prefetch("phases", ConsultationPhase.objects.with_state())
        own = {"consultations": shown.prefetch_related(phases)[:MOST_LISTED]}
        return {**super().get_context(request, *args, **kwargs), **own}


class Consultation(Reviewed, PlainAddress, KnownRestrictions, Page):
    """`supporting_kinds`: kinds of territory whose collectivité has a voice. `hides_supports`: nothing tells how many
    supports a proposition has before the phase of support is over.
    """

    summary = models.CharField("résumé", max_length=255, help_text="Une phrase, pour les listes.")
    body = ContentField(verbose_name="présentation", blank=True)
    supporting_kinds = KindsField(
        "qui peut soutenir",
        default=voting_kinds,
        help_text="Une voix par collectivité et par proposition. Associations et groupements n'en ont pas.",
    )
    partners_contribute = models.BooleanField(
        "ouverte aux partenaires",
        default=True,
        help_text="Associations, entreprises, opérateurs et services de l'État peuvent aussi contribuer, sans voix.",
    )
    hides_supports = models.BooleanField(
        "soutiens masqués jusqu'à la clôture",
        default=False,
        help_text="Ni nombre, ni ordre, ni filtre, ni fichier ne dit où en sont les soutiens avant la fin de la phase.",
    )
    objection_days = models.PositiveSmallIntegerField(
        "jours pour s'opposer à un regroupement", default=10, help_text="À partir du message envoyé à l'auteur."
    )
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    objects = PageManager.from_queryset(ConsultationQuerySet)()

    template = "needs/consultation.html"
    parent_page_types = ["needs.ConsultationIndex"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["verified"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("supporting_kinds"),
                FieldPanel("partners_contribute"),
                FieldPanel("hides_supports"),
                FieldPanel("objection_days"),
            ],
            heading="Règles",
        ),
        FieldPanel("is_demo"),
    ]
    settings_panels = [*Page.settings_panels, *Reviewed.review_panels]

    class Meta:
        verbose_name = "consultation"
        verbose_name_plural = "consultations"

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        phases = ConsultationPhase.objects.filter(consultation=self.pk).with_state().prefetch_related("changes")
        own = {
            "phases": phases,
            "open_kinds": [phase.kind for phase in phases if phase.state == PhaseState.OPEN],
            "changes": [change for phase in phases for change in phase.changes.all()],
            "steps": ConsultationStep.objects.filter(consultation=self.pk),
            "supporters": who_may_use(self.supporting_kinds, None, None),
        }
        return {**super().get_context(request, *args, **kwargs), **own}


class PhaseQuerySet(models.QuerySet["ConsultationPhase"]):
    """By the clock of the database, or at a moment that is given (a replay)."""

    def open(self, at: datetime | None = None) -> Self:
        now = at or Now()
        return self.filter(opens__lte=now, closes__gt=now)

    def closed(self, at: datetime | None = None) -> Self:
        return self.filter(closes__lte=at or Now())

    def to_come(self, at: datetime | None = None) -> Self:
        return self.filter(opens__gt=at or Now())

    def with_state(self, at: datetime | None = None) -> Self:
        """Annotates each with `state`, a PhaseState."""
        now = at or Now()
        closed = models.When(closes__lte=now, then=models.Value(PhaseState.CLOSED))
        to_come = models.When(opens__gt=now, then=models.Value(PhaseState.TO_COME))
        return self.annotate(state=models.Case(closed, to_come, default=models.Value(PhaseState.OPEN)))

    def next_moment(self, after: datetime) -> datetime | None:
        """When the next one opens or closes: pages then change by themselves."""
        opening = self.filter(opens__gt=after).order_by("opens").values_list("opens", flat=True).first()
        closing = self.filter(closes__gt=after).order_by("closes").values_list("closes", flat=True).first()
        return min(filter(None, (opening, closing)), default=None)


class ConsultationPhase(models.Model):
    """Open from `opens`, included, to `closes`, excluded. `catalogue.needs.phases` changes its dates, and says so."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="phases", verbose_name="consultation")
    kind = models.CharField("phase", max_length=12, choices=PhaseKind)
    opens = models.DateTimeField("ouvre le", help_text="Heure de Paris.", db_index=True)
    closes = models.DateTimeField("ferme le", help_text="Heure de Paris. À cette seconde, c'est fermé.", db_index=True)
    text = models.TextField("ce qui s'y passe", max_length=1_000, blank=True)

    state: str
    """A PhaseState, where it was read `with_state`."""

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = "phase"
        verbose_name_plural = "phases"
        ordering = ["opens", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "kind"],
                name="one_phase_of_a_kind",
                violation_error_message="Cette consultation a déjà une phase de cette nature.",
            ),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="phase_closes_after_it_opens",
                violation_error_message="La fin précède le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.consultation})"

    def clean(self) -> None:
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": "La fin précède le début."})

    @property
    def state_in_words(self) -> str:
        """Where it was read `with_state`."""
        return PhaseState(self.state).label

    @property
    def when(self) -> str:
        return f"du {moment(self.opens)} au {moment(self.closes)}"


class PhaseChange(models.Model):
    """A public line: which dates a phase had, which it has, and why."""

    phase = models.ForeignKey(ConsultationPhase, models.CASCADE, related_name="changes", verbose_name="phase")
    at = models.DateTimeField("quand")
    was_opening = models.DateTimeField("ouvrait le")
    was_closing = models.DateTimeField("fermait le")
    opens = models.DateTimeField("ouvre le")
    closes = models.DateTimeField("ferme le")
    reason = models.TextField("pourquoi", max_length=1_000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )

    class Meta:
        verbose_name = "changement de dates"
        verbose_name_plural = "changements de dates"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.phase} : {self.reason}"


class ConsultationStep(models.Model):
    """A dated step between two phases: a working group, a hearing, an analysis."""

    class Kind(models.TextChoices):
        ATELIER = "atelier", "Groupe de travail"
        AUDITION = "audition", "Audition"
        ANALYSE = "analyse", "Analyse technique"
        COMITE = "comite", "Réunion du comité"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="steps", verbose_name="consultation")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    title = models.CharField("titre", max_length=200)
    starts = models.DateTimeField("quand", help_text="Heure de Paris.")
    participants = models.TextField(
        "participants", blank=True, help_text="Les organisations, une par ligne. Pas de nom de personne."
    )
    minutes = ContentField(verbose_name="compte rendu", blank=True)
    needs = models.ManyToManyField("needs.Need", related_name="steps", blank=True, verbose_name="besoins concernés")
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    class Meta:
        verbose_name = "étape d'une consultation"
        verbose_name_plural = "étapes des consultations"
        ordering = ["starts", "pk"]

    def __str__(self) -> str:
        return self.title


class ConsultationCount(models.Model):
    """A figure of the dashboard, kept by each write: `figure` (« contributions »), `key` (a day, a theme), `value`."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="counts", verbose_name="consultation")
    figure = models.CharField("chiffre", max_length=30)
    key = models.CharField("clé", max_length=80, blank=True)
    value = models.IntegerField("valeur", default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "chiffre d'une consultation"
        verbose_name_plural = "chiffres des consultations"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "figure", "key"], name="consultation_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.key} : {self.value}"
