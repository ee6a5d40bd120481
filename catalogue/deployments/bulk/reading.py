"""From an uploaded file to rows of text, or a refusal of the whole file that says what to do."""

import csv
import io
import re
from collections.abc import Iterator

from catalogue.deployments.bulk.cells import (
    HEADERS_WITHIN,
    MAX_ROWS,
    Header,
    Numbered,
    Rows,
    UnreadableFile,
    is_total,
    listed,
    rows_of,
)
from catalogue.deployments.bulk.workbooks import Unreadable, WorkbookSheet, is_uncomputed, sheets_of
from catalogue.foundation.encodings import decoded
from catalogue.foundation.french import quantity

MAX_BYTES = 2 * 1024 * 1024
MAX_WORKBOOK_BYTES = 10 * 1024 * 1024
"""A workbook whose rows were coloured to the bottom weighs more than what it says."""
_SEPARATORS = {";": "points-virgules", ",": "virgules", "\t": "tabulations", "|": "barres verticales"}
_SEP_LINE = re.compile(r'\ufeff?"?sep=(.)"?[;,\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_SAMPLE = 64 * 1024
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
_JSON = re.compile(r"\[?\s*\{")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(content: bytes) -> Rows:
    """Raises UnreadableFile. A row that cannot be read is kept, with its problem."""
    packed = content.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    most = MAX_WORKBOOK_BYTES if packed else MAX_BYTES
    if len(content) > most:
        raise UnreadableFile(f"Le fichier dépasse {most // 1024 // 1024} Mo : envoyez-le en plusieurs fois.")
    if packed:
        return _from_workbook(content)
    return _from_text(text_of(content))


def text_of(content: bytes) -> tuple[str, str]:
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
    if _JSON.match(start):
        raise UnreadableFile(f"Ce fichier est du JSON, pas un CSV ni un classeur. {_SAVE_AS}")
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
        return rows_of(_numbered(reader, first_line), header, notes)
    except csv.Error as error:
        raise UnreadableFile(
            f"Ligne {first_line + reader.line_num} : ce n'est pas du CSV (un guillemet mal fermé ?). {_SAVE_AS}"
        ) from error


def _sample_header(sample: str, separator: str) -> Header:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        return Header.find([row for row, _ in zip(_numbered(reader, 0), range(HEADERS_WITHIN), strict=False)])
    except csv.Error:
        return Header({}, [], 0, 0)


def _numbered(reader, before: int) -> Iterator[Numbered]:
    """Each row with the number of its first line."""
    start = reader.line_num
    for cells in reader:
        yield before + start + 1, [cell.strip("\ufeff\u200b \t\r\n\u00a0\u202f") for cell in cells]
        start = reader.line_num


def _from_workbook(content: bytes) -> Rows:
    try:
        sheets = sheets_of(content, MAX_ROWS + HEADERS_WITHIN + 1)
    except Unreadable as error:
        raise UnreadableFile(
            f"Ce fichier est {error} : ce n'est pas un CSV, ni un classeur lisible. {_SAVE_AS}"
        ) from error
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise UnreadableFile("Le classeur est vide.")
    found = [(sheet, Header.find(sheet.rows[:HEADERS_WITHIN])) for sheet in filled]
    fit = [(sheet, header) for sheet, header in found if not header.missing and len(sheet.rows) > header.after + 1]
    sheet, header = fit[0] if fit else max(found, key=lambda pair: len(pair[1].columns))
    if fit:
        _check_computed(sheet, header)
    return rows_of(sheet.rows, header, list(_notes_on_sheets(sheet, filled, [one for one, _ in fit])))


def _notes_on_sheets(read: WorkbookSheet, filled: list[WorkbookSheet], fit: list[WorkbookSheet]) -> Iterator[str]:
    yield f"Classeur {read.kind}, feuille « {read.name} »" + (f" (sur {len(filled)})." if filled[1:] else ".")
    if alike := [sheet.name for sheet in fit if sheet is not read]:
        yield f"D'autres feuilles ont ces en-têtes et ne sont pas lues : {listed(alike)}. Envoyez-les chacune à part."
    if others := [sheet.name for sheet in filled if sheet not in fit and sheet is not read]:
        yield f"Autres feuilles, laissées de côté : {listed(others)}."
    if read.blank_end:
        yield f"Lecture arrêtée après 2 000 lignes vides de suite, sous la ligne {read.rows[-1][0]}."


def _check_computed(sheet: WorkbookSheet, header: Header) -> None:
    """Programs that write workbooks without computing them leave formulas without results."""
    read_at = {place for places in header.read.values() for place in places}
    rows = [(number, cells) for number, cells in sheet.rows if not is_total(cells, header)]
    lines = [number for number, cells in rows if any(at < len(cells) and is_uncomputed(cells[at]) for at in read_at)]
    if lines:
        more = f" (et {quantity(len(lines) - 1, 'autre')})" if lines[1:] else ""
        raise UnreadableFile(
            f"Ligne {lines[0]}{more} : des cellules sont des formules dont le résultat n'est pas dans le fichier. "
            "Ouvrez-le et enregistrez-le depuis votre tableur, puis renvoyez-le."
        )
