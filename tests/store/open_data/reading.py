"""Reading back what is taken away, as the programs of those who take it do."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpResponseBase
from openpyxl import load_workbook


def content_of(response: HttpResponseBase) -> bytes:
    assert response.status_code == 200
    return b"".join(response)


def csv_rows(response: HttpResponseBase) -> list[dict[str, str]]:
    """RFC 4180: commas, CRLF after each line, the same number of cells in all; with a mark for spreadsheets."""
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    content = content_of(response)
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(line) for line in lines} == {len(lines[0])}
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def xlsx_rows(response: HttpResponseBase) -> list[dict[str, object]]:
    """Nothing in them is computed."""
    sheet = load_workbook(io.BytesIO(content_of(response))).active
    rows = list(sheet.iter_rows())
    assert all(cell.data_type != "f" for cells in rows for cell in cells)
    headings, *values = ([cell.value for cell in cells] for cells in rows)
    return [dict(zip(headings, line, strict=True)) for line in values]


def names_in(rows: list[dict]) -> list[str]:
    return [row["Service"] for row in rows]


def links_of(soup, relation: str = "alternate") -> Iterator[tuple[str, str]]:
    for link in soup.select(f"link[rel={relation}]"):
        yield link["type"], link["href"]
