"""From the bytes that somebody sent to rows of text, or a refusal of the whole file that says what to do."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from catalogue.deployments.bulk.columns import BY_HEADER, COLUMNS, REQUIRED
from catalogue.territories.folding import fold

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000
_SEPARATORS = ";,\t"
_NOT_TEXT = {b"PK\x03\x04": "un classeur (xlsx ou ods)", b"\xd0\xcf\x11\xe0": "un classeur (xls)", b"%PDF": "un PDF"}
_SAVE_AS = "Dans votre tableur : « Enregistrer sous », puis « CSV UTF-8 »."


class UnreadableFile(ValidationError):
    """The file as a whole is refused: nothing was read."""


@dataclass(frozen=True)
class Row:
    """`number`: its first line in the file, the header being 1; `cells`: text by the name of the column."""

    number: int
    cells: Mapping[str, str]
    problem: str = ""


def read(content: bytes) -> list[Row]:
    """Raises UnreadableFile. A row that cannot be read is kept, with its problem."""
    text = _decode(content)
    header, _, _ = text.partition("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=header.count), strict=True)
    try:
        names = _header(next(reader, []))
        rows = _rows(reader, names)
    except csv.Error as error:
        raise UnreadableFile(
            f"Ligne {reader.line_num} : ce n'est pas du CSV (un guillemet mal fermé ?). {_SAVE_AS}"
        ) from error
    if not rows:
        raise UnreadableFile("Le fichier n'a que des en-têtes : ajoutez une ligne par collectivité.")
    return rows


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise UnreadableFile(f"Le fichier dépasse {MAX_BYTES // 1024 // 1024} Mo : envoyez-le en plusieurs fois.")
    for signature, kind in _NOT_TEXT.items():
        if content.startswith(signature):
            raise UnreadableFile(f"Ce fichier est {kind}, pas un CSV. {_SAVE_AS}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"Les accents de ce fichier ne se lisent pas : il n'est pas en UTF-8. {_SAVE_AS}"
        ) from error
    if "\0" in text:
        raise UnreadableFile(f"Ce fichier contient des caractères nuls : ce n'est pas un CSV en UTF-8. {_SAVE_AS}")
    if not text.strip():
        raise UnreadableFile("Le fichier est vide.")
    return text


def _header(cells: list[str]) -> list[str]:
    """The names of the columns, in the order of the file."""
    unknown = [cell.strip()[:40] for cell in cells if fold(cell) not in BY_HEADER]
    names = [BY_HEADER[fold(cell)].name for cell in cells if fold(cell) in BY_HEADER]
    if unknown:
        shown, expected = ", ".join(f"« {cell} »" for cell in unknown[:5]), ", ".join(column.name for column in COLUMNS)
        raise UnreadableFile(f"En-têtes inconnus : {shown}. Ceux du modèle sont : {expected}.")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UnreadableFile(f"En-têtes en double : {', '.join(twice)}.")
    if missing := [name for name in REQUIRED if name not in names]:
        raise UnreadableFile(f"Il manque les en-têtes : {', '.join(missing)}.")
    return names


def _rows(reader, names: list[str]) -> list[Row]:
    rows: list[Row] = []
    before = reader.line_num
    for cells in reader:
        number, before = before + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MAX_ROWS:
            raise UnreadableFile(f"Le fichier a plus de {MAX_ROWS} lignes : envoyez-le en plusieurs fois.")
        problem = "" if len(cells) == len(names) else f"{len(cells)} cellules au lieu de {len(names)}."
        rows.append(Row(number, dict(zip(names, (cell.strip() for cell in cells), strict=False)), problem))
    return rows
