"""An editor uploads documents: the kinds that offices exchange, and nothing disguised as one."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from wagtail.documents.models import Document

from tests.catalogue.foundation.uploads.pictures import upload

pytestmark = pytest.mark.django_db

TEN_MEGABYTES = 10 * 1024 * 1024


def archive(parts: dict[str, str]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return content.getvalue()


WORD = {"word/document.xml": "<w/>"}
ODT = {"mimetype": "application/vnd.oasis.opendocument.text"}


def add(client, name: str, content: bytes):
    return client.post(reverse("wagtaildocs:add"), {"title": "Guide", "file": upload(name, content)})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("guide.pdf", b"%PDF-1.7\n..."),
        ("notes.txt", "Réunion à Étampes".encode()),
        ("vieux.csv", "Commune;Année\nÉtampes;2021".encode("cp1252")),
        ("guide.DOCX", archive(WORD)),
        ("tableau.xlsx", archive({"xl/workbook.xml": "<x/>"})),
        ("guide.odt", archive(ODT)),
        ("tableau.ods", archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})),
        ("diapos.odp", archive({"mimetype": "application/vnd.oasis.opendocument.presentation"})),
    ],
)
def test_a_document_that_offices_exchange_is_taken(admin_client, name, content):
    assert add(admin_client, name, content).status_code == 302
    assert Document.objects.get().file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("image.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("guide.pdf", b"<html>"),
        ("guide.pdf", b"MZ\x90\0"),
        ("notes.txt", b"\x7fELF\0\0"),
        ("guide.docx", b"%PDF-1.7"),
        ("guide.docx", archive({"readme": "rien"})),
        ("guide.docx", archive({**WORD, "word/vbaProject.bin": "Sub"})),
        ("guide.odt", archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})),
        ("guide.odt", archive({"readme": "rien"})),
        ("guide.odt", archive({**ODT, "Basic/script-lc.xml": "<x/>"})),
    ],
)
def test_what_is_not_such_a_document_is_refused_with_a_reason(admin_client, name, content):
    response = add(admin_client, name, content)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not Document.objects.exists()


def test_a_document_that_is_too_big_is_refused(admin_client):
    response = add(admin_client, "guide.pdf", b"%PDF-" + b"0" * TEN_MEGABYTES)
    assert "trop gros" in response.context["form"].errors["file"][0]
    assert not Document.objects.exists()


def test_documents_sent_several_at_once_are_judged_too(admin_client):
    sent = {"files[]": upload("guide.pdf", b"<html>"), "title": "Guide"}
    assert '"success": false' in admin_client.post(reverse("wagtaildocs:add_multiple"), sent).text
    assert not Document.objects.exists()
