"""The envelopes of the fund as people read them: from the fund to its parts, then by région and département."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogue.deployments.departement_uses import departements_and_regions
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.spreadsheets import Row
from catalogue.funding.envelope_map import EnvelopeMap, draw_envelopes
from catalogue.funding.models import Envelope
from catalogue.territories.models import Kind, Territory

HEADINGS = ("Enveloppe", "Axe", "Volet", "Objet", "Territoire", "Reçu", "Délégué", "Attribué", "Reste", "Démonstration")


@dataclass(frozen=True)
class Sums:
    """`amount` = `delegated` + `awarded` + `left`. `has_demo`: some of it is invented."""

    amount: int = 0
    delegated: int = 0
    awarded: int = 0
    has_demo: bool = False

    @property
    def left(self) -> int:
        return self.amount - self.delegated - self.awarded

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.amount + other.amount,
            self.delegated + other.delegated,
            self.awarded + other.awarded,
            self.has_demo or other.has_demo,
        )


@dataclass(frozen=True)
class EnvelopeLine:
    """`depth`: 0 for the fund."""

    envelope: Envelope
    sums: Sums
    depth: int


@dataclass(frozen=True)
class LocalEnvelopes:
    """Of a région or a département, whatever their number. `inside`: its départements'; `spread`: what it and they
    awarded.
    """

    territory: Territory
    sums: Sums
    inside: tuple["LocalEnvelopes", ...] = ()

    @property
    def spread(self) -> int:
        return self.sums.awarded + sum(one.sums.awarded for one in self.inside)


@dataclass(frozen=True)
class EnvelopeTree:
    national: tuple[EnvelopeLine, ...]
    regions: tuple[LocalEnvelopes, ...]
    maps: tuple[EnvelopeMap, ...]
    has_demo: bool


def sums_of(envelopes: Iterable[Envelope]) -> Sums:
    return sum((Sums(one.amount, one.delegated, one.awarded, one.is_demo) for one in envelopes), Sums())


@kept_until_written
def tree_of(fund: int) -> EnvelopeTree:
    """Two queries: envelopes, places. There are some hundreds of envelopes at most: perimeters are régions and
    départements.
    """
    rows = _envelopes(fund)
    local: dict[str, list[Envelope]] = {}
    for row in rows:
        if row.territory is not None:
            local.setdefault(row.territory.key, []).append(row)
    sums = {key: sums_of(its) for key, its in local.items()}
    amounts = {key: its.amount for key, its in sums.items() if its.amount}
    return EnvelopeTree(
        national=tuple(_national(rows)),
        regions=tuple(_regions(sums)),
        maps=tuple(draw_envelopes(kind, amounts) for kind in (Kind.REGION, Kind.DEPARTEMENT)) if amounts else (),
        has_demo=any(row.is_demo for row in rows),
    )


def _envelopes(fund: int) -> list[Envelope]:
    return list(Envelope.objects.filter(fund=fund).select_related("territory"))


def _national(rows: Sequence[Envelope], parent: int | None = None, depth: int = 0) -> Iterator[EnvelopeLine]:
    for row in rows:
        if row.parent_id == parent and row.territory_id is None:
            yield EnvelopeLine(row, sums_of([row]), depth)
            yield from _national(rows, row.pk, depth + 1)


def _regions(sums: Mapping[str, Sums]) -> Iterator[LocalEnvelopes]:
    """Those with something, or whose départements have something."""
    places = departements_and_regions()
    by_name = sorted(places.values(), key=lambda place: place.folded_name)
    departements = [place for place in by_name if place.kind == Kind.DEPARTEMENT and place.key in sums]
    for region in by_name:
        if region.kind != Kind.REGION:
            continue
        its = [LocalEnvelopes(one, sums[one.key]) for one in departements if vars(one)["region"] == region.code]
        if its or region.key in sums:
            yield LocalEnvelopes(region, sums.get(region.key, Sums()), tuple(its))


def envelope_rows(fund: int) -> Iterator[Row]:
    yield HEADINGS
    for row in _envelopes(fund):
        place = f"{row.territory.name} ({row.territory.key})" if row.territory else ""
        labels = (row.get_axis_display() if row.axis else "", row.get_part_display() if row.part else "")
        sums = (row.amount, row.delegated, row.awarded, row.remainder)
        yield (row.name, *labels, row.get_purpose_display(), place, *sums, "oui" if row.is_demo else "non")
