"""Text that breaks others does not come in, whichever way; what came in before breaks no file and no feed."""

from io import BytesIO

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from openpyxl import load_workbook
from wagtail.blocks import CharBlock, FieldBlock, TextBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from catalogue.foundation.text import REVERSED, cleaned, entered, is_formula, neutral, without_quote
from catalogue.services.models import ServicePage
from store.admin.exports import readable
from tests.factories import make_deployment, make_person, make_service

UNSEEN = [*"\x00\x01\x08\x0e\x1b\x1f\x7f\x80\x9f\u200b\u2066\u2069\ufeff\ufffe\uffff\ufdd0\ud800\udfff", "\U0001ffff"]
BREAKS = ["\r\n", *"\r\x0b\x0c\x85\u2028\u2029"]
KEPT = ["œuf", "a\tb\nc", "👩‍💻", "می‌خواهم", "مدينة نانت", "é", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "« l’État »"]


@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
def test_what_nobody_sees_is_left_out(character):
    assert entered(f"Nan{character}tes") == "Nantes"


@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
def test_a_line_break_of_any_kind_is_one_of_ours_or_a_space(mark):
    assert entered(f"un{mark}deux") == "un\ndeux"
    assert entered(f"un{mark}deux", one_line=True) == "un deux"


@pytest.mark.parametrize("text", KEPT)
def test_what_people_write_stays(text):
    assert entered(text) == text


@pytest.mark.parametrize("character", ["\u202d", "\u202e"], ids=ascii)
@pytest.mark.parametrize("field", [forms.CharField(), forms.EmailField(), CharBlock().field, TextBlock().field])
def test_what_reverses_the_letters_is_refused_in_french(character, field):
    with pytest.raises(ValidationError, match=REVERSED):
        field.clean(f"facture{character}fdp.exe")


@pytest.mark.parametrize("field", [forms.CharField(), forms.SlugField(), CharBlock().field])
def test_a_field_of_a_form_is_cleaned_and_what_is_left_may_be_nothing(field):
    assert field.clean("nan\x01tes\ufffe") == "nantes"
    with pytest.raises(ValidationError):
        field.clean("\x00\u200b")


def _texts():
    kinds = (models.CharField, models.TextField, models.JSONField, StreamField)
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    return [field for field in fields if isinstance(field, kinds)]


def test_every_text_of_every_model_is_cleaned_when_it_is_saved():
    found = _texts()
    assert ServicePage._meta.get_field("personal_data") in found
    assert Page._meta.get_field("search_description") in found
    left = []
    for field in found:
        if isinstance(field, StreamField):
            continue
        dirty = ["a\x01b\ud800"] if isinstance(field, models.JSONField) else "a\x01b\ud800"
        written = field.get_db_prep_save(dirty, connection)
        if "a\\u0001b" in str(getattr(written, "dumps", str)(written.obj) if hasattr(written, "obj") else written):
            left.append(field)
        if not isinstance(field, models.JSONField) and written != "ab":
            left.append(field)
    assert left == []


def test_every_text_of_a_block_is_a_field_that_is_cleaned():
    def blocks(block):
        for one in getattr(block, "child_blocks", {}).values():
            yield from blocks(one)
        if hasattr(block, "child_block"):
            yield from blocks(block.child_block)
        yield block

    streams = [field for field in _texts() if isinstance(field, StreamField)]
    fields = [
        block.field for stream in streams for block in blocks(stream.stream_block) if isinstance(block, FieldBlock)
    ]
    texts = [field for field in fields if isinstance(field, forms.CharField)]
    assert texts
    assert [field for field in texts if "\x01" in field.to_python("a\x01b")] == []


@pytest.mark.django_db
def test_a_row_written_without_a_form_is_cleaned_too():
    service = make_service("Aides\x01-territoires\u2028", personal_data="un\x0bdeux")
    row = make_deployment(service, pilot_sites="École\x01 Jules\ufffe")
    type(row).objects.filter(pk=row.pk).update(source="a\x00b")
    row.refresh_from_db()
    service.refresh_from_db()
    assert (row.pilot_sites, row.source) == ("École Jules", "ab")
    assert (service.title.strip(), service.personal_data) == ("Aides-territoires", "un deux")


def _spoil(row, column: str, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [text, row.pk])


@pytest.mark.django_db
def test_the_workbook_and_the_feed_survive_what_is_stored_already(client):
    from catalogue.services.news.announcing import announce

    service = make_service("Aides-territoires")
    row = make_deployment(service)
    _spoil(row, "source", "conven\x01tion\ufffe")
    _spoil(announce(service, kind="incident", title="Panne"), "title", "Pan\x0bne\x01")
    client.force_login(make_person(maintains=(service,)))
    answer = client.get(f"/mainteneur/{service.slug}/deploiements/export.xlsx")
    read = [cell.value for line in load_workbook(BytesIO(answer.getvalue())).active for cell in line]
    assert "convention" in read
    feed = client.get(f"{service.url}actualites.atom")
    assert feed.status_code == 200
    assert "Pan ne" in feed.text
    assert readable("a\x01b") == "ab"


SIGNS = [
    "=1",
    "+1",
    "-1",
    "@a",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "﹣1",
    "⁼1",
    " =1",
    "\u200b=1",
    "\xa0＝1",
    "\ufeff=1",
    "\t=1",
    "\r",
    "\x01=1",
]


@pytest.mark.parametrize("text", SIGNS, ids=ascii)
def test_a_sign_of_a_formula_is_one_whatever_its_width_and_whatever_hides_it(text):
    assert is_formula(text)
    assert neutral(text) == f"'{text}"
    assert without_quote(neutral(text)) == text


def test_a_sentence_is_no_formula():
    assert not any(map(is_formula, ["Nantes", "", " ", "1-2", "a=b", "‘x"]))


def test_cleaning_twice_is_cleaning_once():
    dirty = "".join(map(chr, range(0x3000))) + "\ud800\U0001fffe"
    assert cleaned(cleaned(dirty)) == cleaned(dirty)
