"""Writing to a collectivité and its agents: a team contests what it declared, the ANCT has settled.

What it may confirm is asked elsewhere (`store.spaces.links.listening`).
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.dispatch import receiver

from catalogue.deployments.models import UNTOLD, Act, DeploymentEvent, Party
from catalogue.deployments.signals import deployments_changed
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from catalogue.territories.signals import address_replaced
from store.accounts.models import User
from store.mail.categories import ACCOUNT, DISPUTES
from store.mail.models.preference import fingerprint
from store.mail.posting import Letter, post, post_all
from store.spaces.agents import agents_of

_TEMPLATES = {Act.CONTESTED: "mail/letters/use_contested.html", Act.SETTLED: "mail/letters/use_settled.html"}
_FOR_THE_COLLECTIVITE = Q(act=Act.CONTESTED, deployment__declared_by=Party.ORGANISATION) | Q(act=Act.SETTLED)


@receiver(deployments_changed)
def tell_collectivites(sender, events: list[DeploymentEvent], **kwargs) -> None:
    """Of services that everybody may see; written in the transaction that they tell of."""
    told = [one.pk for one in events if one.channel not in UNTOLD and one.act in _TEMPLATES]
    if not told:
        return
    rows = DeploymentEvent.objects.filter(_FOR_THE_COLLECTIVITE, pk__in=told)
    seen = rows.filter(service__in=ServicePage.objects.visible_to(None))
    events = list(seen.select_related("service", "organisation", "deployment"))
    people = agents_of(event.organisation_id for event in events)
    post_all(letter for event in events for letter in _letters(event, people.get(event.organisation_id, ())))


@receiver(address_replaced)
def tell_the_former_address(sender, organisation: Organisation, former: str, **kwargs) -> None:
    key = f"adresse-remplacee:organisation:{organisation.pk}:{organisation.public_email_since:%Y%m%d%H%M%S%f}"
    template = "mail/letters/organisation_address_replaced.html"
    post(key, former, ACCOUNT, template, {"organisation": organisation})


def _letters(event: DeploymentEvent, people: Iterable[User]) -> Iterator[Letter]:
    """One per address: that of the collectivité may be that of a person too."""
    context = {
        "event": event,
        "service": event.service,
        "organisation": event.organisation,
        "deployment": event.deployment,
    }
    key, template = f"litige:{event.pk}", _TEMPLATES[Act(event.act)]
    public = event.organisation.public_email
    if public:
        yield Letter(key, public, DISPUTES, template, context)
    for person in people:
        if fingerprint(person.email) != fingerprint(public):
            yield Letter(f"{key}:{person.pk}", person.email, DISPUTES, template, {**context, "has_space": True})
