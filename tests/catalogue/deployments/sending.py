"""Files of deployments, as the team of a service sends them."""

from catalogue.deployments import bulk
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Batch, Channel, Deployment, Party

TEAM = Author(Party.SERVICE, Channel.CSV)
TOWN = Author(Party.ORGANISATION, Channel.ESPACE)
HEADER = "collectivite;statut;depuis;motif_arret"
GOOD = (
    "213800000;Pilote;01/03/2024;",
    "213 800 001;en-production;2024-01-02;",
    "departement-38;ARRETE;;Manque de ressources",
)


def file(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def send(service, content: bytes) -> Batch:
    return bulk.prepare(service, bulk.read(content), TEAM, "agenda.csv")


def apply(batch):
    return bulk.apply(batch, TEAM, bulk.plan_of(batch, TEAM).fingerprint)


def uses():
    return dict(Deployment.objects.values_list("organisation__name", "status"))
