"""The envelopes of one région or département: what they hold, their movements, what they paid for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.french import thousands
from catalogue.funding.envelope_tree import LocalEnvelopes, Sums, sums_of, tree_of
from catalogue.funding.models import Envelope, EnvelopeMovement, Fund, Grant, MovementKind
from catalogue.territories.models import Kind, Territory

WITH_ENVELOPES = (Kind.REGION, Kind.DEPARTEMENT)
_MOVEMENTS, _GRANTS = 50, 20
"""Shown, the latest first."""


@dataclass(frozen=True)
class ToldMovement:
    """As it is seen from some envelopes. `told`: « reçu de … », « délégué à … »."""

    movement: EnvelopeMovement
    told: str
    sign: str

    @property
    def amount(self) -> str:
        return f"{self.sign} {thousands(self.movement.amount)} €"


@dataclass(frozen=True)
class PlaceEnvelopes:
    """`grants`: the latest that these envelopes pay for. `inside`: envelopes of the départements of a région."""

    territory: Territory
    envelopes: tuple[Envelope, ...]
    sums: Sums
    movements: tuple[ToldMovement, ...]
    grants: tuple[Grant, ...]
    inside: tuple[LocalEnvelopes, ...]

    @property
    def has_demo(self) -> bool:
        return any(one.is_demo for one in self.envelopes)

    @property
    def more_grants(self) -> bool:
        return len(self.grants) == _GRANTS


def envelopes_of_place(fund: Fund, territory: Territory) -> PlaceEnvelopes | None:
    """None where there is none."""
    if territory.kind not in WITH_ENVELOPES:
        return None
    envelopes = list(Envelope.objects.filter(fund=fund, territory=territory).select_related("territory", "parent"))
    regions = tree_of(fund.pk).regions
    inside = next((one.inside for one in regions if one.territory.pk == territory.pk), ())
    if not envelopes and not inside:
        return None
    grants = Grant.objects.filter(envelope__in=envelopes).select_related("beneficiary__territory", "application__wave")
    return PlaceEnvelopes(
        territory,
        tuple(envelopes),
        sums_of(envelopes),
        tuple(movements_of(envelopes)),
        tuple(grants.order_by("-awarded_at", "-pk")[:_GRANTS]),
        inside,
    )


def movements_of(envelopes: Sequence[Envelope], most: int = _MOVEMENTS) -> list[ToldMovement]:
    """The latest first, without awards, which are the grants."""
    own = [one.pk for one in envelopes]
    rows = EnvelopeMovement.objects.filter(Q(envelope__in=own) | Q(child__in=own)).exclude(kind=MovementKind.AWARDED)
    found = rows.select_related("envelope", "child", "grant").order_by("-at", "-pk")
    return [_seen_from(row, set(own)) for row in found[:most]]


def _seen_from(row: EnvelopeMovement, own: set[int]) -> ToldMovement:
    if row.child is None:
        grant = f" par {row.grant.reference}" if row.grant else ""
        return ToldMovement(row, f"{row.get_kind_display()}{grant}", "+")
    gives = row.kind == MovementKind.DELEGATED
    if row.envelope_id in own:
        return ToldMovement(row, f"{'Délégué à' if gives else 'Repris à'} « {row.child} »", "−" if gives else "+")
    return ToldMovement(row, f"{'Reçu de' if gives else 'Repris par'} « {row.envelope} »", "+" if gives else "−")


def envelopes_here(territory: Territory) -> Sums | None:
    """For the page of a région or a département; None for others."""
    return sums_by_place().get(territory.pk) if territory.kind in WITH_ENVELOPES else None


@kept_until_written
def sums_by_place() -> Mapping[int, Sums]:
    rows: dict[int, list[Envelope]] = {}
    for row in Envelope.objects.filter(territory__isnull=False):
        if row.territory_id:
            rows.setdefault(row.territory_id, []).append(row)
    return {place: sums_of(its) for place, its in rows.items()}
