"""The choices of a deployment: status, standing, who signs it, why it stopped."""

from django.db import models


class Status(models.TextChoices):
    INTERET = "interet", "Intéressée"
    PILOTE = "pilote", "Pilote"
    EN_DEPLOIEMENT = "en-deploiement", "En déploiement"
    EN_PRODUCTION = "en-production", "En production"
    ARRETE = "arrete", "Arrêté"


MOST_ADVANCED_FIRST = (Status.EN_PRODUCTION, Status.EN_DEPLOIEMENT, Status.PILOTE, Status.INTERET, Status.ARRETE)
IN_USE = (Status.PILOTE, Status.EN_DEPLOIEMENT, Status.EN_PRODUCTION)
"""Necessary, not sufficient: ask `Deployment.objects.in_use()`, which also looks at the standing."""


class Standing(models.TextChoices):
    """Who has signed: one party declares, the other confirms for twelve months or contests, the ANCT settles."""

    DECLAREE = "declaree", "Déclarée"
    CONFIRMEE = "confirmee", "Confirmée"
    CONTESTEE = "contestee", "Contestée"
    A_RECONFIRMER = "a-reconfirmer", "À reconfirmer"


VALID_STANDINGS = (Standing.DECLAREE, Standing.CONFIRMEE)
"""Counts are made of these."""


class Party(models.TextChoices):
    """The three that sign."""

    SERVICE = "service", "L'équipe du service"
    ORGANISATION = "organisation", "La collectivité"
    ANCT = "anct", "L'ANCT"

    @property
    def in_a_sentence(self) -> str:
        """« l'équipe du service »"""
        return f"{self.label[0].lower()}{self.label[1:]}"


class StopReason(models.TextChoices):
    ARBITRAGE = "arbitrage", "Arbitrage de la direction"
    RESSOURCES = "ressources", "Manque de ressources"
    TECHNIQUE = "technique", "Difficulté technique"
    BESOIN_DISPARU = "besoin-disparu", "Besoin disparu"
    AUTRE = "autre", "Autre"
