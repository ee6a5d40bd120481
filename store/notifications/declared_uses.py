"""A declared use: the team confirms what a collectivité declared; both learn of a contest, then of its settlement.

Nobody is written to for a service without a team: editors find what waits on the first page of the admin. What
collectivités may confirm is in `confirmations`.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from catalogue.deployments.models import UNTOLD, Act, DeploymentEvent, Party, Standing
from catalogue.services.models import ServicePage
from store.accounts.models import User
from store.accounts.people import agents_of
from store.mail.categories import DISPUTES, USES
from store.mail.models.preference import fingerprint
from store.mail.posting import Letter, post_all
from store.spaces.teams import Team, teams_of

_TEMPLATES = {Act.CONTESTED: "notifications/use_contested.html", Act.SETTLED: "notifications/use_settled.html"}
_TO_CONFIRM = "notifications/use_to_confirm.html"
_DECLARING = (Act.DECLARED, Act.CHANGED)
_TOLD = (*_DECLARING, *_TEMPLATES)
_FOR_THE_TEAM = (
    Q(act__in=_DECLARING, deployment__declared_by=Party.ORGANISATION, deployment__standing=Standing.DECLAREE)
    | Q(act=Act.CONTESTED, deployment__declared_by__in=(Party.SERVICE, Party.ANCT))
    | Q(act=Act.SETTLED)
)
_FOR_THE_COLLECTIVITE = Q(act=Act.CONTESTED, deployment__declared_by=Party.ORGANISATION) | Q(act=Act.SETTLED)


def tell_teams(sender, events: list[DeploymentEvent], **kwargs) -> None:
    """Two queries, whatever the number of events. Written in the same transaction."""
    told = [one.pk for one in events if one.channel not in UNTOLD and one.act in _TOLD and _says_something(one)]
    if not told:
        return
    rows = DeploymentEvent.objects.filter(_FOR_THE_TEAM, pk__in=told)
    events = list(rows.select_related("service", "organisation", "deployment"))
    teams = teams_of(event.service for event in events)
    post_all(letter for event in events for letter in _to_team(event, teams[event.service_id]))


def _says_something(event: DeploymentEvent) -> bool:
    """Changes of other columns declare nothing, and only what the collectivité declares is for the team to confirm."""
    if event.act not in _DECLARING:
        return True
    declared_by = event.changes.get("declared_by", [None, Party.ORGANISATION])[1]
    return "status" in event.changes and declared_by == Party.ORGANISATION


def _to_team(event: DeploymentEvent, team: Team) -> Iterator[Letter]:
    context = {**_context(event), "team": team}
    for number, address in enumerate(team.addresses):
        yield Letter(f"{_key(event)}:{number}", address, USES, _TEMPLATES.get(Act(event.act), _TO_CONFIRM), context)


def _key(event: DeploymentEvent) -> str:
    """At most one mail a day for a changing status: the page shows the last one."""
    if event.act in _DECLARING:
        return f"usage:{event.deployment_id}:a-confirmer:{timezone.localdate(event.at)}"
    return f"usage:{event.act}:{event.pk}"


def tell_collectivites(sender, events: list[DeploymentEvent], **kwargs) -> None:
    """For public services only. Written in the same transaction."""
    told = [one.pk for one in events if one.channel not in UNTOLD and one.act in _TEMPLATES]
    if not told:
        return
    rows = DeploymentEvent.objects.filter(_FOR_THE_COLLECTIVITE, pk__in=told)
    seen = rows.filter(Exists(ServicePage.objects.public().filter(pk=OuterRef("service"))))
    events = list(seen.select_related("service", "organisation", "deployment"))
    people = agents_of(event.organisation_id for event in events)
    post_all(letter for event in events for letter in _to_collectivite(event, people.get(event.organisation_id, ())))


def _to_collectivite(event: DeploymentEvent, people: Iterable[User]) -> Iterator[Letter]:
    """One per address: a person may use the public address of the collectivité."""
    context = _context(event)
    key, template = f"litige:{event.pk}", _TEMPLATES[Act(event.act)]
    public = event.organisation.public_email
    if public:
        yield Letter(key, public, DISPUTES, template, context)
    for person in people:
        if fingerprint(person.email) != fingerprint(public):
            yield Letter(f"{key}:{person.pk}", person.email, DISPUTES, template, {**context, "has_space": True})


def _context(event: DeploymentEvent) -> dict:
    related = ("service", "organisation", "deployment")
    return {"event": event, **{name: getattr(event, name) for name in related}}
