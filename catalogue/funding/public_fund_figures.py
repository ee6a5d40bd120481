"""What anybody may know of the figures of the fund, on any days.

States of files are told in public words. As long as the jury of a wave has published nothing, whoever is inadmissible
or dismissed is « à l'étude » as everybody else.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from catalogue.foundation.caching import kept_until_written
from catalogue.funding.fund_counts import (
    ALLOCATED,
    AWARDED,
    BENEFICIARIES,
    DELEGATED,
    DELEGATED_NEAR,
    FILED,
    GIVEN_BACK,
    GRANTS,
    PAID,
    SERVED,
    SIGNED,
    Figures,
    of_state,
)
from catalogue.funding.models import UNDER_REVIEW, ApplicationState, Axis, FundCount, Part

STUDIED, RETAINED, WAITING = "a-l-etude", "retenus", "liste-d-attente"
DECLINED, WITHDRAWN, ADMITTED = "non-retenus", "retires", "recevables"
EUROS: Mapping[str, str] = {
    ALLOCATED: "Alloué",
    DELEGATED: "Délégué aux régions",
    DELEGATED_NEAR: "Délégué aux départements",
    AWARDED: "Attribué",
    SIGNED: "Signé",
    PAID: "Versé",
    GIVEN_BACK: "Reversé",
}
FILES: Mapping[str, str] = {
    FILED: "Déposés",
    STUDIED: "À l'étude",
    RETAINED: "Retenus",
    WAITING: "Liste d'attente",
    DECLINED: "Non retenus",
    WITHDRAWN: "Retirés",
}
NUMBERS: Mapping[str, str] = {
    GRANTS: "Subventions",
    **FILES,
    ADMITTED: "Recevables, une fois le jury passé",
    BENEFICIARIES: "Bénéficiaires",
    SERVED: "Collectivités, membres des groupements comptés",
}
MEASURES: Mapping[str, str] = {**EUROS, **NUMBERS}

_State = ApplicationState
_STATES = of_state("")
_GOOD = {_State.GRANTED: RETAINED, _State.WAITING: WAITING, _State.WITHDRAWN: WITHDRAWN}
_BAD = (_State.REFUSED, _State.REDIRECTED, _State.INADMISSIBLE, _State.DISMISSED)
_SAID_BY_A_JURY = (_State.GRANTED, _State.WAITING, _State.REFUSED)


@kept_until_written
def public_figures(fund: int, days: tuple[date, ...]) -> Mapping[date, Figures]:
    """At the end of each day. One query, whatever the number of days."""
    sums = {f"until_{n}": Coalesce(Sum("value", filter=Q(day__lte=day)), 0) for n, day in enumerate(days)}
    rows = FundCount.objects.filter(fund=fund, day__lte=max(days)).order_by()
    found = list(rows.values_list("line", "measure").annotate(**sums))
    return {
        day: Figures(_told([(line, measure, values[n]) for line, measure, *values in found]))
        for n, day in enumerate(days)
    }


def _told(rows: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, str, int]]:
    states: dict[str, Counter[str]] = {}
    for line, measure, value in rows:
        if measure.startswith(_STATES):
            states.setdefault(line, Counter())[measure.removeprefix(_STATES)] += value
        else:
            yield line, measure, value
    for line, its in states.items():
        yield from ((line, measure, value) for measure, value in _of_files(line, its) if value)


def _of_files(line: str, states: Counter[str]) -> Iterator[tuple[str, int]]:
    studied, declined = sum(states[one] for one in UNDER_REVIEW), sum(states[one] for one in _BAD)
    if _is_judged(line) and not any(states[one] for one in _SAID_BY_A_JURY):
        studied, declined = studied + declined, 0
    elif _is_judged(line):
        yield ADMITTED, sum(states.values()) - states[_State.INADMISSIBLE]
    yield STUDIED, studied
    yield DECLINED, declined
    for state, measure in _GOOD.items():
        yield measure, states[state]


def _is_judged(line: str) -> bool:
    """By a jury, for a whole wave at once."""
    axis, _, rest = line.partition("|")
    return axis == Axis.TWO and not rest.startswith(Part.GUICHET)
