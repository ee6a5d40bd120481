"""A field of the sheet is declared once, described where files are, and shown by a complete sheet."""

import re

import pytest
from django.conf import settings

from catalogue.services.loading.file_format import sheet_model
from catalogue.services.models import ServicePage
from catalogue.services.sheet.fields import sheet_fields
from catalogue.services.sheet.sheet_lines import conditions_lines, governance_lines, trust_lines
from tests.catalogue.services.complete_sheet import FACTS, make_complete_sheet

FIELDS = list(sheet_fields(ServicePage))
NOT_OF_A_COMPLETE_SHEET = {"body", "is_demo", "population_max", "started", "closed_reason", "eco_url"}
"""The body is in `complete_sheet.BODY`; the others say the contrary of what the sheet says, or repeat it."""


@pytest.mark.parametrize("column", FIELDS, ids=lambda column: column.name)
def test_the_format_of_files_describes_it(column):
    described = set(re.findall(r"`([a-z_]+)`", (settings.BASE_DIR / "docs" / "formats.md").read_text()))
    *parts, key = column.file_key.split(".")
    assert {key, *parts} <= described


@pytest.mark.parametrize("column", FIELDS, ids=lambda column: column.name)
def test_a_file_may_say_it(column):
    model = sheet_model()
    *parts, key = column.file_key.split(".")
    for part in parts:
        model = model.model_fields[part].annotation
    assert key in model.model_fields


def test_a_complete_sheet_fills_it():
    assert {column.name for column in FIELDS} - set(FACTS) == NOT_OF_A_COMPLETE_SHEET


@pytest.mark.django_db
def test_what_has_a_line_of_its_own_is_shown(catalogue):
    page = make_complete_sheet()
    shown = {
        line.label: str(line.value)
        for lines in (conditions_lines, governance_lines, trust_lines)
        for line in lines(page)
    }
    for column in FIELDS:
        if column.line_label:
            assert re.sub(r"</?p>", "", getattr(page, column.name)).lower() in shown[column.line_label].lower()
