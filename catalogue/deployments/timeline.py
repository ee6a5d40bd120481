"""When organisations started and stopped using a service, in a few lines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from catalogue.deployments.models import VALID_STANDINGS, Deployment, Status
from catalogue.foundation.dates import day as day_in_words
from catalogue.foundation.french import quantity
from catalogue.foundation.prepared_queries import Prepared
from catalogue.services.models import ServicePage

_SHOWN = 8
_TOLD_BY_DAY = 12
_NAMED_TOGETHER = 5
_NAMED_UP_TO = 60
"""Events: beyond, they are only counted."""

_START, _INTEREST, _END = "debut", "interet", "fin"
_ONE = {_START: "commence à l'utiliser", _INTEREST: "se dit intéressée", _END: "cesse de l'utiliser"}
_MANY = {_START: "commencent à l'utiliser", _INTEREST: "se disent intéressées", _END: "cessent de l'utiliser"}
_COUNTED = {_START: "mises en service", _INTEREST: "marques d'intérêt", _END: "arrêts"}


@dataclass(frozen=True)
class Event:
    """`when`: a date in words, or a year if there are too many events; `iso`: for machines."""

    iso: str
    when: str
    label: str


@dataclass(frozen=True)
class Timeline:
    """Events, the last ones `folded`. Demonstration data are only counted, apart, and name nobody.

    `left_out`: some deployments do not count and are not shown.
    """

    known: tuple[Event, ...]
    folded: tuple[Event, ...]
    made_up: str
    left_out: bool = False

    def __bool__(self) -> bool:
        return bool(self.known or self.made_up)


def timeline_of(service: ServicePage, counts: Mapping[str, int]) -> Timeline:
    """From `ServiceFigures.counts`, for valid uses only. One query, if there are few enough users to name them."""
    known, made_up = _happened(counts, ""), _happened(counts, "démo")
    events = _events(_told(service)) if 0 < known.total() <= _NAMED_UP_TO else _years(known)
    left_out = any(number for key, number in counts.items() if _is_apart(key))
    return Timeline(events[:_SHOWN], events[_SHOWN:], _summed(made_up), left_out)


def _happened(counts: Mapping[str, int], demo: str) -> Counter[tuple[str, int]]:
    """How many times each thing happened each year."""
    happened: Counter[tuple[str, int]] = Counter()
    for key, number in counts.items():
        what, _, rest = key.partition("|")
        year, _, made_up = rest.partition("|")
        if what in _ONE and made_up == demo:
            happened[what, int(year)] = number
    return happened


def _is_apart(key: str) -> bool:
    what, _, rest = key.partition("|")
    return what == "statut" and rest.split("|")[1] not in VALID_STANDINGS


class DatedUse(NamedTuple):
    status: str
    since: date | None
    until: date | None
    user: str


def _told(service: ServicePage) -> Iterable[DatedUse]:
    return (DatedUse(*row) for row in _DATED.rows([service.pk]))


def _write_dated(ids: list[int]) -> QuerySet:
    counted = Deployment.objects.valid().filter(service__in=ids, is_demo=False).order_by("pk")
    return counted.exclude(since=None, until=None).values_list("status", "since", "until", "organisation__name")


_DATED = Prepared(_write_dated, 1)


def _years(happened: Counter[tuple[str, int]]) -> tuple[Event, ...]:
    """« 48 organisations commencent à l'utiliser ; 2 organisations cessent de l'utiliser »: too many to name."""
    years: dict[int, list[str]] = {}
    for what, year in sorted(happened, key=lambda key: [*_ONE].index(key[0])):
        count = happened[what, year]
        said = f"{quantity(count, 'organisation')} {(_MANY if count > 1 else _ONE)[what]}"
        years.setdefault(year, []).append(said)
    return tuple(Event(str(year), str(year), " ; ".join(said)) for year, said in sorted(years.items()))


def _events(uses: Iterable[DatedUse]) -> tuple[Event, ...]:
    """What happened and when, oldest first; beyond a dozen dates, year by year."""
    dated = [*_happenings(uses)]
    by_year = len({(day, what) for day, what, _ in dated}) > _TOLD_BY_DAY
    together: dict[date, dict[str, list[DatedUse]]] = {}
    for day, what, use in dated:
        when = day.replace(month=1, day=1) if by_year else day
        together.setdefault(when, {}).setdefault(what, []).append(use)
    return tuple(
        Event(
            iso=str(day.year) if by_year else day.isoformat(),
            when=str(day.year) if by_year else day_in_words(day),
            label=" ; ".join(_label(what, happened[what]) for what in _ONE if what in happened),
        )
        for day, happened in sorted(together.items(), key=lambda item: item[0])
    )


def _summed(happened: Counter[tuple[str, int]]) -> str:
    """« mises en service : 7 en 2018, 11 en 2019 ; arrêts : 1 en 2023 »"""
    years: dict[str, list[str]] = {}
    for (what, year), count in sorted(happened.items(), key=lambda item: item[0][1]):
        years.setdefault(what, []).append(f"{count} en {year}")
    return " ; ".join(f"{words} : {', '.join(years[what])}" for what, words in _COUNTED.items() if what in years)


def _happenings(uses: Iterable[DatedUse]) -> Iterator[tuple[date, str, DatedUse]]:
    for use in uses:
        if use.since:
            yield use.since, _INTEREST if use.status == Status.INTERET else _START, use
        if use.until:
            yield use.until, _END, use


def _label(what: str, uses: list[DatedUse]) -> str:
    names = [use.user for use in uses]
    told = ", ".join(names[:_NAMED_TOGETHER])
    if len(names) > _NAMED_TOGETHER:
        told += f" et {quantity(len(names) - _NAMED_TOGETHER, 'autre')}"
    return f"{told} {(_MANY if len(names) > 1 else _ONE)[what]}"
