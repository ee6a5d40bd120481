"""Who may use a service: rules judged without a database."""

from dataclasses import dataclass
from typing import Any, Protocol, Self

from catalogue.foundation.french import listed, quantity, thousands
from catalogue.services.choices import Phase
from catalogue.territories.models import Kind
from catalogue.territories.wording import PLURALS

HIDDEN = "un service qui n'est pas public"
"""Anybody can read a reason, so it must not name a service that is not public."""
NOTHING_TO_USE: dict[str, str] = {
    Phase.INVESTIGATION: "pas encore d'outil : le besoin est à l'étude",
    Phase.ARRETE: "n'est plus proposé",
}
"""Phases in which nobody can use the service, and why."""


class Conditions(Protocol):
    @property
    def phase(self) -> str: ...

    @property
    def allowed_kinds(self) -> list[str]: ...

    @property
    def population_min(self) -> int | None: ...

    @property
    def population_max(self) -> int | None: ...


@dataclass(frozen=True)
class Rules:
    """No kind means all kinds. `requires`: id and title of the services that must be in use first."""

    kinds: tuple[str, ...] = ()
    population_min: int | None = None
    population_max: int | None = None
    requires: tuple[tuple[int, str], ...] = ()
    phase: str = ""

    @classmethod
    def of(cls, sheet: Conditions, requires: tuple[tuple[int, str], ...]) -> Self:
        return cls(tuple(sheet.allowed_kinds or ()), sheet.population_min, sheet.population_max, requires, sheet.phase)


@dataclass(frozen=True)
class Verdict:
    """`reasons`: in French, why the service is not usable; empty if it is."""

    usable: bool
    reasons: tuple[str, ...] = ()


def rules_of(page: Any) -> Rules:
    """One query, and two per required service."""
    needs = page.required_services.select_related("service")
    return Rules.of(page, tuple((n.service_id, n.service.title if n.service.is_public else HIDDEN) for n in needs))


def judge(rules: Rules, kind: str, population: int | None, in_use: frozenset[int]) -> Verdict:
    """Whether a collectivité of this kind and population, which uses the services `in_use` (ids), may use this one."""
    reasons = [
        *_phase_reasons(rules),
        *_kind_reasons(rules, kind),
        *_population_reasons(rules, population),
        *(f"demande d'utiliser d'abord {title}" for pk, title in rules.requires if pk not in in_use),
    ]
    return Verdict(usable=not reasons, reasons=tuple(reasons))


def _phase_reasons(rules: Rules) -> list[str]:
    return [NOTHING_TO_USE[rules.phase]] if rules.phase in NOTHING_TO_USE else []


def _kind_reasons(rules: Rules, kind: str) -> list[str]:
    if not rules.kinds or kind in rules.kinds:
        return []
    names = [PLURALS[k] for k in Kind if k in rules.kinds] or ["structures d'une autre nature"]
    return [f"réservé aux {listed(names)}"]


def _population_reasons(rules: Rules, population: int | None) -> list[str]:
    if rules.population_min is None and rules.population_max is None:
        return []
    if population is None:
        return ["dépend de la population, qui n'est pas connue pour ce territoire"]
    reasons = []
    if rules.population_min is not None and population < rules.population_min:
        reasons.append(
            f"à partir de {quantity(rules.population_min, 'habitant')} (population : {thousands(population)})"
        )
    if rules.population_max is not None and population > rules.population_max:
        reasons.append(f"jusqu'à {quantity(rules.population_max, 'habitant')} (population : {thousands(population)})")
    return reasons
