"""Lists exported from the admin, all of them: no cell of a CSV file is computed by the spreadsheet that opens it."""

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from catalogue.spreadsheets import neutral


def neutralise_exports() -> None:
    """Wagtail's own, ours and modeladmin's share one table of what is done to each kind of value."""
    # Last, so that dates and lists keep what is written for them.
    SpreadsheetExportMixin.custom_value_preprocess[object] = {SpreadsheetExportMixin.FORMAT_CSV: cell}


def cell(value: object) -> object:
    text = force_str(value, strings_only=True)
    return neutral(text) if isinstance(text, str) else text
