"""Who uses what since when, from a fixed seed: the same services and places give the same plan."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from catalogue.deployments.models import IN_USE, Status
from catalogue.services.models import Phase
from catalogue.services.rules.eligibility import Rules, judge
from catalogue.territories.models import Kind
from store.demo.deployments.places import Place
from store.demo.deployments.story import LAST_DAY, StoryStep, story

FIRST_DAY = date(2018, 1, 1)
_NEIGHBOURS_PREFER = 4
_LARGE_COMMUNE = 20_000

_STATUS_BY_PHASE: dict[str, dict[Status, int]] = {
    Phase.CONSTRUCTION: {Status.PILOTE: 60, Status.INTERET: 40},
    Phase.PILOTE: {Status.PILOTE: 50, Status.INTERET: 30, Status.EN_DEPLOIEMENT: 20},
    Phase.ACCELERATION: {
        Status.EN_PRODUCTION: 55,
        Status.EN_DEPLOIEMENT: 20,
        Status.INTERET: 14,
        Status.PILOTE: 5,
        Status.ARRETE: 6,
    },
    Phase.PERENNISE: {Status.EN_PRODUCTION: 72, Status.EN_DEPLOIEMENT: 8, Status.INTERET: 10, Status.ARRETE: 10},
}
_HOW_MANY = {Kind.COMMUNE: (1, 2), Kind.EPCI: (2, 4), Kind.DEPARTEMENT: (4, 8), Kind.REGION: (3, 6)}


@dataclass(frozen=True)
class Candidate:
    """A service and what decides who may use it; `weight` is how often it is chosen."""

    pk: int
    phase: str
    started: date
    rules: Rules
    weight: float


@dataclass(frozen=True)
class Planned:
    service_id: int
    organisation_id: int
    territory_id: int
    steps: tuple[StoryStep, ...]

    @property
    def columns(self) -> dict[str, Any]:
        """What the steps lead to."""
        return {name: value for step in self.steps for name, value in step.values.items()}


def plan(services: Iterable[Candidate], places: Iterable[Place], real: dict[int, frozenset[int]]) -> list[Planned]:
    """`real`: services that an organisation really uses or used; they count as in use and are never planned."""
    eligible = [one for one in services if one.phase in _STATUS_BY_PHASE and one.started < LAST_DAY]
    return [one for place in places for one in _of_place(place, eligible, real.get(place.organisation_id, frozenset()))]


def _of_place(place: Place, services: list[Candidate], real: frozenset[int]) -> list[Planned]:
    chance = random.Random(f"{place.kind}-{place.code}")
    liked = _liked_around(place.cluster, services)
    left = {one: one.weight * (_NEIGHBOURS_PREFER if one.pk in liked else 1) for one in services if one.pk not in real}
    in_use, planned = real, []
    for _ in range(_how_many(place, chance)):
        possible = [one for one in left if judge(one.rules, place.kind, place.population, in_use).usable]
        if not possible:
            break
        service = chance.choices(possible, [left[one] for one in possible])[0]
        del left[service]
        status = _status(service, chance)
        steps = story(status, *_dates(service, status, chance), chance)
        planned.append(Planned(service.pk, place.organisation_id, place.territory_id, steps))
        if status in IN_USE:
            in_use |= {service.pk}
    return planned


def _liked_around(cluster: str, services: list[Candidate]) -> set[int]:
    """The services that a département and its collectivités adopted together."""
    chance = random.Random(f"cluster {cluster}")
    return {one.pk for one in chance.sample(services, min(len(services), 14))}


def _how_many(place: Place, chance: random.Random) -> int:
    least, most = _HOW_MANY.get(Kind(place.kind), (1, 3))
    if place.kind == Kind.COMMUNE and (place.population or 0) >= _LARGE_COMMUNE:
        least, most = 3, 6
    return chance.randint(least, most)


def _status(service: Candidate, chance: random.Random) -> Status:
    shares = _STATUS_BY_PHASE[service.phase]
    return chance.choices(list(shares), list(shares.values()))[0]


def _dates(service: Candidate, status: Status, chance: random.Random) -> tuple[date, date | None]:
    """After the service started. New uses are recent; uses that stopped had lasted."""
    start = max(service.started, FIRST_DAY)
    if status in (Status.INTERET, Status.EN_DEPLOIEMENT):
        start = max(start, LAST_DAY - timedelta(days=500))
    since = start + timedelta(days=chance.randint(0, (LAST_DAY - start).days))
    if status != Status.ARRETE:
        return since, None
    return since, since + timedelta(days=chance.randint(0, (LAST_DAY - since).days))
