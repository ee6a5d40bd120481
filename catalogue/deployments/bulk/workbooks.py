"""The cells of a workbook (XLSX, ODS) as text. For files that are no table, a sentence that says what they are."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any
from xml.etree import ElementTree

import openpyxl

from catalogue.foundation.text import neutral

MAX_UNPACKED = 60 * 1024 * 1024
MAX_COLUMNS = 200
_CHUNK = 64 * 1024
_BLANKS_THAT_END = 2_000
"""Sheets that were coloured to the bottom have a million blank rows."""
_FORMULA = re.compile(rb"[<:]f[ >/]")
_UNCOMPUTED = "="
"""Alone: the text of a cell that begins so has an apostrophe before it."""
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# What zipfile, the XML parser and openpyxl raise for a damaged file.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    SyntaxError,
    KeyError,
    IndexError,
    AttributeError,
    TypeError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
)


class Unreadable(ValueError):
    """What the file is instead of a table, to complete « Ce fichier est … »."""


@dataclass(frozen=True)
class WorkbookSheet:
    """`rows`: (number in the sheet, cells), without blank rows; see `is_uncomputed` for formulas."""

    kind: str
    name: str
    rows: list[tuple[int, list[str]]]
    blank_end: bool = False


def sheets_of(content: bytes, most_rows: int) -> list[WorkbookSheet]:
    """The visible sheets, with at most `most_rows` rows each. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Unreadable("un classeur qui devient énorme une fois ouvert")
            if "content.xml" in names and archive.read("mimetype")[:100].decode("ascii", "replace").strip() == _ODS:
                if b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise Unreadable("un classeur protégé par un mot de passe (à retirer)")
                with archive.open("content.xml") as stream:
                    return list(_ods(stream, most_rows))
            computes = any(_holds_formulas(archive, name) for name in names if name.startswith("xl/worksheets/"))
        if "xl/workbook.xml" in names:
            return list(_xlsx(content, most_rows, computes))
    except Unreadable:
        raise
    except _DAMAGED as error:
        raise Unreadable("un classeur ou une archive abîmés") from error
    raise Unreadable(_archive(names))


def _archive(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "un document de traitement de texte"
    if "ppt/presentation.xml" in names:
        return "un diaporama"
    if "xl/workbook.bin" in names:
        return "un classeur binaire (xlsb)"
    return "une archive (envoyez le tableau qu'elle contient)"


def is_uncomputed(cell: str) -> bool:
    """Whether the cell is a formula without a result in the file."""
    return cell == _UNCOMPUTED


def _holds_formulas(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as stream:
        before = b""
        while chunk := stream.read(_CHUNK):
            if _FORMULA.search(before + chunk):
                return True
            before = chunk[-2:]
    return False


def _xlsx(content: bytes, most_rows: int, computes: bool) -> Iterator[WorkbookSheet]:
    """`computes`: some cells are formulas, so results are read beside formulas to find the missing ones."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True) if computes else None
    for place, sheet in enumerate(book.worksheets):
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # some programs write wrong ones
            written = _with_formulas(sheet, formulas.worksheets[place]) if formulas else _only_values(sheet)
            yield _bounded("XLSX", sheet.title, enumerate(written, start=1), most_rows)
    book.close()


def _only_values(sheet: Any) -> Iterator[list[str]]:
    return ([_written(cell) for cell in cells] for cells in sheet.iter_rows(values_only=True))


def _with_formulas(sheet: Any, formulas: Any) -> Iterator[list[str]]:
    """A formula without a number was not computed; an empty text is a result."""
    formulas.reset_dimensions()
    for results, made in zip(sheet.iter_rows(), formulas.iter_rows(), strict=True):
        yield [
            _UNCOMPUTED
            if result.value is None and result.data_type == "n" and cell.data_type == "f"
            else _written(result.value)
            for result, cell in zip(results, made, strict=True)
        ]


def _bounded(kind: str, name: str, rows: Iterable[tuple[int, list[str]]], most: int) -> WorkbookSheet:
    kept: list[tuple[int, list[str]]] = []
    last = 0
    for number, cells in rows:
        if any(cells[:MAX_COLUMNS]):
            kept.append((number, cells[:MAX_COLUMNS]))
            last = number
            if len(kept) == most:
                break
        elif number - last >= _BLANKS_THAT_END:
            return WorkbookSheet(kind, name, kept, blank_end=True)
    return WorkbookSheet(kind, name, kept)


def _written(value: Any) -> str:
    """As a person would type it: dates in ISO, numbers without useless decimals."""
    if value is None:
        return ""
    if isinstance(value, str):
        # Text in a cell of text is never computed: it is what an apostrophe precedes in a CSV file.
        return neutral(value.strip())
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _ods(stream: IO[bytes], most_rows: int) -> Iterator[WorkbookSheet]:
    """Row by row: the content is never held in memory as a whole. Document types are refused (XML bombs)."""
    rows: list[tuple[int, list[str]]] = []
    name, number, last = "", 0, 0
    for event, element in _elements(stream):
        if event == "start" and element.tag == f"{_TABLE}table":
            name, rows, number, last = element.get(f"{_TABLE}name", ""), [], 0, 0
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            cells = _ods_cells(element) if len(rows) < most_rows and number - last < _BLANKS_THAT_END else []
            if any(cells):
                rows += [(number + place, cells) for place in range(1, min(repeated, most_rows - len(rows)) + 1)]
                last = number + repeated
            number += repeated
            element.clear()
        elif event == "end" and element.tag == f"{_TABLE}table":
            yield WorkbookSheet("ODS", name, rows)
            element.clear()


def _elements(stream: IO[bytes]) -> Iterator[tuple[str, Any]]:
    parser: Any = ElementTree.XMLPullParser(events=("start", "end"))
    seen = False
    while chunk := stream.read(_CHUNK):
        if not seen and b"<!" in chunk:
            raise Unreadable("un classeur dont le contenu n'est pas celui d'un tableur")
        seen = True
        parser.feed(chunk)
        yield from parser.read_events()


def _ods_cells(row: ElementTree.Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        cells += islice([_ods_text(cell)] * min(repeated, MAX_COLUMNS), MAX_COLUMNS - len(cells))
        if len(cells) >= MAX_COLUMNS:
            break
    return cells


def _ods_text(cell: ElementTree.Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind in ("float", "percentage", "currency"):
        return _written(float(cell.get(f"{_OFFICE}value", "0")))
    if not kind and cell.get(f"{_TABLE}formula"):
        return _UNCOMPUTED
    paragraphs = ("".join(part.itertext()) for part in cell.findall(f"{_TEXT}p"))
    return neutral("\n".join(paragraphs).strip())
