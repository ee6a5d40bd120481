"""Fields of a sheet, declared once: their column, their key in files, and the line that shows them.

The format of files (`loading.schema`), the columns they fill (`loading.page_filling`) and the lines that show a text as
it is (`sheet.sheet_lines`) are read from these declarations.
"""

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Field, Model

F = TypeVar("F", bound=Field)


def sheet_field(key: str, column: F, *, line: str = "") -> F:
    """`key`: its dotted key in files (docs/formats.md). `line`: its label on the sheet, if its text is shown as it is.
    Lines are in the order of the fields.
    """
    column.file_key, column.line_label = key, line  # type: ignore[attr-defined]  # ours, kept by Django's copies
    return column


def file_key(column: Field) -> str:
    return getattr(column, "file_key", "")


def line_label(column: Field) -> str:
    return getattr(column, "line_label", "")


def sheet_fields(model: type[Model], part: str | None = None) -> Iterator[Field]:
    """The sheet fields of `model`, in order; only those of `part` (« conditions », « trust.rgaa », empty for the top
    level) if given.
    """
    for column in model._meta.concrete_fields:
        key = getattr(column, "file_key", None)
        if key is not None and part in (None, key.rpartition(".")[0]):
            yield column
