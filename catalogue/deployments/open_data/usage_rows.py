"""From the bytes of the open file to its rows, or a refusal of the whole that says what is wrong with it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalogue.deployments.bulk.cells import UnreadableFile
from catalogue.deployments.bulk.reading import text_of
from catalogue.foundation.french import listed, thousands
from catalogue.foundation.text import is_formula

COLUMNS = ("type", "siret", "insee", "population", "service", "active")
MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 500_000
_LONGEST_NAME = 200
_MOST_SHOWN = 80
_YES = frozenset(("1", "true", "t", "oui", "o", "vrai"))
_NO = frozenset(("0", "false", "f", "non", "n", "faux", ""))
_SIRET = re.compile(r"\d{9}(?:\d{5})?")
_INSEE = re.compile(r"\d[\dAB]\d{3}")


@dataclass(frozen=True)
class UsageRow:
    """`number`: its line in the file; `problem`: why it says nothing, in French. `insee` is of a commune, or empty."""

    number: int
    siren: str = ""
    insee: str = ""
    service: str = ""
    active: bool = False
    problem: str = ""


def read_usages(content: bytes) -> list[UsageRow]:
    """Raises UnreadableFile. Rows that cannot be read are kept, with their problem."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile(f"Le fichier dépasse {MAX_BYTES // 1024 // 1024} Mo.")
    if content.startswith(b"PK"):
        raise UnreadableFile("Ce fichier est un classeur ou une archive (zip) : un CSV est attendu.")
    text, _ = text_of(content)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";", strict=True)
    rows: list[UsageRow] = []
    try:
        places = _places(next(reader, []))
        for row in _rows(reader, places):
            if len(rows) == MAX_ROWS:
                raise UnreadableFile(f"Le fichier a plus de {thousands(MAX_ROWS)} lignes : ce n'est pas celui attendu.")
            rows.append(row)
    except csv.Error as error:
        told = f"Ligne {reader.line_num} : ce n'est pas du CSV (un guillemet mal fermé, ou un texte sans fin)."
        raise UnreadableFile(told) from error
    return rows


def _places(header: Sequence[str]) -> dict[str, int]:
    """In any order, and others beside them."""
    named = [cell.strip().lower() for cell in header]
    missing = [name for name in COLUMNS if name not in named]
    if missing:
        shown = ";".join(header)[:_MOST_SHOWN]
        raise UnreadableFile(
            f"Ce n'est pas le fichier attendu : il manque {listed([f'« {name} »' for name in missing])}. "
            f"Sa première ligne est « {shown} », elle devrait être « {';'.join(COLUMNS)} »."
        )
    return {name: named.index(name) for name in COLUMNS}


def _rows(reader, places: dict[str, int]) -> Iterator[UsageRow]:
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield _row(reader.line_num, cells, places)


def _row(number: int, cells: Sequence[str], places: dict[str, int]) -> UsageRow:
    if len(cells) <= max(places.values()):
        return UsageRow(number, problem="il manque des cellules")
    said = {name: cells[place].strip() for name, place in places.items()}
    said["siret"], said["insee"] = said["siret"].replace(" ", ""), said["insee"].upper()
    if problem := _problem(said):
        return UsageRow(number, problem=problem)
    # Beside anything but a commune, it is the code of its seat.
    insee = said["insee"] if said["type"].lower() == "commune" and _INSEE.fullmatch(said["insee"]) else ""
    return UsageRow(number, said["siret"][:9], insee, said["service"], said["active"].lower() in _YES)


def _problem(said: dict[str, str]) -> str:
    wrong = (
        (any(is_formula(cell) for cell in said.values()), "une cellule commence comme une formule de tableur"),
        (said["siret"] and not _SIRET.fullmatch(said["siret"]), "le SIRET n'a pas quatorze chiffres"),
        (not said["siret"] and not _INSEE.fullmatch(said["insee"]), "il n'y a ni SIRET ni code Insee"),
        (not 0 < len(said["service"]) <= _LONGEST_NAME, "le service n'est pas nommé"),
        (said["active"].lower() not in _YES | _NO, "« active » n'est ni oui ni non"),
    )
    return next((problem for is_wrong, problem in wrong if is_wrong), "")
