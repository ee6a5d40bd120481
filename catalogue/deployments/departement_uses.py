"""Where a service is used: the départements of its users."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Min, Q, TextChoices

from catalogue.deployments.figure_keys import WIDER
from catalogue.deployments.models import VALID_STANDINGS, Standing, Status
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.french import quantity
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
    uses: dict[str, Counter[tuple[str, str]]] = {}
    through: dict[str, list[str]] = {}
    for key, number in counts.items():
        what, _, rest = key.partition("|")
        if what == "departement":
            code, status, standing = rest.split("|")
            uses.setdefault(code, Counter())[status, standing] += number
        elif what == "via":
            code, _, container = rest.partition("|")
            through.setdefault(code, []).append(container)
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
    found = Territory.objects.filter(kind__in=(Kind.DEPARTEMENT, Kind.REGION)).order_by()
    in_region = Q(outer_links__container__kind=Kind.REGION)
    return {one.key: one for one in found.annotate(region=Min("outer_links__container__code", filter=in_region))}


def _use(departement: Territory, uses: Counter[tuple[str, str]], wider: list[Territory]) -> DepartementUse:
    standings: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for (status, standing), number in uses.items():
        standings[standing] += number
        words[status if standing in VALID_STANDINGS else standing] += number
    return DepartementUse(
        code=departement.code,
        name=departement.name,
        count=sum(standings[standing] for standing in VALID_STANDINGS) or standings.total(),
        statuses=", ".join(_counts(words, _IN_WORDS + _APART)),
        standing=next(standing for standing in _SUREST_FIRST if standings[standing]),
        signatures=", ".join(_counts(standings, _SUREST_FIRST)) if len(standings) > 1 else "",
        via=", ".join(via(territory) for territory in wider),
    )


def _counts(counts: Counter[str], words: Iterable[TextChoices]) -> Iterator[str]:
    """« 2 pilotes », « 3 en production », « 1 à reconfirmer »: labels of several words have no plural."""
    for word in words:
        if counts[word]:
            label = word.label.lower()
            yield quantity(counts[word], label, label if " " in label else "")
