"""Fields of a sheet, declared once: their column, their key in files, and the line that shows them.

The format of files (`loading.schema`), the columns that a file fills (`loading.page_filling`) and the lines that show
a text as it is (`sheet.facts`) are all read from these declarations.
"""

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Field, Model

F = TypeVar("F", bound=Field)


def sheet_field(key: str, column: F, *, line: str = "") -> F:
    """`key`: where a file says it, dotted (docs/formats.md). `line`: the label of its line on the sheet, if it has one
    of its own; lines stand in the order of the fields.
    """
    column.file_key, column.sheet_line = key, line  # type: ignore[attr-defined]  # ours, kept by Django's copies
    return column


def sheet_fields(model: type[Model], part: str | None = None) -> Iterator[Field]:
    """Those of `model`, in order; of `part` only (« conditions », « trust.rgaa », empty for the top) if it is given."""
    for column in model._meta.concrete_fields:
        key = getattr(column, "file_key", None)
        if key is not None and part in (None, key.rpartition(".")[0]):
            yield column
