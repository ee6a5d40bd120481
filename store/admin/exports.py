"""Lists exported from the admin, all of them: no cell of a CSV file is computed by the spreadsheet that opens it, and
what was stored before texts were cleaned (`catalogue.foundation.text`) breaks neither format.
"""

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from catalogue.foundation.text import cleaned
from catalogue.spreadsheets import neutral


def neutralise_exports() -> None:
    """Wagtail's own, ours and modeladmin's share one table of what is done to each kind of value."""
    # Last, so that dates and lists keep what is written for them.
    SpreadsheetExportMixin.custom_value_preprocess[object] = {
        SpreadsheetExportMixin.FORMAT_CSV: cell,
        SpreadsheetExportMixin.FORMAT_XLSX: readable,
    }


def readable(value: object) -> object:
    text = force_str(value, strings_only=True)
    return cleaned(text) if isinstance(text, str) else text


def cell(value: object) -> object:
    text = readable(value)
    return neutral(text) if isinstance(text, str) else text
