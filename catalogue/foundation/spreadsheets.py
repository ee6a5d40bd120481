"""Tables as files that spreadsheets open and compute nothing of: CSV (RFC 4180) line by line, and XLSX."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from catalogue.foundation.text import cleaned, neutral

Row = Sequence[str | float | None]
CSV, XLSX = "csv", "xlsx"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_READ_AS_MORE_THAN_TEXT = ("=", "#")
"""What openpyxl takes for a formula or an error."""


def table_file(ending: str, name: str, title: str, rows: Iterable[Row]) -> HttpResponseBase:
    """The response that downloads `rows`, headings first, as `name`.csv or `name`.xlsx; `title` is that of the sheet.

    No more than a row is held in memory: a workbook is written to a temporary file.
    """
    if ending == XLSX:
        file = workbook(title, rows)
        return FileResponse(file, as_attachment=True, filename=f"{name}.{XLSX}", content_type=XLSX_TYPE)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{CSV}"'}
    return StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


class _Line:
    """What `csv.writer` writes to: it returns each line instead of keeping it."""

    def write(self, line: str) -> bytes:
        return line.encode()


def csv_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """With the mark that tells spreadsheets that it is UTF-8."""
    writer: Any = csv.writer(_Line())
    yield codecs.BOM_UTF8
    for row in rows:
        yield writer.writerow([neutral(cleaned(cell)) if isinstance(cell, str) else cell for cell in row])


def workbook(title: str, rows: Iterable[Row]) -> IO[bytes]:
    """A temporary file of one sheet. Texts are text, whatever they start with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([_text(sheet, cleaned(cell)) if isinstance(cell, str) else cell for cell in row])
    file = TemporaryFile()  # noqa: SIM115  closed with the response
    book.save(file)
    file.seek(0)
    return file


def _text(sheet: Any, text: str) -> Any:
    if not text.startswith(_READ_AS_MORE_THAN_TEXT):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
