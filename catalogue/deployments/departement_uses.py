"""Where a service is used: the départements of its users."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Min, Q, QuerySet, TextChoices

from catalogue.deployments.figure_keys import WIDER
from catalogue.deployments.models import VALID_STANDINGS, Standing, Status
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.french import quantity
from catalogue.foundation.prepared_queries import PreparedObjects
from catalogue.territories.models import Kind, Territory
from catalogue.territories.wording import via

_IN_WORDS = (Status.EN_PRODUCTION, Status.EN_DEPLOIEMENT, Status.PILOTE)
_APART = (Standing.A_RECONFIRMER, Standing.CONTESTEE)
_SUREST_FIRST = (Standing.CONFIRMEE, Standing.DECLAREE, *_APART)


@dataclass(frozen=True)
class DepartementUse:
    """`count` organisations use the service in this département; `standing` is the best of theirs.

    Only valid uses are counted, if there are any. `signatures` is for mixed standings: « 1 confirmée, 2 déclarées, 1 à
    reconfirmer ». `via` names the larger territories through which the département is covered.
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


def departements_of(
    counts: Mapping[str, int], known: Mapping[str, Territory] | None = None
) -> tuple[DepartementUse, ...]:
    """From `ServiceFigures.counts`, by code; one query, for the names, unless they are `known`."""
    uses: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    through: dict[str, list[str]] = defaultdict(list)
    for key, number in counts.items():
        if key.startswith("departement|"):
            _, code, status, standing = key.split("|")
            uses[code].append((status, standing, number))
        elif key.startswith("via|"):
            _, code, container = key.split("|")
            through[code].append(container)
    if not uses:
        return ()
    named = _named({container for containers in through.values() for container in containers}, known)
    return tuple(
        _use(named[f"{Kind.DEPARTEMENT}-{code}"], its, [named[key] for key in sorted(through.get(code, ()))])
        for code, its in sorted(uses.items())
    )


def _named(containers: Iterable[str], known: Mapping[str, Territory] | None) -> Mapping[str, Territory]:
    """Départements, régions and these containers, by key."""
    named = known or departements_and_regions()
    codes = {key.partition("-")[2] for key in containers if key not in named}
    found = Territory.objects.filter(kind__in=WIDER, code__in=codes) if codes else ()
    return {**named} | {territory.key: territory for territory in found}


@kept_until_written
def departements_and_regions() -> dict[str, Territory]:
    """All 135 of them, by key; a département knows the code of its région, `region`."""
    return {one.key: one for one in _PLACES.same()}


def _write_places() -> QuerySet[Territory]:
    found = Territory.objects.filter(kind__in=(Kind.DEPARTEMENT, Kind.REGION)).order_by()
    in_region = Q(outer_links__container__kind=Kind.REGION)
    return found.annotate(region=Min("outer_links__container__code", filter=in_region)).only("kind", "code", "name")


_PLACES: PreparedObjects[Territory] = PreparedObjects(_write_places)


def _use(departement: Territory, uses: Iterable[tuple[str, str, int]], wider: list[Territory]) -> DepartementUse:
    """`uses`: (status, standing, number)."""
    standings: dict[str, int] = {}
    words: dict[str, int] = {}
    for status, standing, number in uses:
        word = status if standing in _VALID else standing
        standings[standing] = standings.get(standing, 0) + number
        words[word] = words.get(word, 0) + number
    return DepartementUse(
        code=departement.code,
        name=departement.name,
        count=sum(number for standing, number in standings.items() if standing in _VALID) or sum(standings.values()),
        statuses=_in_words(words, _STATUSES_IN_WORDS),
        standing=surest({standing for standing, number in standings.items() if number}),
        signatures=_in_words(standings, _STANDINGS_IN_WORDS) if len(standings) > 1 else "",
        via=", ".join([via(territory) for territory in wider]),
    )


def surest(standings: Collection[str]) -> Standing:
    """The best of these, of which there is one at least."""
    return next(standing for standing in _SUREST_FIRST if standing.value in standings)


_VALID = frozenset(standing.value for standing in VALID_STANDINGS)
Words = tuple[tuple[str, str, str], ...]
"""(value, singular, plural)."""


def _words(values: Iterable[TextChoices]) -> Words:
    """Labels of several words have no plural."""
    labels = ((value.value, value.label.lower()) for value in values)
    return tuple((value, label, label if " " in label else f"{label}s") for value, label in labels)


_STATUSES_IN_WORDS = _words(_IN_WORDS + _APART)
_STANDINGS_IN_WORDS = _words(_SUREST_FIRST)


def _in_words(counts: Mapping[str, int], words: Words) -> str:
    """« 3 en production, 2 pilotes, 1 à reconfirmer »"""
    return ", ".join([quantity(counts[value], one, many) for value, one, many in words if counts.get(value)])
