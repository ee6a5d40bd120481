"""Writing to the team of a service: what a collectivité declared and it may confirm, what is contested, what was found.

When there is no team, editors find on the first page of the admin what waits (`store.admin.first_page`).
"""

from collections.abc import Iterator

from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from catalogue.deployments.models import UNTOLD, Act, DeploymentEvent, Party, Standing
from catalogue.deployments.signals import deployments_changed
from store.mail.categories import USES
from store.mail.posting import Letter, post_all
from store.spaces.teams import Team, teams_of

_DECLARING = (Act.DECLARED, Act.CHANGED)
_TOLD = (*_DECLARING, Act.CONTESTED, Act.SETTLED)
_TEMPLATES = {Act.CONTESTED: "mail/letters/use_contested.html", Act.SETTLED: "mail/letters/use_settled.html"}
_TO_CONFIRM = "mail/letters/use_to_confirm.html"
_FOR_THE_TEAM = (
    Q(act__in=_DECLARING, deployment__declared_by=Party.ORGANISATION, deployment__standing=Standing.DECLAREE)
    | Q(act=Act.CONTESTED, deployment__declared_by__in=(Party.SERVICE, Party.ANCT))
    | Q(act=Act.SETTLED)
)


@receiver(deployments_changed)
def tell_teams(sender, events: list[DeploymentEvent], **kwargs) -> None:
    """Two queries, however many the events; written in the transaction that they tell of."""
    told = [one.pk for one in events if one.channel not in UNTOLD and one.act in _TOLD and _says_something(one)]
    if not told:
        return
    rows = DeploymentEvent.objects.filter(_FOR_THE_TEAM, pk__in=told)
    events = list(rows.select_related("service", "organisation", "deployment"))
    teams = teams_of(event.service for event in events)
    post_all(letter for event in events for letter in _letters(event, teams[event.service_id]))


def _says_something(event: DeploymentEvent) -> bool:
    """A note is no declaration, nor is what somebody else than the collectivité declares for the team to confirm."""
    if event.act not in _DECLARING:
        return True
    declared_by = event.changes.get("declared_by", [None, Party.ORGANISATION])[1]
    return "status" in event.changes and declared_by == Party.ORGANISATION


def _letters(event: DeploymentEvent, team: Team) -> Iterator[Letter]:
    context = {
        "event": event,
        "service": event.service,
        "organisation": event.organisation,
        "deployment": event.deployment,
        "team": team,
    }
    for number, address in enumerate(team.addresses):
        yield Letter(f"{_key(event)}:{number}", address, USES, _TEMPLATES.get(Act(event.act), _TO_CONFIRM), context)


def _key(event: DeploymentEvent) -> str:
    """Whoever hesitates between two statuses writes one mail a day: the page shows the last one."""
    if event.act in _DECLARING:
        return f"usage:{event.deployment_id}:a-confirmer:{timezone.localdate(event.at)}"
    return f"usage:{event.act}:{event.pk}"
