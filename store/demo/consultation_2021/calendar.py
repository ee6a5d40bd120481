"""The true dates of 2021, and moments of working days between two of them."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from catalogue.needs.models import PhaseKind

_OFFICE = range(9, 18)
_WEEKEND = 0.15
_SATURDAY = 5


def moment(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Paris time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


OPENING = date(2021, 1, 25)
CLOSING = date(2021, 3, 15)
FIRST_SUPPORT = date(2021, 4, 1)
LAST_SUPPORT = date(2021, 5, 1)
FIRST_COMMITTEE = date(2021, 5, 3)
SECOND_COMMITTEE_PLANNED = date(2021, 7, 5)
SECOND_COMMITTEE = date(2021, 7, 30)
"""« Fin juillet », say the sources, without the day."""

# Opens, and the last day.
PHASES: dict[PhaseKind, tuple[date, date, str]] = {
    PhaseKind.RECUEIL: (OPENING, CLOSING, "Collectivités, groupements et partenaires disent leurs besoins."),
    PhaseKind.REGROUPEMENT: (
        date(2021, 2, 15),
        date(2021, 3, 31),
        "L'ANCT rapproche les contributions semblables, sans les fondre : chacune reste lisible à son adresse.",
    ),
    PhaseKind.SOUTIEN: (FIRST_SUPPORT, LAST_SUPPORT, "Une voix par collectivité et par proposition, sans limite."),
    PhaseKind.SELECTION: (
        FIRST_COMMITTEE,
        SECOND_COMMITTEE_PLANNED,
        "Un premier comité retient des propositions, un second des projets parmi leurs contributions.",
    ),
    PhaseKind.INTERET: (
        date(2021, 5, 4),
        date(2021, 6, 30),
        "Les collectivités qui le souhaitent rejoignent un groupe de travail : il suffit d'y participer.",
    ),
    PhaseKind.DEPLOIEMENT: (
        date(2021, 8, 1),
        date(2023, 12, 31),
        "Les services sont construits ou déployés avec les territoires référents.",
    ),
}


def over(last_day: date) -> datetime:
    """The second at which a phase whose last day this is closes."""
    return moment(last_day + timedelta(days=1))


def moments(first: date, last: date, number: int, chance: random.Random, rush: float = 1) -> list[datetime]:
    """In order; people write in the daytime, little at weekends, and `rush` times more at the end than at the start."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weights = [_weight(day, rank / len(days), rush) for rank, day in enumerate(days)]
    chosen = chance.choices(days, weights, k=number)
    return sorted(_in_the_day(day, chance) for day in chosen)


def _weight(day: date, gone: float, rush: float) -> float:
    return (_WEEKEND if day.weekday() >= _SATURDAY else 1) * (1 + (rush - 1) * gone)


def _in_the_day(day: date, chance: random.Random) -> datetime:
    return moment(day, chance.choice(_OFFICE), chance.randrange(60))


def later(start: datetime, days: Sequence[int], chance: random.Random) -> datetime:
    """Some working days after, at an hour of the team."""
    day = timezone.localtime(start).date() + timedelta(days=chance.choice(days))
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return _in_the_day(day, chance)
