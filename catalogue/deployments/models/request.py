"""A collectivité asks for several services at once; the team of each service answers."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalogue.deployments.models.deployment import Deployment
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation


class Function(models.TextChoices):
    """The function of the person who asks, with the choices of the first Store."""

    ELU = "elu", "Élu ou élue"
    DGS = "dgs", "Direction générale (DGS, DGA)"
    AGENT = "agent", "Agent"
    AUTRE = "autre", "Autre"


class RequestState(models.TextChoices):
    ENVOYEE = "envoyee", "Envoyée"
    PRISE_EN_CHARGE = "prise-en-charge", "Prise en charge"
    EN_DEPLOIEMENT = "en-deploiement", "En déploiement"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée"


WITHOUT_ACCOUNT = "une personne sans compte"
"""How histories name whoever asked without one."""
OPEN_STATES = (RequestState.ENVOYEE, RequestState.PRISE_EN_CHARGE)
REASON_LENGTH = 2_000


class AdoptionRequest(models.Model):
    """A request, which only its organisation and the teams of its services may see.

    Its `author` is an account. Without an account, `name` and `email` are given and `confirmed` by mail, and nothing
    proves what the person says of themselves or of their collectivité. `phone` is for the teams.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="adoption_requests", verbose_name="organisation"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="adoption_requests", verbose_name="personne"
    )
    name = models.CharField("nom", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=25, blank=True)
    confirmed = models.DateTimeField("adresse confirmée le", null=True, blank=True, editable=False)
    function = models.CharField("fonction", max_length=8, choices=Function)
    need = models.CharField("besoin", max_length=300, help_text="En une phrase : ce que vous voulez faire.")
    text = models.TextField(
        "message", max_length=5_000, blank=True, help_text="Ce que les équipes doivent savoir de plus."
    )
    created = models.DateTimeField("envoyée le", default=timezone.now)

    class Meta:
        verbose_name = "demande d'adoption"
        verbose_name_plural = "demandes d'adoption"
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        """Without the need, which only the two sides may read."""
        return f"{self.organisation.name}, le {timezone.localtime(self.created):%d/%m/%Y}"

    @property
    def without_account(self) -> bool:
        return self.confirmed is not None

    @property
    def asked_by(self) -> str:
        """The name of the person; in general terms if it is erased or the account is deleted."""
        if self.without_account:
            return self.name or "une personne dont les coordonnées sont effacées"
        return str(self.author or "une personne qui n'a plus de compte")

    @property
    def reply_address(self) -> str:
        """Where teams reply; empty if it is erased or unknown."""
        if self.without_account:
            return self.email
        return self.author.own_address if self.author else ""


class RequestedServiceQuerySet(models.QuerySet["RequestedService"]):
    def open(self) -> "RequestedServiceQuerySet":
        """Neither refused nor being deployed."""
        return self.filter(state__in=OPEN_STATES)


class RequestedService(models.Model):
    """One service of a request. `organisation` is that of the request, for the constraint against a second open
    request.

    `asker` is empty for an account. Otherwise it identifies the person, so that somebody who proved nothing does not
    prevent the collectivité from asking.

    `title` is the name of the service when it was asked for: all that is shown once the sheet is hidden.
    """

    request = models.ForeignKey(AdoptionRequest, models.CASCADE, related_name="services", verbose_name="demande")
    service = models.ForeignKey(ServicePage, models.CASCADE, related_name="adoption_requests", verbose_name="service")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="requested_services", editable=False, verbose_name="organisation"
    )
    asker = models.CharField("empreinte de qui demande sans compte", max_length=64, blank=True, editable=False)
    title = models.CharField("nom lors de la demande", max_length=255, editable=False)
    state = models.CharField("état", max_length=16, choices=RequestState, default=RequestState.ENVOYEE)
    reason = models.TextField("motif du refus", max_length=REASON_LENGTH, blank=True)
    deployment = models.ForeignKey(
        Deployment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="adoption_requests",
        verbose_name="déploiement",
    )

    objects = RequestedServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "service demandé"
        verbose_name_plural = "services demandés"
        ordering = ["request", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "service"], name="one_service_once_in_a_request"),
            models.UniqueConstraint(
                fields=["organisation", "service", "asker"],
                condition=models.Q(state__in=OPEN_STATES),
                name="one_open_request_per_organisation_and_service",
            ),
            models.CheckConstraint(
                condition=models.Q(state=RequestState.REFUSEE) & ~models.Q(reason="")
                | ~models.Q(state=RequestState.REFUSEE) & models.Q(reason=""),
                name="requested_service_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service.title} — {self.organisation.name}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class RequestEvent(models.Model):
    """One step in the life of a requested service; `author_label` names a party, never a person."""

    requested = models.ForeignKey(
        RequestedService, models.CASCADE, related_name="events", verbose_name="service demandé"
    )
    at = models.DateTimeField("quand", default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    author_label = models.CharField("qui", max_length=200)
    was = models.CharField("de", max_length=16, choices=RequestState, blank=True)
    became = models.CharField("à", max_length=16, choices=RequestState)
    reason = models.TextField("pourquoi", blank=True)

    class Meta:
        verbose_name = "étape d'une demande"
        verbose_name_plural = "étapes des demandes"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.requested} : {self.get_became_display()}"
