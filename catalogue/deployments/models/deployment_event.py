"""The history of deployments: one dated row per change, never rewritten."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalogue.deployments.models.batch import Batch
from catalogue.deployments.models.deployment import Deployment
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation

CALM = timedelta(days=30)
"""An address or an attachment that the declarer granted more recently than this cannot confirm the declaration."""


class Channel(models.TextChoices):
    """Where a change came from."""

    ESPACE = "espace", "Espace du Store"
    CSV = "csv", "Fichier CSV"
    API = "api", "API"
    LIEN = "lien", "Lien reçu par courriel"
    ADMIN = "admin", "Administration"
    CHARGEMENT = "chargement", "Chargement du catalogue"
    QUOTIDIEN = "quotidien", "Tâche quotidienne"
    OUVERT = "ouvert", "Données ouvertes de l'ANCT"


UNTOLD = frozenset({Channel.CHARGEMENT, Channel.QUOTIDIEN, Channel.OUVERT})
"""Channels whose changes send no mails: loads concern whole catalogues, and the daily task has its own mails."""


class Act(models.TextChoices):
    DECLARED = "declaration", "Déclaration"
    CHANGED = "modification", "Modification"
    CONFIRMED = "confirmation", "Confirmation"
    CONTESTED = "contestation", "Contestation"
    SETTLED = "arbitrage", "Arbitrage de l'ANCT"
    EXPIRED = "expiration", "Confirmation expirée"
    WITHDRAWN = "retrait", "Retrait"
    UNDONE = "annulation", "Annulation d'un import"


class DeploymentEvent(models.Model):
    """`changes`: {field: [from, to]} as JSON (dates in ISO, a territory by its key). Events outlive their deployment.

    `author_label` names the party (a team, a collectivité, the ANCT), never a person: it stays when the account is
    deleted. `author_marks` are then what is left of the account (`gone_accounts`).
    """

    service = models.ForeignKey(
        ServicePage, models.CASCADE, related_name="deployment_events", verbose_name="service", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="deployment_events", verbose_name="organisation"
    )
    deployment = models.ForeignKey(
        Deployment, models.SET_NULL, null=True, related_name="events", verbose_name="déploiement"
    )
    at = models.DateTimeField("quand", default=timezone.now)
    act = models.CharField("quoi", max_length=12, choices=Act)
    channel = models.CharField("par quel moyen", max_length=10, choices=Channel)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="deployment_events", verbose_name="personne"
    )
    author_marks = models.JSONField("empreintes d'un compte supprimé", default=list, blank=True, editable=False)
    author_label = models.CharField("qui", max_length=200)
    changes = models.JSONField("de quoi à quoi", default=dict)
    reason = models.TextField("pourquoi", blank=True)
    batch = models.ForeignKey(
        Batch, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name="import"
    )

    class Meta:
        verbose_name = "événement d'un déploiement"
        verbose_name_plural = "événements des déploiements"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["service", "organisation", "at"], name="deployment_event_history")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} — {self.service.title}, {self.organisation.name}"
