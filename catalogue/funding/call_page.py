"""What the page of a call shows: each wave as the clock of the database sees it, its rules, how many files it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Sum

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.dates import moment
from catalogue.foundation.french import quantity
from catalogue.funding.fund_counts import FILED, of_state
from catalogue.funding.models import (
    DESK_AMOUNT,
    ApplicationState,
    CallKind,
    FundCount,
    FundingCall,
    PartnerWish,
    Wave,
    WaveExtension,
)
from catalogue.funding.models.calls import WaveState, end_in_words
from catalogue.funding.wave_words import Line, rules_in_words

_DECIDED = tuple(
    of_state(one)
    for one in (
        ApplicationState.GRANTED,
        ApplicationState.WAITING,
        ApplicationState.REFUSED,
        ApplicationState.REDIRECTED,
    )
)
"""Published decisions: what comes before is nobody's business."""


@dataclass(frozen=True)
class Delay:
    """An end that was put off: when it was, when it is, and why."""

    was: str
    becomes: str
    reason: str


@dataclass(frozen=True)
class WaveShown:
    """`filed`: how many files it received, whatever became of them. `seeking`: collectivités that seek partners."""

    wave: Wave
    filed: int = 0
    has_results: bool = False
    seeking: int = 0

    @property
    def state(self) -> WaveState:
        return WaveState(self.wave.state)

    @property
    def is_open(self) -> bool:
        return self.state == WaveState.OPEN

    @property
    def is_to_come(self) -> bool:
        return self.state == WaveState.TO_COME

    @property
    def when(self) -> str:
        if self.is_open:
            return f"Jusqu'au {self.wave.last_moment}"
        if self.is_to_come:
            return f"Du {moment(self.wave.opens)} au {self.wave.last_moment}"
        return f"Clos depuis le {self.wave.last_moment}"

    @property
    def rules(self) -> list[Line]:
        return rules_in_words(self.wave)

    @property
    def delays(self) -> list[Delay]:
        rows = self.wave.extensions.all()
        return [Delay(end_in_words(one.was_closing), end_in_words(one.closes), one.reason) for one in rows]

    @property
    def weights(self) -> list[Any]:
        """Criteria of the jury, as the grid puts them in order."""
        return list(self.wave.grid.criteria.all()) if self.wave.grid else []

    @property
    def left(self) -> str:
        """Of the desk: how many more files its envelope pays for. Empty for other calls, or once it is closed."""
        envelope = self.wave.envelope
        if self.wave.call.kind != CallKind.DESK or envelope is None or not self.is_open:
            return ""
        files = envelope.remainder // DESK_AMOUNT
        if not files:
            return "L'enveloppe est épuisée : un dossier conforme passe en liste d'attente"
        return f"Il reste {quantity(files, 'dossier')} à financer"


class FundingCallShown:
    """`waves`: the first to be filed in first, then those to come, then those that are over."""

    def __init__(self, call: FundingCall, waves: Sequence[WaveShown]) -> None:
        self.call = call
        order = {WaveState.OPEN: 0, WaveState.TO_COME: 1, WaveState.CLOSED: 2}
        self.waves = sorted(waves, key=lambda one: (order[one.state], _nearness(one)))

    @property
    def current(self) -> WaveShown | None:
        return self.waves[0] if self.waves else None

    @property
    def is_numbered(self) -> bool:
        """Whether waves are told apart by their number."""
        return len(self.waves) > 1

    @cached_property
    def has_results(self) -> bool:
        return any(one.has_results for one in self.waves)

    @property
    def filed(self) -> int:
        return sum(one.filed for one in self.waves)


def _nearness(shown: WaveShown) -> float:
    if shown.state == WaveState.TO_COME:
        return shown.wave.opens.timestamp()
    closes = shown.wave.closes.timestamp()
    return closes if shown.is_open else -closes


def call_shown(call: FundingCall) -> FundingCallShown:
    """Five queries at most, however many files there are."""
    rows = Wave.objects.filter(call=call).with_state().select_related("envelope", "grid")
    delays = Prefetch("extensions", WaveExtension.objects.order_by("at", "pk"))
    waves = list(rows.prefetch_related(delays, "grid__criteria"))
    figures = _figures(call.fund_id)
    seeking = seeking_partners()
    for wave in waves:
        wave.call = call
    return FundingCallShown(call, [_shown(wave, figures, seeking) for wave in waves])


def _shown(wave: Wave, figures: dict[tuple[str, str], int], seeking: dict[int, int]) -> WaveShown:
    decided = any(figures.get((wave.line, measure)) for measure in _DECIDED)
    return WaveShown(wave, figures.get((wave.line, FILED), 0), decided, seeking.get(wave.pk, 0))


@kept_until_written
def _figures(fund: int) -> dict[tuple[str, str], int]:
    """By line and measure, from the figures of each day: as many rows as days and waves, not as files."""
    rows = FundCount.objects.filter(fund=fund, measure__in=(FILED, *_DECIDED)).order_by()
    found = rows.values("line", "measure").annotate(all=Sum("value")).values_list("line", "measure", "all")
    return {(line, measure): value for line, measure, value in found}


@kept_until_written
def seeking_partners() -> dict[int, int]:
    """How many collectivités seek partners, by wave."""
    found: dict[int, int] = {}
    for wave in PartnerWish.objects.order_by().values_list("wave", flat=True):
        found[wave] = found.get(wave, 0) + 1
    return found
