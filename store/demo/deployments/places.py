"""The collectivités of the demonstration: départements with some of their intercommunalités and communes."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.territories.models import Containment, Kind, Organisation, OrganisationKind

DEPARTEMENTS = 32
_EPCI_BY_DEPARTEMENT = 5
_COMMUNES_BY_EPCI = 5
# Overseas collectivités that the COG lists as both départements and régions.
_NO_DEPARTEMENTS = ("975", "977", "978", "984", "986", "987", "988", "989")


@dataclass(frozen=True)
class Place:
    """A collectivité; those of one `cluster` (a département's code) tend to use the same services."""

    organisation_id: int
    territory_id: int
    kind: str
    code: str
    population: int | None
    cluster: str = ""


def chosen_places() -> list[Place]:
    """About a thousand collectivités of all kinds and sizes, around at least one département of each région."""
    regions = _departements_by_region()
    departements = _departements(regions)
    inside = _members(Kind.EPCI, Kind.DEPARTEMENT)
    epci = {one: _sample(inside[one.territory_id], one, _EPCI_BY_DEPARTEMENT) for one in departements}
    communes_of = _members(
        Kind.COMMUNE, Kind.EPCI, [place.territory_id for places in epci.values() for place in places]
    )
    places = [place for group in _regions_of(departements) for place in group]
    for departement, groups in epci.items():
        places += [_in_cluster(departement, departement), *(_in_cluster(one, departement) for one in groups)]
        for group in groups:
            communes = _biggest_and_others(communes_of[group.territory_id], group)
            places += [_in_cluster(one, departement) for one in communes]
    return list({place.organisation_id: place for place in places}.values())


def _members(kind: str, container_kind: str, containers: Iterable[int] | None = None) -> dict[int, list[Place]]:
    """Collectivités of `kind` by the territory that contains them, in the order of their codes."""
    links = Containment.objects.filter(
        member__kind=kind,
        container__kind=container_kind,
        member__organisations__kind=OrganisationKind.COLLECTIVITE,
    ).order_by("member__code")
    if containers is not None:
        links = links.filter(container__in=list(containers))
    found = defaultdict(list)
    columns = ("member__organisations", "member", "member__kind", "member__code", "member__population")
    for container, *values in links.values_list("container", *columns):
        found[container].append(Place(*values))
    return found


def _departements_by_region() -> dict[int, list[Place]]:
    """Those of metropolitan France and the five overseas."""
    found = _members(Kind.DEPARTEMENT, Kind.REGION)
    kept = {region: [one for one in group if one.code not in _NO_DEPARTEMENTS] for region, group in found.items()}
    return {region: group for region, group in kept.items() if group}


def _departements(by_region: dict[int, list[Place]]) -> list[Place]:
    """One of each région first, so that the whole map has something to show, then others."""
    chance = random.Random("départements")
    first = [chance.choice(group) for group in by_region.values()]
    others = [one for group in by_region.values() for one in group if one not in first]
    return first + chance.sample(others, min(len(others), max(0, DEPARTEMENTS - len(first))))


def _regions_of(departements: list[Place]) -> Iterable[list[Place]]:
    containers = Containment.objects.filter(
        member__in=[one.territory_id for one in departements], container__kind=Kind.REGION
    ).values("container")
    regions = Organisation.objects.filter(territory__in=containers, kind=OrganisationKind.COLLECTIVITE)
    columns = ("pk", "territory", "territory__kind", "territory__code", "territory__population")
    yield [Place(*values) for values in regions.order_by("territory__code").values_list(*columns)]


def _sample(places: list[Place], seed: Place, size: int) -> list[Place]:
    chance = random.Random(seed.code)
    return chance.sample(places, min(len(places), size))


def _biggest_and_others(communes: list[Place], seed: Place) -> list[Place]:
    if not communes:
        return []
    biggest = max(communes, key=lambda one: (one.population or 0, one.code))
    return [biggest, *_sample([one for one in communes if one is not biggest], seed, _COMMUNES_BY_EPCI - 1)]


def _in_cluster(place: Place, departement: Place) -> Place:
    return Place(**{**place.__dict__, "cluster": departement.code})
