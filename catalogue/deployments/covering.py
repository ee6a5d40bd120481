"""Where a service is used: the départements that its users touch, and the people who live there."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q, TextChoices

from catalogue.deployments.models import COUNTED, Deployment, Standing, Status
from catalogue.foundation.french import quantity
from catalogue.territories.governing import ALSACE, LYON, RHONE
from catalogue.territories.models import Containment, Kind, Territory
from catalogue.territories.wording import via

_IN_WORDS = (Status.EN_PRODUCTION, Status.EN_DEPLOIEMENT, Status.PILOTE)
_APART = (Standing.A_RECONFIRMER, Standing.CONTESTEE)
_SUREST_FIRST = (Standing.CONFIRMEE, Standing.DECLAREE, *_APART)
_WIDER = (Kind.REGION, Kind.SYNDICAT)


@dataclass(frozen=True)
class DepartementUse:
    """`count` organisations use the service in this département, at `standing` the surest of them.

    Only those whose use counts are counted, when there are any. `signatures` tells those that do not stand alike:
    « 1 confirmée, 2 déclarées, 1 à reconfirmer ». `via` names the wider ones that bring it.
    """

    code: str
    name: str
    count: int
    statuses: str
    standing: Standing
    via: str = ""
    signatures: str = ""

    @property
    def label(self) -> str:
        """« Isère (38) : 2 en production, 1 pilote, via la Région Auvergne-Rhône-Alpes »"""
        return f"{self.name} ({self.code}) : {self.statuses}{f', {self.via}' if self.via else ''}"


@dataclass(frozen=True)
class Coverage:
    departements: tuple[DepartementUse, ...]
    population: int


def coverage_of(deployments: list[Deployment]) -> Coverage:
    """Of uses, counted or not; the population is that of those counted.

    Two queries at most: the links around the territories, then, when a syndicat is among them, its members' own."""
    territories = {d.territory_id: d.territory for d in deployments if d.territory}
    links = _links_around(territories)
    touched = _departements_touched(territories, links)
    uses: dict[Territory, list[Deployment]] = {}
    for deployment in deployments:
        for departement in touched.get(deployment.territory_id, ()):
            if departement.code == ALSACE[0]:  # it holds two, which are drawn
                continue
            uses.setdefault(departement, []).append(deployment)
    ordered = sorted(uses.items(), key=lambda item: item[0].code)
    return Coverage(
        tuple(_use(departement, together) for departement, together in ordered),
        _population({d.territory_id: d.territory for d in deployments if d.territory and d.standing in COUNTED}, links),
    )


def _links_around(territories: dict[int, Territory]) -> list[Containment]:
    """What the territories are in (a territory inside another is not counted twice), and the départements they hold."""
    users = list(territories)
    around = Q(member__in=users) | Q(container__in=users, member__kind=Kind.DEPARTEMENT)
    return list(Containment.objects.filter(around).select_related("container", "member"))


def _departements_touched(
    territories: dict[int, Territory], links: Iterable[Containment]
) -> dict[int | None, set[Territory]]:
    touched: dict[int | None, set[Territory]] = {
        pk: {territory} if territory.kind == Kind.DEPARTEMENT else set() for pk, territory in territories.items()
    }
    for territory_id, departement in [*_ends(links), *_of_syndicats(territories)]:
        if territory_id in touched:
            touched[territory_id].add(departement)
    return touched


def _ends(links: Iterable[Containment]) -> Iterator[tuple[int, Territory]]:
    """Each link between a territory and a département, whichever of the two holds the other."""
    for link in links:
        if link.container.kind == Kind.DEPARTEMENT:
            yield link.member_id, link.container
        if link.member.kind == Kind.DEPARTEMENT:
            yield link.container_id, link.member


def _of_syndicats(territories: dict[int, Territory]) -> Iterator[tuple[int, Territory]]:
    """The départements of a syndicat's communes and intercommunalités."""
    syndicats = [pk for pk, territory in territories.items() if territory.kind == Kind.SYNDICAT]
    if not syndicats:
        return
    links = (
        Containment.objects.filter(container__kind=Kind.DEPARTEMENT, member__outer_links__container__in=syndicats)
        .annotate(syndicat=F("member__outer_links__container"))
        .select_related("container")
    )
    for link in links:
        yield link.syndicat, link.container


def _use(departement: Territory, deployments: list[Deployment]) -> DepartementUse:
    standings = Counter(deployment.standing for deployment in deployments)
    counted = sum(standings[standing] for standing in COUNTED)
    # An overseas collectivité is its own région: it comes through nobody.
    territories = {d.territory for d in deployments if d.territory and d.territory.code != departement.code}
    wider = {territory for territory in territories if territory.kind in _WIDER}
    return DepartementUse(
        code=departement.code,
        name=departement.name,
        count=counted or len(deployments),
        statuses=", ".join(_in_words(deployments)),
        standing=next(standing for standing in _SUREST_FIRST if standing in standings),
        signatures=", ".join(_counts(standings, _SUREST_FIRST)) if len(standings) > 1 else "",
        via=", ".join(via(territory) for territory in sorted(wider, key=lambda t: t.key)),
    )


def _in_words(deployments: list[Deployment]) -> Iterator[str]:
    """« 2 en production », then what does not count: « 1 à reconfirmer »."""
    return _counts(Counter(d.status if d.standing in COUNTED else d.standing for d in deployments), _IN_WORDS + _APART)


def _counts(counts: Counter, words: Iterable[TextChoices]) -> Iterator[str]:
    """« 2 pilotes », « 3 en production »: an expression of several words has no plural."""
    for word in words:
        if counts[word]:
            label = word.label.lower()
            yield quantity(counts[word], label, label if " " in label else "")


def _population(territories: dict[int, Territory], links: Iterable[Containment]) -> int:
    """The inhabitants of the territories, those wholly inside another that is counted left out.

    Two that only overlap (an EPCI and a département it crosses into) both count in full. The Métropole de Lyon lies in
    the Rhône, whose own inhabitants are those around it.
    """
    of_lyon = {link.member_id for link in links if link.container.key == LYON}
    of_lyon |= {territory.pk for territory in territories.values() if territory.key == LYON}
    holders: dict[int, set[int]] = {}
    for link in links:
        around = link.container.key == RHONE and link.member_id in of_lyon
        if not (link.partial or around):
            holders.setdefault(link.member_id, set()).add(link.container_id)

    def covered(pk: int) -> bool:
        above = holders.get(pk, set())
        higher = {top for middle in above for top in holders.get(middle, ())}
        return bool((above | higher) & territories.keys())

    return sum(territory.population or 0 for pk, territory in territories.items() if not covered(pk))
