"""The fund and its envelopes. Axes are those of the press kits; how each is broken down is invented."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from catalogue.funding import envelope_book
from catalogue.funding.models import Axis, Envelope, Fund, Part, Purpose
from catalogue.needs.journal import anct
from catalogue.territories.models import Kind, Territory
from store.demo.consultation_2021.calendar import moment

SLUG = "france-relance"
AMOUNT = 88_000_000
AXES = {Axis.ONE: 30_000_000, Axis.TWO: 24_000_000, Axis.THREE: 34_000_000}
MORE, MORE_ON = 2_000_000, date(2023, 1, 18)
PARTS = (
    (Axis.ONE, Part.COCONSTRUCTION, 27_000_000, "Projets issus de la consultation"),
    (Axis.ONE, Part.INVESTIGATIONS, 3_000_000, "Programme national d'investigations"),
    (Axis.TWO, Part.DEMARCHES, 6_000_000, "Démarches en ligne de qualité"),
    (Axis.TWO, Part.DONNEES, 6_000_000, "Cycle de vie de la donnée"),
    (Axis.TWO, Part.COOPERATION, 4_000_000, "Coopération avec les acteurs locaux"),
    (Axis.TWO, Part.GUICHET, 8_000_000, "Guichet FranceConnect et API"),
)
LABS = 4_000_000
BEGUN, DELEGATED = date(2021, 1, 25), date(2021, 2, 22)
_ROUND = 1_000


def make_fund() -> Fund:
    """With the envelopes that national calls and préfectures draw on."""
    fund = Fund.objects.create(
        name="Transformation numérique des territoires (France Relance)",
        slug=SLUG,
        since=BEGUN,
        purpose="Ce que l'État a mis de côté pour les services numériques des collectivités.",
        is_demo=True,
    )
    start = moment(BEGUN, 9)
    root = Envelope.objects.create(fund=fund, name="Le fonds", is_demo=True)
    said = "Dossier de presse du 25 janvier 2021."
    envelope_book.provide(root, AMOUNT, anct(), opening=True, reason=said, at=start)
    axes = {axis: _under(root, amount, said, axis=axis, name=str(axis.label)) for axis, amount in AXES.items()}
    for axis, part, amount, name in PARTS:
        _under(axes[axis], amount, "Répartition de démonstration.", axis=axis, part=part, name=name)
    _local(axes[Axis.THREE])
    return fund


def _under(parent: Envelope, amount: int, reason: str, *, on: date = BEGUN, **fields) -> Envelope:
    child = Envelope.objects.create(fund=parent.fund, parent=parent, is_demo=True, **fields)
    envelope_book.delegate(parent, child, amount, anct(), reason=reason, at=moment(on, 10))
    return child


def _local(axis: Envelope) -> None:
    """A région keeps nothing: it delegates everything to its départements, by their inhabitants."""
    fields: dict[str, Any] = {"axis": Axis.THREE, "part": Part.LOCALE}
    reason = "Part versée aux projets menés avec un laboratoire."
    _under(axis, LABS, reason, **fields, purpose=Purpose.LABS, name="Laboratoires d'innovation territoriale")
    departements = departements_with_people()
    shares = shared(AXES[Axis.THREE] - LABS, [one.population or 0 for one in departements])
    by_region: dict[Territory, list[tuple[Territory, int]]] = {}
    above = _regions(departements)
    for one, amount in zip(departements, shares, strict=True):
        by_region.setdefault(above[one.pk], []).append((one, amount))
    for region, inside in by_region.items():
        total = sum(amount for _, amount in inside)
        said = "Délégation aux préfets de région, selon la population."
        name = f"Enveloppe locale : {region.name}"
        held = _under(axis, total, said, on=DELEGATED, **fields, territory=region, name=name)
        for one, amount in inside:
            said = "Délégation aux préfets de département, selon la population."
            name = f"Enveloppe locale : {one.name} ({one.code})"
            _under(held, amount, said, on=DELEGATED, **fields, territory=one, name=name)


def departements_with_people() -> list[Territory]:
    """Those of a région, in the order of their codes."""
    inside = Territory.objects.filter(kind=Kind.DEPARTEMENT, population__gt=0, outer_links__container__kind=Kind.REGION)
    return list(inside.distinct().order_by("code"))


def _regions(departements: Iterable[Territory]) -> dict[int, Territory]:
    rows = Territory.objects.filter(kind=Kind.REGION, inner_links__member__in=departements)
    links = rows.values_list("inner_links__member", "pk")
    regions = rows.in_bulk()
    return {member: regions[pk] for member, pk in links}


def shared(total: int, weights: list[int], unit: int = _ROUND) -> list[int]:
    """`total` in proportion to weights, by whole units; the largest takes what is left."""
    found = [total * weight // sum(weights) // unit * unit for weight in weights]
    found[weights.index(max(weights))] += total - sum(found)
    return found


def add_two_millions(fund: Fund) -> None:
    """Announced in January 2023, not broken down by axis."""
    root = Envelope.objects.get(fund=fund, parent=None)
    reason = "Le fonds passe de 88 à 90 M€ ; la somme n'est pas répartie entre les axes."
    envelope_book.provide(root, MORE, anct(), reason=reason, at=moment(MORE_ON, 9))


def envelope(fund: Fund, part: Part) -> Envelope:
    return Envelope.objects.get(fund=fund, part=part, territory=None, purpose=Purpose.GENERAL)
