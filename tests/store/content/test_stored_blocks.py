"""Wagtail drops in silence what is stored in blocks that the code no longer has: a command finds it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Revision

from tests import factories

pytestmark = pytest.mark.django_db


def said() -> str:
    out = StringIO()
    with pytest.raises(CommandError, match="1"):
        call_command("check_blocks", stdout=out)
    return out.getvalue()


def store(page, table: str, body: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET body = %s WHERE page_ptr_id = %s", [json.dumps(body), page.pk])


def test_all_is_well_when_every_block_is_known(site):
    factories.make_editorial_page("Aide").save_revision()
    factories.make_service("Rendez-vous", body=[("quote", {"text": "Bien", "author": "Une maire", "role": ""})])
    out = StringIO()
    call_command("check_blocks", stdout=out)
    assert "Tous les blocs enregistrés sont connus" in out.getvalue()


@pytest.mark.parametrize(
    ("body", "way"),
    [
        ([{"type": "carousel", "value": [], "id": "a"}], "body.0.carousel"),
        ([{"type": "callout", "value": {"title": "A", "colour": "red"}, "id": "a"}], "body.0.callout.colour"),
        (
            [{"type": "figures", "value": [{"type": "item", "value": {"unit": "km"}, "id": "b"}], "id": "a"}],
            "body.0.figures.0.unit",
        ),
        (
            [{"type": "table", "value": {"columns": [{"type": "map", "heading": ""}], "rows": []}, "id": "a"}],
            "body.0.table.map",
        ),
    ],
)
def test_a_block_of_before_is_found_in_a_published_page(site, body, way):
    page = factories.make_editorial_page("Aide")
    store(page, "content_editorialpage", body)
    assert f"page éditoriale {page.pk} : {way}" in said()


def test_a_block_of_before_is_found_in_a_version_that_nobody_published(catalogue):
    sheet = factories.make_service("Rendez-vous")
    version = sheet.save_revision()
    lost = [{"type": "map", "value": "Isère", "id": "a"}]
    Revision.objects.filter(pk=version.pk).update(content={**version.content, "body": json.dumps(lost)})
    assert f"{sheet.pk}, version {version.pk} : body.0.map" in said()
