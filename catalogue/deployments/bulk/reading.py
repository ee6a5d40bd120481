"""From the bytes that somebody sent to rows of text, or a refusal of the whole file that says what to do.

What was read otherwise than the template is written (encoding, separator, place of the headers, columns left out) is in
`notes`, in French, for the dry run to say aloud.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from catalogue.deployments.bulk.columns import COLUMNS, HEADINGS, REQUIRED
from catalogue.deployments.bulk.workbooks import Unreadable, sheets_of
from catalogue.foundation.encodings import decoded
from catalogue.territories.folding import fold

MAX_BYTES = 2 * 1024 * 1024
MAX_WORKBOOK_BYTES = 10 * 1024 * 1024
"""A workbook whose rows were coloured to the bottom weighs more than what it says."""
MAX_ROWS = 5_000
_SEPARATORS = {";": "points-virgules", ",": "virgules", "\t": "tabulations", "|": "barres verticales"}
_SEP_LINE = re.compile(r'\ufeff?"?sep=(.)"?[;,\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_HEADERS_WITHIN = 30
_SAMPLE = 64 * 1024
_MOST_SHOWN = 8
_SAVE_AS = "Dans votre tableur : « Enregistrer sous », puis « CSV UTF-8 » ou « Classeur Excel (xlsx) »."
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NOT_TABLES = (
    (b"%PDF", "un PDF"),
    (b"\x89PNG", "une image (PNG)"),
    (b"\xff\xd8\xff", "une image (JPEG)"),
    (b"GIF8", "une image (GIF)"),
    (b"BM", "une image (BMP)"),
    (b"II*\x00", "une image (TIFF)"),
    (b"MM\x00*", "une image (TIFF)"),
    (b"RIFF", "une image, un son ou une vidéo"),
    (b"\x1f\x8b", "une archive (gz)"),
    (b"7z\xbc\xaf\x27\x1c", "une archive (7z)"),
    (b"Rar!", "une archive (rar)"),
    (b"BZh", "une archive (bz2)"),
    (b"\xfd7zXZ", "une archive (xz)"),
    (b"{\\rtf", "un document de traitement de texte (rtf)"),
)
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NOTHING = frozenset(("", "-", "–", "—", "n/a", "#n/a", "néant"))
_EMPTYING = frozenset(("vider", "effacer"))


class UnreadableFile(ValidationError):
    """The file as a whole is refused: nothing was read."""


@dataclass(frozen=True)
class Row:
    """`number`: its first line in the file; `cells`: text by the name of the column.

    A column that is not there stays as it is known; one that is there and empty is emptied.
    """

    number: int
    cells: Mapping[str, str]
    problem: str = ""


class Rows(list[Row]):
    """The rows of a file, and `notes` on how they were read."""

    def __init__(self, rows: Iterable[Row], notes: Sequence[str]) -> None:
        super().__init__(rows)
        self.notes = tuple(notes)


@dataclass(frozen=True)
class _Header:
    """`columns`: the place of each column that is read; `line`: where the headers are; `after`: how many rows until."""

    columns: dict[str, int]
    cells: list[str]
    line: int
    after: int

    @property
    def missing(self) -> list[str]:
        return [name for name in REQUIRED if name not in self.columns]

    @property
    def width(self) -> int:
        return max((place for place, cell in enumerate(self.cells, start=1) if cell), default=0)


def read(content: bytes) -> Rows:
    """Raises UnreadableFile. A row that cannot be read is kept, with its problem."""
    packed = content.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    most = MAX_WORKBOOK_BYTES if packed else MAX_BYTES
    if len(content) > most:
        raise UnreadableFile(f"Le fichier dépasse {most // 1024 // 1024} Mo : envoyez-le en plusieurs fois.")
    if packed:
        return _from_workbook(content)
    return _from_text(_text_of(content))


def _text_of(content: bytes) -> tuple[str, str]:
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise UnreadableFile(
                "Ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe, puis renvoyez-le."
            )
        raise UnreadableFile(f"Ce fichier est un classeur d'un ancien format (xls). {_SAVE_AS}")
    for signature, kind in _NOT_TABLES:
        if content.startswith(signature):
            raise UnreadableFile(f"Ce fichier est {kind}, pas un CSV ni un classeur. {_SAVE_AS}")
    try:
        text, encoding = decoded(content)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"Les accents de ce fichier ne se lisent pas. {_SAVE_AS}") from error
    if _CONTROL.search(text):
        raise UnreadableFile(
            f"Ce fichier contient des caractères nuls ou de contrôle : ce n'est pas un tableau. {_SAVE_AS}"
        )
    if not text.strip("\ufeff \t\r\n"):
        raise UnreadableFile("Le fichier est vide.")
    start = text[:2_000].lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        kind = "une page web" if _WEB_PAGE.search(start) else "du XML"
        raise UnreadableFile(f"Ce fichier est {kind}, pas un CSV ni un classeur. {_SAVE_AS}")
    return text, encoding


def _from_text(decoding: tuple[str, str]) -> Rows:
    text, encoding = decoding
    first_line, declared = 0, ""
    if said := _SEP_LINE.match(text):
        declared, text, first_line = said[1], text[said.end() :], 1
    candidates = declared if declared else "".join(_SEPARATORS)
    headers = {separator: _sample_header(text[:_SAMPLE], separator) for separator in candidates}
    separator = max(headers, key=lambda one: (len(headers[one].columns), len(headers[one].cells)))
    header = headers[separator]
    if not header.missing:
        named = _SEPARATORS.get(separator, f"« {separator} »")
        notes = [f"Fichier lu en {encoding}, cellules séparées par des {named}."]
        if declared:
            notes.append(f"La ligne « sep={declared} » dit comment sont séparées les cellules : elle est passée.")
    else:
        notes = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return _rows(_numbered(reader, first_line), header, notes)
    except csv.Error as error:
        raise UnreadableFile(
            f"Ligne {first_line + reader.line_num} : ce n'est pas du CSV (un guillemet mal fermé ?). {_SAVE_AS}"
        ) from error


def _sample_header(sample: str, separator: str) -> _Header:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        return _find_header([row for row, _ in zip(_numbered(reader, 0), range(_HEADERS_WITHIN), strict=False)])
    except csv.Error:
        return _Header({}, [], 0, 0)


def _numbered(reader, before: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line."""
    start = reader.line_num
    for cells in reader:
        yield before + start + 1, [cell.strip("\ufeff \t\r\n\u00a0") for cell in cells]
        start = reader.line_num


def _from_workbook(content: bytes) -> Rows:
    try:
        sheets = sheets_of(content, MAX_ROWS + _HEADERS_WITHIN + 1)
    except Unreadable as error:
        raise UnreadableFile(
            f"Ce fichier est {error} : ce n'est pas un CSV, ni un classeur lisible. {_SAVE_AS}"
        ) from error
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise UnreadableFile("Le classeur est vide.")
    found = [(sheet, _find_header(sheet.rows[:_HEADERS_WITHIN])) for sheet in filled]
    sheet, header = next((pair for pair in found if not pair[1].missing), found[0])
    notes = [f"Classeur {sheet.kind}, feuille « {sheet.name} »" + (f" (sur {len(filled)})." if filled[1:] else ".")]
    if sheet.blank_end:
        notes.append(f"Lecture arrêtée après 2 000 lignes vides de suite, sous la ligne {sheet.rows[-1][0]}.")
    return _rows(iter(sheet.rows), header, notes)


def _find_header(rows: list[tuple[int, list[str]]]) -> _Header:
    """The first row that names all that is required; failing that, the one that names most."""
    best = None
    for after, (line, cells) in enumerate(rows):
        header = _Header(_columns_in(cells), cells, line, after)
        if best is None or len(header.columns) > len(best.columns) or (not any(best.cells) and any(cells)):
            best = header
        if not header.missing:
            return header
    return best or _Header({}, [], 0, 0)


def _columns_in(cells: list[str]) -> dict[str, int]:
    """The place of each column; the surest spelling wins when several name the same one."""
    known: dict[str, tuple[int, int]] = {}
    for place, cell in enumerate(cells):
        for name, rank in HEADINGS.get(fold(cell), ()):
            if name not in known or rank < known[name][0]:
                known[name] = (rank, place)
    return {name: place for name, (_, place) in known.items()}


def _rows(numbered: Iterator[tuple[int, list[str]]], header: _Header, notes: list[str]) -> Rows:
    _check(header)
    for _ in range(header.after + 1):
        next(numbered)
    rows: list[Row] = []
    for number, cells in numbered:
        if not any(cells):
            continue
        if len(rows) == MAX_ROWS:
            raise UnreadableFile(f"Le fichier a plus de {MAX_ROWS} lignes : envoyez-le en plusieurs fois.")
        rows.append(_row(number, cells, header))
    if not rows:
        raise UnreadableFile("Le fichier n'a que des en-têtes : ajoutez une ligne par collectivité.")
    return Rows(rows, [*notes, *_notes(header)])


def _row(number: int, cells: list[str], header: _Header) -> Row:
    surplus = [cell for cell in cells[len(header.cells) :] if cell]
    problem = f"{len(cells)} cellules au lieu de {len(header.cells)}." if surplus else ""
    said = {}
    for name, place in header.columns.items():
        cell = cells[place] if place < len(cells) else ""
        if cell.lower() not in _NOTHING:
            said[name] = "" if cell.lower() in _EMPTYING else cell
    return Row(number, said, problem)


def _check(header: _Header) -> None:
    folded = [fold(cell) for cell in header.cells]
    if twice := [column.name for column in COLUMNS if folded.count(fold(column.name)) > 1]:
        raise UnreadableFile(f"En-têtes en double : {', '.join(twice)}.")
    if not header.missing:
        return
    unknown = [cell for place, cell in enumerate(header.cells) if cell and place not in header.columns.values()]
    shown = f"En-têtes inconnus : {_listed(unknown)}. " if unknown else ""
    place = f" à la ligne {header.line}" if header.columns and header.line > 1 else ""
    raise UnreadableFile(
        f"{shown}Il manque les en-têtes : {', '.join(header.missing)}{place}. "
        f"Ceux du modèle sont : {', '.join(column.name for column in COLUMNS)}."
    )


def _listed(cells: list[str]) -> str:
    shown = ", ".join(f"« {cell[:40]} »" for cell in cells[:_MOST_SHOWN])
    return f"{shown} et {len(cells) - _MOST_SHOWN} autres" if len(cells) > _MOST_SHOWN else shown


def _notes(header: _Header) -> Iterator[str]:
    if header.line > 1:
        yield f"En-têtes trouvés à la ligne {header.line}."
    read_at = set(header.columns.values())
    for name, place in header.columns.items():
        if fold(header.cells[place]) != fold(name):
            yield f"La colonne « {header.cells[place][:40]} » est lue comme « {name} »."
    if left := [cell for place, cell in enumerate(header.cells) if cell and place not in read_at]:
        named = "Colonnes inconnues, laissées" if left[1:] else "Colonne inconnue, laissée"
        yield f"{named} de côté : {_listed(left)}."
