"""What the demo accounts find in their spaces: declarations to answer, a request in progress."""

from datetime import date

from django.db import transaction

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.confirming import confirm
from catalogue.deployments.models import AdoptionRequest, Channel, Deployment, Party, RequestState, Status
from catalogue.deployments.models.request import Function
from catalogue.deployments.requesting import answer, ask
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.spaces.models import FeedbackContact

_DECLARED = (
    ("rdv-service-public", Status.EN_PRODUCTION, date(2025, 3, 1)),
    ("espace-sur-demande", Status.PILOTE, date(2026, 6, 1)),
)
_CONFIRMED = (("bases-adresses-locales", Status.EN_PRODUCTION, date(2023, 9, 1)),)
_REQUESTED = ("rdv-insertion", "visio")
NEED = "Accompagner les habitants à distance, en visioconférence (donnée de démonstration)"


@transaction.atomic
def make_demo_spaces() -> int:
    """Creates what is missing; returns how many deployments were declared."""
    agent = User.objects.filter(username="demo-agente").select_related("organisation").first()
    for contact in User.objects.filter(username__in=("demo-elu", "demo-dgs"), organisation__isnull=False):
        if contact.organisation:
            FeedbackContact.objects.get_or_create(user=contact, defaults={"organisation": contact.organisation})
    if agent is None or agent.organisation is None:
        return 0
    declared = [_declare(agent.organisation, *said, Channel.ESPACE) for said in _DECLARED]
    confirmed = [_declare(agent.organisation, *said, Channel.CHARGEMENT) for said in _CONFIRMED]
    for row in filter(None, confirmed):
        confirm(row, _by(Party.ORGANISATION, agent))
    _request(agent)
    return sum(row is not None for row in declared + confirmed)


def _by(party: Party, user: User | None = None) -> Author:
    return Author(party, Channel.ESPACE, user)


def _declare(organisation: Organisation, key: str, status: Status, since: date, channel: Channel) -> Deployment | None:
    """None if the service is not loaded or already has a deployment there."""
    service = ServicePage.objects.live().filter(external_id=key).first()
    if service is None or Deployment.objects.filter(service=service, organisation=organisation).exists():
        return None
    values = {"status": status, "since": since, "is_demo": True}
    return declare(service, organisation, values, Author(Party.SERVICE, channel))


def _request(agent: User) -> None:
    services = list(ServicePage.objects.live().filter(external_id__in=_REQUESTED).order_by("external_id"))
    if not services or AdoptionRequest.objects.filter(organisation=agent.organisation).exists():
        return
    fields = {"organisation": agent.organisation, "function": Function.AGENT, "need": NEED}
    request = ask(services, _by(Party.ORGANISATION, agent), **fields)
    if first := request.services.first():
        answer(first, RequestState.PRISE_EN_CHARGE, _by(Party.SERVICE))
