"""Public digital operators (OPSN): syndicats, agencies, GIP that bring services to collectivités.

The file says which départements each serves. Who their members are, they say themselves, in the admin.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from catalogue.foundation.french import listed
from catalogue.territories.models import Kind, Organisation, OrganisationKind, Territory
from catalogue.territories.wording import place

OPERATORS_FILE = Path(__file__).parent / "data" / "operateurs-numeriques.csv"
SOURCE = "ANCT, opérateurs de la Suite territoriale, mars 2026"


@dataclass(frozen=True)
class OperatorRow:
    name: str
    siren: str
    url: str
    departements: tuple[str, ...]


def read_operators(file: Path = OPERATORS_FILE) -> Iterator[OperatorRow]:
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            served = tuple(code for code in row["departements"].split("|") if code)
            yield OperatorRow(row["nom"], row["siren"], row["url"], served)


@transaction.atomic
def load_operators(rows: Iterable[OperatorRow]) -> int:
    """Adds those that are not known by their SIREN; returns how many. Others stay as editors wrote them."""
    rows = tuple(rows)
    known = set(Organisation.objects.filter(siren__in=[row.siren for row in rows]).values_list("siren", flat=True))
    departements = {one.code: one for one in Territory.objects.filter(kind=Kind.DEPARTEMENT)}
    new = [row for row in rows if row.siren not in known]
    for row in new:
        operator = _named(row)
        operator.siren, operator.url = row.siren, operator.url or row.url
        operator.served_source = SOURCE if row.departements else ""
        operator.save()
        operator.served.set(departements[code] for code in row.departements if code in departements)
    return len(new)


def _named(row: OperatorRow) -> Organisation:
    """One that a sheet named before its SIREN was known, or a new one."""
    alone = Organisation.objects.filter(name=row.name, siren=None, territory=None).first()
    return alone or Organisation(name=row.name, kind=OrganisationKind.OPERATEUR)


def reason_to_serve(territory: Territory, served: Iterable[Territory]) -> str:
    """« dont Feurs est membre », « qui dessert le département de la Loire »; `served`: `territory` or what holds it."""
    served = tuple(served)
    if territory in served and territory.kind not in (Kind.DEPARTEMENT, Kind.REGION):
        return f"dont {place(territory)} est membre"
    return f"qui dessert {listed([place(one) for one in served])}"
