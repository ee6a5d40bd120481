"""A file that asks for money: its states, what it says, who writes it, and its journal."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from catalogue.funding.models.calls import FundingCall, Wave
from catalogue.funding.models.envelopes import AppendOnlyQuerySet, Envelope
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation


class DeskKind(models.TextChoices):
    """What the permanent desk pays for; empty on files of calls."""

    FRANCECONNECT = "franceconnect", "FranceConnect"
    API = "api", "API de l'État"


class ApplicationState(models.TextChoices):
    """With the name that its applicants read. `public_name` is what anybody may know."""

    DRAFT = "brouillon", "Brouillon"
    NOT_FILED = "non-deposee", "Non déposée"
    FILED = "deposee", "Déposée"
    COMPLEMENT = "complement", "Complément demandé"
    INADMISSIBLE = "irrecevable", "Irrecevable"
    ADMISSIBLE = "recevable", "Recevable"
    DISMISSED = "ecartee", "Écartée avant le jury"
    PRESELECTED = "preselectionnee", "Présélectionnée"
    AT_JURY = "au-jury", "Devant le jury"
    COMPLIANT = "conforme", "Conforme"
    GRANTED = "retenue", "Retenue"
    WAITING = "liste-d-attente", "En liste d'attente"
    REFUSED = "non-retenue", "Non retenue"
    REDIRECTED = "reorientee", "Réorientée"
    WITHDRAWN = "retiree", "Retirée"

    @property
    def public_name(self) -> str:
        """Empty as long as nothing is public; provisional states are all « À l'étude »."""
        return _PUBLIC_NAMES.get(self, "À l'étude" if self in UNDER_REVIEW else "")

    @property
    def told_name(self) -> str:
        """What its applicants read: what a jury or a desk prepares is not said before it is decided."""
        return _TOLD_AS.get(self, self).label


State = ApplicationState
UNDER_REVIEW = (
    State.FILED,
    State.COMPLEMENT,
    State.ADMISSIBLE,
    State.PRESELECTED,
    State.AT_JURY,
    State.COMPLIANT,
)
DECIDED = (State.GRANTED, State.WAITING, State.REFUSED, State.REDIRECTED, State.INADMISSIBLE, State.DISMISSED)
DEAD = (State.NOT_FILED, State.INADMISSIBLE, State.DISMISSED, State.REFUSED, State.REDIRECTED, State.WITHDRAWN)
UNFILED = (State.DRAFT, State.NOT_FILED)
_TOLD_AS = {State.PRESELECTED: State.ADMISSIBLE, State.AT_JURY: State.ADMISSIBLE, State.COMPLIANT: State.FILED}
_PUBLIC_NAMES = {State.GRANTED: "Lauréat", State.WAITING: "Liste d'attente"}

TRANSITIONS: dict[ApplicationState, frozenset[ApplicationState]] = {
    State.DRAFT: frozenset({State.FILED, State.NOT_FILED}),
    State.NOT_FILED: frozenset({State.DRAFT}),  # the wave was extended
    State.FILED: frozenset(
        {State.COMPLEMENT, State.ADMISSIBLE, State.INADMISSIBLE, State.COMPLIANT, State.REDIRECTED, State.WITHDRAWN}
    ),
    State.COMPLEMENT: frozenset({State.FILED, State.INADMISSIBLE, State.WITHDRAWN}),
    # Local files are decided without a jury.
    State.ADMISSIBLE: frozenset(
        {
            State.PRESELECTED,
            State.DISMISSED,
            State.GRANTED,
            State.WAITING,
            State.REFUSED,
            State.REDIRECTED,
            State.WITHDRAWN,
        }
    ),
    State.PRESELECTED: frozenset({State.AT_JURY, State.DISMISSED, State.WITHDRAWN}),
    State.AT_JURY: frozenset({State.GRANTED, State.WAITING, State.REFUSED, State.REDIRECTED, State.WITHDRAWN}),
    State.COMPLIANT: frozenset({State.GRANTED, State.WAITING}),
    State.WAITING: frozenset({State.GRANTED, State.REFUSED, State.REDIRECTED, State.WITHDRAWN}),
    # Another decision corrects a published one.
    State.REFUSED: frozenset({State.GRANTED, State.WAITING, State.REDIRECTED}),
    State.REDIRECTED: frozenset({State.GRANTED, State.WAITING, State.REFUSED}),
    State.INADMISSIBLE: frozenset({State.ADMISSIBLE}),
    State.DISMISSED: frozenset({State.PRESELECTED}),
    State.GRANTED: frozenset({State.REFUSED}),  # only by a correction that cancels the grant
    State.WITHDRAWN: frozenset(),
}


class WayOn(models.TextChoices):
    """Where a file that is not funded may go next."""

    REFILE = "redeposer", "Déposer de nouveau, à la prochaine vague"
    NEED = "besoin", "Dire ce besoin dans la consultation (axe 1)"
    LOCAL = "axe-3", "Demander à la préfecture (axe 3)"
    NEXT_CALL = "prochain-appel", "Un autre appel ouvert ou à venir"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def live(self) -> Self:
        return self.exclude(state__in=DEAD)

    def filed(self) -> Self:
        """Those with a receipt, whatever became of them."""
        return self.exclude(state__in=UNFILED)

    def public(self) -> Self:
        """Those whose decision is published and says something good: their names are public."""
        return self.filter(state__in=(State.GRANTED, State.WAITING))

    def of(self, organisation_id: int | None) -> Self:
        """Led by an organisation, or where it is a member of the grouping."""
        theirs = ApplicationMember.objects.filter(organisation=organisation_id).values("application")
        return self.filter(Q(lead=organisation_id) | Q(pk__in=theirs)) if organisation_id else self.none()


class Application(models.Model):
    """Written by `catalogue.funding.drafting` while its applicants have it, by `instructing` and `awarding` after.

    `version` grows with each write of its text: who writes over another's version is told. `reference` and `digest` are
    those of its receipt. `envelope`: on which it draws, known when it is filed. `eligibility`: what the rules of its
    wave said then ({"answer", "reasons"}). `reason`, `way_on`: of the last decision.
    """

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="applications", verbose_name="vague")
    call = models.ForeignKey(
        FundingCall, models.PROTECT, related_name="applications", verbose_name="appel", editable=False
    )
    lead = models.ForeignKey(
        Organisation, models.PROTECT, related_name="applications", verbose_name="collectivité porteuse"
    )
    desk_kind = models.CharField("objet au guichet", max_length=13, choices=DeskKind, blank=True)
    title = models.CharField("titre du projet", max_length=200)
    summary = models.TextField(
        "le projet en quelques phrases", max_length=1_000, blank=True, help_text="Publié si le projet est financé."
    )
    plan = models.TextField("déroulement et calendrier", max_length=6_000, blank=True)
    expected = models.TextField("ce que cela changera, et pour qui", max_length=3_000, blank=True)
    cost = models.PositiveBigIntegerField("coût éligible (€)", null=True, blank=True)
    requested = models.PositiveBigIntegerField("subvention demandée (€)", null=True, blank=True)
    accepts_partial = models.BooleanField("accepte un montant partiel", default=False)
    services = models.ManyToManyField(
        ServicePage, related_name="applications", blank=True, verbose_name="services du Store réutilisés"
    )
    state = models.CharField("état", max_length=16, choices=ApplicationState, default=State.DRAFT, db_index=True)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    envelope = models.ForeignKey(
        Envelope, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="enveloppe"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="préparé par"
    )
    created = models.DateTimeField("commencé le")
    changed = models.DateTimeField("changé le")
    filed = models.DateTimeField("déposé le", null=True, editable=False, db_index=True)
    reference = models.CharField("numéro", max_length=30, blank=True, editable=False)
    digest = models.CharField("empreinte", max_length=64, blank=True, editable=False)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="certifié par"
    )
    certified_label = models.CharField("certifié en qualité de", max_length=120, blank=True, editable=False)
    eligibility = models.JSONField("recevabilité calculée au dépôt", default=dict, editable=False)
    asked = models.TextField("complément demandé", max_length=2_000, blank=True, editable=False)
    answer = models.TextField("réponse au complément", max_length=4_000, blank=True)
    reason = models.TextField("motif de la décision", max_length=4_000, blank=True, editable=False)
    way_on = models.CharField("la suite possible", max_length=14, choices=WayOn, blank=True)
    decided = models.DateTimeField("décidé le", null=True, editable=False)
    waiting_since = models.DateTimeField("en attente depuis", null=True, editable=False)
    reminded = models.DateTimeField("rappelé le", null=True, editable=False)
    refiled_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="refiled_as", verbose_name="reprend le dossier"
    )
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de financement"
        verbose_name_plural = "dossiers de financement"
        ordering = ["-changed", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "lead", "desk_kind"],
                condition=~Q(state__in=[str(one) for one in DEAD]),
                name="one_live_application_per_call_and_lead",
            ),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="application_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[str(one) for one in UNFILED], filed=None)
                | (~Q(state__in=[str(one) for one in UNFILED]) & Q(filed__isnull=False)),
                name="application_filed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("irrecevable", "ecartee", "non-retenue", "reorientee")) | ~Q(reason=""),
                name="application_declined_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["envelope", "state"], name="applications_of_an_envelope"),
            models.Index(fields=["call", "state", "filed"], name="applications_of_a_call"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("funding-application", args=[self.pk])

    @property
    def is_near_at_hand(self) -> bool:
        """Whether its wave, call and lead were read with it."""
        return {"wave", "call", "lead"} <= self._state.fields_cache.keys()

    @property
    def shown_state(self) -> ApplicationState:
        return ApplicationState(self.state)


class ApplicationMember(models.Model):
    """Another collectivité of the grouping. `agreed`: when somebody of it said yes; until then it does not count."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="members", verbose_name="dossier")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="application_memberships", verbose_name="collectivité"
    )
    invited = models.DateTimeField("invitée le")
    agreed = models.DateTimeField("accord donné le", null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="accord donné par"
    )

    class Meta:
        verbose_name = "membre du groupement"
        verbose_name_plural = "membres du groupement"
        ordering = ["invited", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "organisation"], name="one_membership_per_application")
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class CostLine(models.Model):
    application = models.ForeignKey(Application, models.CASCADE, related_name="costs", verbose_name="dossier")
    label = models.CharField("dépense", max_length=160)
    amount = models.PositiveBigIntegerField("montant (€)")
    is_eligible = models.BooleanField("éligible", default=True)
    order = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "dépense"
        verbose_name_plural = "dépenses"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.label} : {self.amount} €"


class ApplicationEvent(models.Model):
    """Append-only. `to_state` is empty for what does not move the file (written, joined, commented). `public`: shown to
    its applicants; the notes of those who instruct are not.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="events", verbose_name="dossier")
    act = models.CharField("acte", max_length=40)
    from_state = models.CharField("de", max_length=16, choices=ApplicationState, blank=True)
    to_state = models.CharField("à", max_length=16, choices=ApplicationState, blank=True)
    at = models.DateTimeField("quand", db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    author_label = models.CharField("qui", max_length=200, blank=True)
    reason = models.TextField("pourquoi", max_length=4_000, blank=True)
    changes = models.JSONField("ce qui change", default=dict)
    public = models.BooleanField("lu par ses porteurs", default=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "événement d'un dossier"
        verbose_name_plural = "événements des dossiers"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["to_state", "at"], name="application_events_by_state")]

    def __str__(self) -> str:
        return f"{self.application_id} : {self.act}"


class Instruction(models.Model):
    """What one who instructs a file notes of it: read by those who instruct in the same perimeter, never outside.

    `marks`: {id of the criterion: 0 to 5, or None for « sans objet »}.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="instructions", verbose_name="dossier")
    officer = models.ForeignKey(
        "funding.FundOfficer", models.PROTECT, related_name="instructions", verbose_name="au titre de"
    )
    has_conflict = models.BooleanField("conflit d'intérêts", default=False)
    conflict_reason = models.TextField("précision", max_length=1_000, blank=True)
    marks = models.JSONField("notes", default=dict)
    opinion = models.TextField("avis", max_length=4_000, blank=True)
    proposed = models.PositiveBigIntegerField("montant proposé (€)", null=True, blank=True)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "instruction d'un dossier"
        verbose_name_plural = "instructions des dossiers"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "officer"], name="one_instruction_per_officer"),
            models.CheckConstraint(
                condition=Q(has_conflict=False) | ~Q(conflict_reason=""), name="instruction_conflict_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(has_conflict=False) | Q(opinion="", proposed=None),
                name="no_opinion_from_an_officer_in_conflict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} par {self.officer}"


class Programme(models.Model):
    """A simulation: which files an envelope could pay for, and how much. Never shown outside its perimeter."""

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="programmes", verbose_name="enveloppe")
    name = models.CharField("nom", max_length=120)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "programmation provisoire"
        verbose_name_plural = "programmations provisoires"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class ProgrammeLine(models.Model):
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="lines", verbose_name="programmation")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+", verbose_name="dossier")
    amount = models.PositiveBigIntegerField("montant envisagé (€)")

    class Meta:
        verbose_name = "ligne de programmation"
        verbose_name_plural = "lignes de programmation"
        constraints = [models.UniqueConstraint(fields=["programme", "application"], name="application_programmed_once")]

    def __str__(self) -> str:
        return f"{self.application} : {self.amount} €"
