"""Who signed a deployment, as a badge."""

from dataclasses import dataclass

from catalogue.deployments.models import Deployment, Party, Standing
from catalogue.foundation.dates import day

_TONES = {Standing.CONFIRMEE: "success", Standing.CONTESTEE: "error", Standing.DECLAREE: "info"}
_BY = {
    Party.SERVICE: "par l'équipe du service",
    Party.ORGANISATION: "par la collectivité",
    Party.ANCT: "par l'ANCT",
}


@dataclass(frozen=True)
class SignatureBadge:
    """`tone`: the colour of the badge in the design system, empty for grey."""

    label: str
    tone: str
    detail: str


def badge_of(deployment: Deployment) -> SignatureBadge:
    standing = Standing(deployment.standing)
    detail = {
        Standing.DECLAREE: _BY[Party(deployment.declared_by)],
        Standing.CONFIRMEE: f"le {day(deployment.confirmed_on)}",
        Standing.CONTESTEE: "l'ANCT va trancher",
        Standing.A_RECONFIRMER: f"confirmée le {day(deployment.confirmed_on)}",
    }
    return SignatureBadge(str(standing.label), _TONES.get(standing, ""), detail[standing])
