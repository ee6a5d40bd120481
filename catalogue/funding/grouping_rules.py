"""Who may apply to a wave: a collectivité or a grouping, judged on real territories, each inhabitant counted once.

Three answers: yes, no, to check. What is not known is never taken for a yes, nor for a no.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db.models import TextChoices

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.chunks import chunks
from catalogue.foundation.french import listed, quantity, thousands
from catalogue.funding.models import Wave
from catalogue.territories.lineage import communes_of_each
from catalogue.territories.models import Containment, Kind, Organisation, OrganisationKind, Territory
from catalogue.territories.wording import PLURALS

MOST_MEMBERS = 200
_AT_ONCE = 10_000
"""France has more communes than a query of SQLite may have values."""
_WHOLE = (Kind.DEPARTEMENT, Kind.REGION)
_MAY_APPLY = (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT)


class Answer(TextChoices):
    YES = "oui", "Oui"
    NO = "non", "Non"
    TO_CHECK = "a-verifier", "À vérifier"


@dataclass(frozen=True)
class Coverage:
    """What a grouping covers. `unknown`: names of members whose inhabitants or communes are not known."""

    population: int = 0
    departements: tuple[Territory, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """`reasons`: why, in French, for the three answers."""

    answer: Answer
    reasons: tuple[str, ...]
    coverage: Coverage

    def as_kept(self) -> dict:
        """As it is written on a file when it is filed."""
        return {
            "answer": str(self.answer),
            "reasons": list(self.reasons),
            "population": self.coverage.population,
            "departements": [one.name for one in self.coverage.departements],
        }


@dataclass(frozen=True)
class OtherWave:
    """What the same grouping would get from another wave of the same call, whatever its dates; `cost` and `requested`
    are those of a file, if there is one.
    """

    wave: Wave
    ruling: Ruling
    cost: int | None = None
    requested: int | None = None

    @property
    def rate(self) -> str:
        return f"jusqu'à {self.wave.rate} % du coût"

    @property
    def most(self) -> int | None:
        return None if self.cost is None else self.wave.most_for(self.cost)

    @property
    def pays_all(self) -> bool:
        return self.most is not None and (self.requested or 0) <= self.most


def coverage(members: Iterable[Organisation], *, departements: bool = True) -> Coverage:
    """Communes of all the members, each once. A few queries, whatever their number. `departements`: whether to look for
    those that are wholly covered.
    """
    places: dict[int, Territory] = {}
    unknown = []
    for member in members:
        if member.territory is None:
            unknown.append(member.name)
        else:
            places[member.territory.pk] = member.territory
    inside = communes_of_each([one for one in places.values() if one.kind != Kind.COMMUNE])
    own = {pk: one.population for pk, one in places.items() if one.kind == Kind.COMMUNE}
    people = dict(chain(own.items(), *(some.items() for some in inside.values())))
    unknown += [places[pk].name for pk, communes in inside.items() if not communes]
    uncounted = [pk for pk, number in people.items() if number is None]
    for some in chunks(uncounted, _AT_ONCE):
        unknown += Territory.objects.filter(pk__in=some).values_list("name", flat=True)
    # Communes of départements and régions that are members tell nothing about others.
    near = [communes for pk, communes in inside.items() if places[pk].kind not in _WHOLE]
    whole = _departements(places.values(), set(own).union(*near)) if departements else ()
    return Coverage(sum(number or 0 for number in people.values()), whole, tuple(dict.fromkeys(unknown)))


def _departements(places: Iterable[Territory], communes: set[int]) -> tuple[Territory, ...]:
    """Those that are wholly covered: members themselves, inside a région that is, or commune by commune."""
    found = {one.pk: one for one in places if one.kind == Kind.DEPARTEMENT}
    regions = [one.pk for one in places if one.kind == Kind.REGION]
    if regions:
        inside = Territory.objects.filter(kind=Kind.DEPARTEMENT, outer_links__container__in=regions)
        found |= {one.pk: one for one in inside}
    covered: Counter[int] = Counter()
    for some in chunks(sorted(communes), _AT_ONCE):
        links = Containment.objects.filter(member__in=some, container__in=_every_departement()).order_by()
        covered.update(links.values_list("container", flat=True))
    for one in Territory.objects.filter(pk__in=covered.keys() - found.keys()):
        if covered[one.pk] == one.inside.get(Kind.COMMUNE, 0):
            found[one.pk] = one
    return tuple(sorted(found.values(), key=lambda one: one.code))


@kept_until_written
def _every_departement() -> tuple[int, ...]:
    return tuple(Territory.objects.filter(kind=Kind.DEPARTEMENT).values_list("pk", flat=True))


def judge_grouping(
    wave: Wave, lead: Organisation | None, others: Sequence[Organisation] = (), covered: Coverage | None = None
) -> Ruling:
    """`lead` None: nobody yet. Rules are those of the wave, whatever other waves say. `covered`: by the same members,
    if it was found already.
    """
    members = list(dict.fromkeys(one for one in (lead, *others) if one is not None))
    found = coverage(members, departements=wave.covers_departement) if covered is None else covered
    if against := _refusals(wave, lead, found, alone=members == [lead]):
        return Ruling(Answer.NO, tuple(against), found)
    told, checks = _size(wave, found)
    if checks:
        return Ruling(Answer.TO_CHECK, tuple(checks), found)
    return Ruling(Answer.YES, tuple(told), found)


def _refusals(wave: Wave, lead: Organisation | None, found: Coverage, *, alone: bool) -> list[str]:
    if lead is None:
        return ["aucune collectivité n'est choisie"]
    if lead.kind not in _MAY_APPLY:
        return ["réservé aux collectivités et à leurs groupements"]
    reasons = []
    kinds = list(wave.allowed_kinds or [])
    if kinds and lead.territory and lead.territory.kind not in kinds:
        names = listed([PLURALS[kind] for kind in Kind if kind in kinds])
        reasons.append(f"le porteur doit être parmi les {names}")
    if wave.population_max and found.population > wave.population_max:
        most = thousands(wave.population_max)
        reasons.append(f"{quantity(found.population, 'habitant')} : au-dessus de la taille maximale, {most}")
    if not found.unknown and not _large_enough(wave, found):
        reasons.append(_too_small(wave, found, alone=alone))
    return reasons


def _large_enough(wave: Wave, found: Coverage) -> bool:
    if wave.population_min is None and not wave.covers_departement:
        return True
    if wave.covers_departement and found.departements:
        return True
    return wave.population_min is not None and found.population >= wave.population_min


def _too_small(wave: Wave, found: Coverage, *, alone: bool) -> str:
    who = "votre collectivité couvre" if alone else "le groupement couvre"
    asked = [f"{thousands(wave.population_min)} habitants"] if wave.population_min else []
    asked += ["un département entier"] if wave.covers_departement else []
    return f"{who} {quantity(found.population, 'habitant')} : il en faut {listed(asked, 'ou')}"


def _size(wave: Wave, found: Coverage) -> tuple[list[str], list[str]]:
    """Why it is a yes; what is to check."""
    told = [f"{quantity(found.population, 'habitant')}, chacun compté une fois"]
    if wave.covers_departement and found.departements:
        names = listed([one.name for one in found.departements[:3]])
        told.append(
            f"un département entier est couvert ({names})"
            if len(found.departements) == 1
            else f"des départements entiers sont couverts ({names})"
        )
    checks = []
    if found.unknown:
        names = listed(list(found.unknown[:3]))
        limited = wave.population_max or not _large_enough(wave, found)
        checks += [f"la population ou les communes de {names} ne sont pas connues du Store"] if limited else []
    return told, checks
