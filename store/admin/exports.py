"""All the lists exported from the admin: spreadsheets never compute a cell of a CSV file, and texts stored before they
were cleaned (`catalogue.foundation.text`) break neither format.
"""

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from catalogue.foundation.text import cleaned, neutral


def neutralise_exports() -> None:
    """Exports of Wagtail, of modeladmin and of ours share one table of conversions by type."""
    # `object` comes last, so that dates and lists keep their own conversions.
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
