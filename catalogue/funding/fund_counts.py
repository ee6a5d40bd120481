"""The figures of the fund, kept day by day with each write: those of any date are the sum of the days before it.

`recount` computes them again from movements and events.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from catalogue.funding.models import (
    ApplicationEvent,
    ApplicationState,
    EnvelopeMovement,
    Fund,
    FundCount,
    GrantAct,
    GrantEvent,
    MovementKind,
    Purpose,
)
from catalogue.funding.models.envelopes import Envelope

ALLOCATED, DELEGATED, DELEGATED_NEAR = "alloue", "delegue", "delegue-departements"
AWARDED, SIGNED, PAID, GIVEN_BACK = "attribue", "signe", "verse", "reverse"
GRANTS, FILED, BENEFICIARIES, SERVED = "subventions", "deposes", "beneficiaires", "collectivites"
"""Measures. Euros: from ALLOCATED to GIVEN_BACK. BENEFICIARIES receive money, SERVED count members of groupings too:
both are of the whole fund only, since one may have several grants.
"""


def of_state(state: str) -> str:
    """The measure that counts files in a state."""
    return f"etat|{state}"


@dataclass(frozen=True)
class FigureChange:
    line: str
    measure: str
    value: int


def add(fund: int, at: datetime, changes: Iterable[FigureChange]) -> None:
    """In the caller's transaction."""
    more: Counter[tuple[str, str]] = Counter()
    for change in changes:
        more[change.line, change.measure] += change.value
    day = timezone.localdate(at)
    for line, measure in sorted(key for key, value in more.items() if value):
        _add(fund, day, line, measure, more[line, measure])


def _add(fund: int, day: date, line: str, measure: str, value: int) -> None:
    rows = FundCount.objects.filter(fund=fund, day=day, line=line, measure=measure)
    if not rows.update(value=F("value") + value):
        fresh = FundCount(fund_id=fund, day=day, line=line, measure=measure)
        FundCount.objects.bulk_create([fresh], ignore_conflicts=True)
        rows.update(value=F("value") + value)


class Figures(Mapping[tuple[str, str], int]):
    """By line and measure, on a day. A line holds those under it: « axe-2 » is the sum of its parts, « » of all.

    Several lines separated by commas are added.
    """

    def __init__(self, rows: Iterable[tuple[str, str, int]]) -> None:
        self._sums: Counter[tuple[str, str]] = Counter()
        for line, measure, value in rows:
            for above in _lines_above(line):
                self._sums[above, measure] += value

    def __getitem__(self, key: tuple[str, str]) -> int:
        lines, measure = key
        return sum(self._sums[line.strip(), measure] for line in lines.split(","))

    def __iter__(self):
        return iter(self._sums)

    def __len__(self) -> int:
        return len(self._sums)


def _lines_above(line: str) -> list[str]:
    """« axe-2|guichet|1 »: itself, « axe-2|guichet », « axe-2 », « ». Each once for « axe-3||1 » too."""
    parts = line.rstrip("|").split("|") if line.strip("|") else []
    above = ["|".join(parts[:size]).rstrip("|") for size in range(len(parts), -1, -1)]
    return list(dict.fromkeys(above))


def figures_at(fund: Fund | int, day: date) -> Figures:
    """At the end of a day. One query."""
    rows = FundCount.objects.filter(fund=fund, day__lte=day).order_by()
    return Figures(rows.values("line", "measure").annotate(all=Sum("value")).values_list("line", "measure", "all"))


# What each line of the journals adds


def changes_of_movement(row: EnvelopeMovement) -> list[FigureChange]:
    """Awards are counted from the grants."""
    if row.kind in (MovementKind.OPENED, MovementKind.ADDED):
        return [FigureChange(line_of(row.envelope), ALLOCATED, row.amount)]
    if row.child is None:
        return []
    amount = row.amount if row.kind == MovementKind.DELEGATED else -row.amount
    found = []
    if line_of(row.child) != line_of(row.envelope):
        # What an axis gives to one of its parts is not allocated twice.
        found.append(FigureChange(line_of(row.child), ALLOCATED, amount))
        found.append(FigureChange(line_of(row.envelope), ALLOCATED, -amount))
    if row.child.territory_id is not None:
        measure = DELEGATED if row.envelope.territory_id is None else DELEGATED_NEAR
        found.append(FigureChange(line_of(row.child), measure, amount))
    return found


def line_of(envelope: Envelope) -> str:
    """What is kept for a purpose is a line of its own: « axe-3|laboratoires|»."""
    part = envelope.part if envelope.purpose == Purpose.GENERAL else envelope.purpose
    return f"{envelope.axis}|{part}|"


def changes_of_application(event: ApplicationEvent, line: str) -> list[FigureChange]:
    """`line`: of the wave of the file. Drafts are not counted, whatever becomes of them."""
    if not event.to_state or event.to_state == event.from_state:
        return []
    unfiled = ("", ApplicationState.DRAFT, ApplicationState.NOT_FILED)
    found = [] if event.to_state in unfiled else [FigureChange(line, of_state(event.to_state), 1)]
    if event.from_state in unfiled:
        return [*found, FigureChange(line, FILED, 1)] if found else []
    return [*found, FigureChange(line, of_state(event.from_state), -1)]


def changes_of_grant(event: GrantEvent, line: str) -> list[FigureChange]:
    """What is no longer due is no longer awarded, nor signed if it was."""
    amount = event.amount or 0
    if event.act == GrantAct.AWARDED:
        return [FigureChange(line, AWARDED, amount), FigureChange(line, GRANTS, 1)]
    if event.act in (GrantAct.CANCELLED, GrantAct.REDUCED, GrantAct.GIVEN_BACK):
        signed = GrantEvent.objects.filter(grant=event.grant_id, act=GrantAct.SIGNED, pk__lt=event.pk).exists()
        less = [FigureChange(line, one, -amount) for one in ((AWARDED, SIGNED) if signed else (AWARDED,))]
        if event.act == GrantAct.CANCELLED:
            return [*less, FigureChange(line, GRANTS, -1)]
        return [*less, FigureChange(line, GIVEN_BACK, amount)] if event.act == GrantAct.GIVEN_BACK else less
    measure = {GrantAct.SIGNED: SIGNED, GrantAct.PAID: PAID}.get(GrantAct(event.act))
    return [FigureChange(line, measure, amount)] if measure else []


def line_of_grant(grant) -> str:
    """Of the wave of its file; of its envelope where there is none, or where it is kept for a purpose."""
    by_wave = grant.application_id and grant.envelope.purpose == Purpose.GENERAL
    return grant.application.wave.line if by_wave else line_of(grant.envelope)


@transaction.atomic
def recount(fund: Fund, *, mend: bool = True) -> int:
    """How many daily figures differ from what movements and events say."""
    right: Counter[tuple[date, str, str]] = Counter()

    def note(at: datetime, changes: Iterable[FigureChange]) -> None:
        for one in changes:
            right[timezone.localdate(at), one.line, one.measure] += one.value

    movements = EnvelopeMovement.objects.filter(envelope__fund=fund).select_related("envelope", "child")
    for movement in movements.iterator(chunk_size=2_000):
        note(movement.at, changes_of_movement(movement))
    events = ApplicationEvent.objects.filter(application__call__fund=fund).exclude(to_state="")
    for event in events.select_related("application__wave__call").iterator(chunk_size=2_000):
        note(event.at, changes_of_application(event, event.application.wave.line))
    holders: Counter[int] = Counter()
    reached: Counter[int] = Counter()
    grants = GrantEvent.objects.filter(grant__fund=fund).order_by("at", "pk").prefetch_related("grant__members")
    for told in grants.select_related("grant__envelope", "grant__application__wave__call"):
        note(told.at, changes_of_grant(told, line_of_grant(told.grant)))
        note(told.at, reach_changes(told.act, told.grant.beneficiary_id, _members(told.grant), holders, reached))
    rows = {(one.day, one.line, one.measure): one.value for one in FundCount.objects.filter(fund=fund)}
    wrong = {key for key in rows.keys() | right.keys() if rows.get(key, 0) != right.get(key, 0)}
    if mend:
        for day, line, measure in wrong:
            key = (day, line, measure)
            _add(fund.pk, day, line, measure, right.get(key, 0) - rows.get(key, 0))
    return len(wrong)


def _members(grant) -> list[int]:
    return [one.organisation_id for one in grant.members.all()]


def reach_changes(
    act: str, beneficiary: int, members: Iterable[int], holders: Counter[int], reached: Counter[int]
) -> list[FigureChange]:
    """`holders`, `reached`: standing grants of each organisation before this act; changed by it."""
    sign = {GrantAct.AWARDED: 1, GrantAct.CANCELLED: -1}.get(GrantAct(act), 0)
    if not sign:
        return []
    found = []
    for counter, who, measure in (
        (holders, [beneficiary], BENEFICIARIES),
        (reached, [beneficiary, *members], SERVED),
    ):
        for one in dict.fromkeys(who):
            counter[one] += sign
            if counter[one] == (1 if sign > 0 else 0):
                found.append(FigureChange("", measure, sign))
    return found
