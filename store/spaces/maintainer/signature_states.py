"""Which signatures deployments have and lack, from the point of view of the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from django.db.models import Q
from django.utils import timezone

from catalogue.deployments import signature_rules
from catalogue.deployments.models import Deployment, DeploymentQuerySet, Party, Standing
from catalogue.deployments.signature_rules import Signature, SignatureError
from catalogue.services.models import ServicePage

TO_CONFIRM, WAITING = "a-confirmer", "en-attente"


@dataclass(frozen=True)
class SignatureState:
    """A filter of deployments by signature. `hint` says what to do about them."""

    label: str
    hint: str
    standings: tuple[Standing, ...]
    declared_by: tuple[Party, ...] = tuple(Party)

    @property
    def wanted(self) -> Q:
        return Q(standing__in=self.standings, declared_by__in=self.declared_by)

    def count_in(self, counts: Mapping[str, int]) -> int:
        """From `ServiceFigures.counts`."""
        pairs = product(self.declared_by, self.standings)
        return sum(counts.get(f"signature|{by}|{standing}", 0) for by, standing in pairs)


_OURS = (Party.SERVICE, Party.ANCT)
SITUATIONS = {
    TO_CONFIRM: SignatureState(
        "À confirmer par nous",
        "Déclarés par des collectivités : confirmez-les, ou contestez-les en disant pourquoi.",
        (Standing.DECLAREE, Standing.A_RECONFIRMER),
        (Party.ORGANISATION,),
    ),
    WAITING: SignatureState(
        "En attente de la collectivité",
        "Déclarés par vous : chaque collectivité confirme les siens.",
        (Standing.DECLAREE,),
        _OURS,
    ),
    Standing.CONFIRMEE.value: SignatureState("Confirmée", "Les deux parties ont signé.", (Standing.CONFIRMEE,)),
    Standing.A_RECONFIRMER.value: SignatureState(
        "À reconfirmer",
        "Confirmés il y a plus de douze mois : ils ne sont plus comptés.",
        (Standing.A_RECONFIRMER,),
    ),
    Standing.CONTESTEE.value: SignatureState(
        "Contestée", "L'ANCT va trancher : rien ne change d'ici là.", (Standing.CONTESTEE,)
    ),
}


def in_situation(service: ServicePage, situation: str) -> DeploymentQuerySet:
    """The deployments of the service, all of them if `situation` is empty."""
    rows = Deployment.objects.filter(service=service)
    return rows.filter(SITUATIONS[situation].wanted) if situation else rows


def awaits_us(deployment: Deployment) -> bool:
    return Party.SERVICE in signature_rules.awaited(Signature.of(deployment), timezone.localdate())


def may_change(deployment: Deployment) -> bool:
    """A contested deployment is frozen until the ANCT settles it."""
    return deployment.standing != Standing.CONTESTEE


def may_be_contested(deployment: Deployment) -> bool:
    """The team may contest what a collectivité declared, once."""
    return deployment.declared_by == Party.ORGANISATION and deployment.standing != Standing.CONTESTEE


def may_be_withdrawn(deployment: Deployment) -> bool:
    try:
        signature_rules.check_withdrawable(Signature.of(deployment), Party.SERVICE)
    except SignatureError:
        return False
    return True
