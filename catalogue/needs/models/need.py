"""What contributions and propositions have in common: one address, one search, one journal, one set of figures."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from catalogue.needs.models.consultation import Consultation, PhaseKind
from catalogue.services.models import Theme
from catalogue.services.rules.visibility import closed_to
from catalogue.territories.models import Organisation, PriorityPolicy, Territory


class NeedKind(models.TextChoices):
    BESOIN = "besoin", "Besoin"
    SERVICE = "service", "Service qui marche"
    PROPOSITION = "proposition", "Proposition"


class Stage(models.TextChoices):
    """What a need has come to."""

    DRAFT = "brouillon", "Brouillon"
    LAPSED = "non-deposee", "Non déposée"
    SUBMITTED = "deposee", "À l'examen"
    WITHDRAWN = "retiree", "Retirée"
    REFUSED = "irrecevable", "Irrecevable"
    REDIRECTED = "reorientee", "Réorientée"
    ACCEPTED = "acceptee", "Acceptée"
    GROUPED = "regroupee", "Regroupée"
    PROPOSED = "proposee", "Proposée au soutien"
    DISSOLVED = "dissoute", "Dissoute"
    NOT_SELECTED = "non-retenue", "Non retenue à ce jour"
    SELECTED = "selectionnee", "Sélectionnée"
    PILOTS_WANTED = "appel-a-pilotes", "Cherche des territoires pilotes"
    PILOTED = "en-pilote", "En expérimentation"
    IN_SERVICE = "en-service", "En service"

    @property
    def phase(self) -> PhaseKind | None:
        """The phase in which such a need stands; None before it is public, or when it went elsewhere."""
        return _PHASES.get(self)


_PHASES = {
    Stage.ACCEPTED: PhaseKind.RECUEIL,
    Stage.GROUPED: PhaseKind.REGROUPEMENT,
    Stage.PROPOSED: PhaseKind.SOUTIEN,
    Stage.NOT_SELECTED: PhaseKind.SELECTION,
    Stage.SELECTED: PhaseKind.SELECTION,
    Stage.PILOTS_WANTED: PhaseKind.INTERET,
    Stage.PILOTED: PhaseKind.DEPLOIEMENT,
    Stage.IN_SERVICE: PhaseKind.DEPLOIEMENT,
}
PUBLIC_STAGES = (*_PHASES, Stage.REDIRECTED)


class NeedQuerySet(models.QuerySet["Need"]):
    def public(self) -> Self:
        """What anybody may read: published, in a consultation that anybody may read."""
        needs = self.published_at(timezone.now())
        for path in closed_to(None):
            needs = needs.exclude(consultation__path__startswith=path)
        return needs

    def published_at(self, moment: datetime) -> Self:
        """In a consultation that is live and not expired at that time, be it restricted or not."""
        expire_at = "consultation__expire_at"
        unexpired = models.Q(**{f"{expire_at}__isnull": True}) | models.Q(**{f"{expire_at}__gt": moment})
        return self.filter(unexpired, public_since__isnull=False, consultation__live=True)


class Need(models.Model):
    """`number`: its place in the `series` of contributions or propositions of its consultation, once submitted.

    `public_since`: None until it may be read. `support_count`, `supported_population`, `support_counts` ({key: number})
    are written by `catalogue.needs.supporting`; whether they may be shown is for `shows_supports` to say.
    """

    class Series(models.TextChoices):
        CONTRIBUTION = "C", "Contribution"
        PROPOSITION = "P", "Proposition"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="needs", verbose_name="consultation")
    kind = models.CharField("nature", max_length=12, choices=NeedKind)
    series = models.CharField("série", max_length=1, choices=Series, editable=False)
    number = models.PositiveIntegerField("numéro", null=True, editable=False)
    title = models.CharField("titre", max_length=160)
    themes = models.ManyToManyField(Theme, related_name="needs", blank=True, verbose_name="thématiques")
    territory = models.ForeignKey(
        Territory, models.SET_NULL, null=True, blank=True, related_name="needs", verbose_name="territoire concerné"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name="organisation"
    )
    policy = models.ForeignKey(
        PriorityPolicy,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name="politique prioritaire",
    )
    stage = models.CharField("état", max_length=16, choices=Stage, default=Stage.DRAFT, db_index=True)
    created = models.DateTimeField("écrit le")
    changed = models.DateTimeField("changé le", db_index=True)
    public_since = models.DateTimeField("public depuis le", null=True, blank=True, editable=False)
    support_count = models.PositiveIntegerField("collectivités qui soutiennent", default=0, editable=False)
    supported_population = models.PositiveBigIntegerField("population couverte", default=0, editable=False)
    support_counts = models.JSONField("répartition des soutiens", default=dict, editable=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin"
        verbose_name_plural = "besoins"
        ordering = ["-changed", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "series", "number"], name="need_number_once"),
            models.CheckConstraint(
                condition=models.Q(public_since__isnull=True)
                | models.Q(stage__in=[str(s) for s in PUBLIC_STAGES])
                | models.Q(stage=Stage.DISSOLVED),
                name="need_public_in_a_public_stage",
            ),
        ]
        indexes = [
            models.Index(fields=["consultation", "series", "stage"], name="needs_of_a_consultation"),
            models.Index(
                fields=["-public_since", "-id"],
                name="needs_newly_public",
                condition=models.Q(public_since__isnull=False),
            ),
            models.Index(fields=["organisation", "-changed"], name="needs_of_an_organisation"),
            models.Index(
                fields=["territory", "-public_since"],
                name="needs_of_a_territory",
                condition=models.Q(public_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.pk])

    @property
    def reference(self) -> str:
        """« C-12 », « P-3 »; empty before it has a number."""
        return f"{self.series}-{self.number}" if self.number else ""

    @property
    def is_proposition(self) -> bool:
        return self.series == self.Series.PROPOSITION

    @property
    def is_public(self) -> bool:
        return self.public_since is not None


class NeedAct(models.TextChoices):
    SUBMITTED = "deposee", "Contribution déposée"
    REWRITTEN = "reecrite", "Contribution corrigée avant son examen"
    WITHDRAWN = "retiree", "Contribution retirée"
    ACCEPTED = "acceptee", "Contribution acceptée"
    REDIRECTED = "reorientee", "Contribution réorientée"
    REFUSED = "irrecevable", "Contribution jugée irrecevable"
    TAKEN_BACK = "reprise", "Contribution reprise"
    CREATED = "creee", "Proposition créée"
    GROUPED = "regroupee", "Contribution regroupée"
    UNGROUPED = "sortie", "Contribution sortie du regroupement"
    OBJECTED = "opposition", "Opposition au regroupement"
    OBJECTION_KEPT = "opposition-suivie", "Opposition suivie"
    OBJECTION_DISMISSED = "opposition-non-suivie", "Opposition non suivie"
    CORRECTED = "corrigee", "Texte corrigé"
    OPENED_TO_SUPPORT = "ouverte", "Ouverte au soutien"
    SELECTED = "selectionnee", "Sélectionnée"
    NOT_SELECTED = "non-retenue", "Non retenue"
    ADJOURNED = "ajournee", "Ajournée"
    PROJECT_CHANGED = "projet", "Projet précisé"
    CALL_OPENED = "appel", "Appel à territoires pilotes"
    PILOT_CHOSEN = "pilote", "Territoire pilote"
    VERDICT = "bilan", "Bilan d'un territoire pilote"
    IN_SERVICE = "en-service", "Service au catalogue"
    DEPLOYED = "deploye", "En production"


class NeedEvent(models.Model):
    """One line of the journal of a need; lines are added, never changed.

    `about`: the proposition concerned, the need itself if it is one: these lines are the log of grouping of their
    `consultation`.

    `author_label` names an organisation or a team, never a person. `public`: shown in the trace.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="events", verbose_name="besoin")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+", verbose_name="consultation")
    about = models.ForeignKey(Need, models.CASCADE, null=True, related_name="mentions", verbose_name="autre besoin")
    act = models.CharField("quoi", max_length=24, choices=NeedAct)
    at = models.DateTimeField("quand")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    author_label = models.CharField("qui", max_length=200)
    reason = models.TextField("pourquoi", blank=True)
    changes = models.JSONField("changements", default=dict)
    link = models.CharField("document", max_length=300, blank=True)
    public = models.BooleanField("publique", default=True)

    class Meta:
        verbose_name = "événement d'un besoin"
        verbose_name_plural = "événements des besoins"
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["need", "at"], name="events_of_a_need"),
            models.Index(
                fields=["about", "-at", "-id", "act"],
                name="events_about_a_need",
                condition=models.Q(about__isnull=False),
            ),
            models.Index(
                fields=["consultation", "-at", "-id", "act"],
                name="log_of_grouping",
                condition=models.Q(about__isnull=False, public=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} : {self.get_act_display()}"


class Follow(models.Model):
    """Somebody who is told of each step; authors and supporters by themselves. `stopped`: they asked for no more."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="follows", verbose_name="besoin")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows", verbose_name="personne")
    since = models.DateTimeField("depuis le")
    stopped = models.DateTimeField("arrêté le", null=True, blank=True)

    class Meta:
        verbose_name = "suivi"
        verbose_name_plural = "suivis"
        constraints = [models.UniqueConstraint(fields=["need", "user"], name="one_follow_per_person")]

    def __str__(self) -> str:
        return f"{self.user} : {self.need}"
