"""The same rules for a picture of a sheet, a portrait and a document, in little memory and little time."""

import resource
import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.documents.models import Document
from wagtail.users.models import UserProfile

from catalogue.foundation.uploads.bounds import LARGEST
from catalogue.services.models import StoreImage
from tests.catalogue.foundation.uploads import bombs
from tests.catalogue.foundation.uploads.pictures import MAKER, photograph, picture

pytestmark = pytest.mark.django_db
MEGABYTE = 1 << 20
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 20 20\n%%EndComments\nshowpage\n"


def send_picture(client, name: str, content: bytes) -> bool:
    file = SimpleUploadedFile(name, content)
    before = StoreImage.objects.count()
    client.post(reverse("wagtailimages:add"), {"file": file, "title": "Atelier", "description": "Un atelier"})
    return StoreImage.objects.count() > before


def send_several(client, name: str, content: bytes) -> bool:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("wagtailimages:add_multiple"), {"files[]": file}).json()["success"]


def send_portrait(client, name: str, content: bytes) -> bool:
    before = set(UserProfile.objects.values_list("avatar", flat=True))
    client.post(
        reverse("wagtailadmin_account"),
        {
            **{"name_email-first_name": "Zoé", "name_email-last_name": "Roi", "name_email-email": "zoe@mairie.fr"},
            **{"locale-preferred_language": "", "theme-theme": "system", "theme-density": "default"},
            **{"theme-contrast": "system", "theme-keyboard_shortcuts": "on", "locale-current_time_zone": ""},
            "avatar-avatar": SimpleUploadedFile(name, content),
        },
    )
    return bool(set(UserProfile.objects.exclude(avatar="").values_list("avatar", flat=True)) - before)


WAYS_IN = {"a picture": send_picture, "several pictures": send_several, "a portrait": send_portrait}


@pytest.fixture(params=WAYS_IN.values(), ids=WAYS_IN)
def send(request):
    return request.param


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_picture_of_an_admitted_kind_passes(admin_client, send, kind):
    assert send(admin_client, f"a.{kind.lower()}", picture(kind))


REFUSED = {
    "EPS": ("a.eps", EPS),
    "EPS called PNG": ("a.png", EPS),
    "TIFF called JPEG": ("a.jpg", picture("TIFF")),
    "BMP": ("a.bmp", picture("BMP")),
    "a page": ("a.png", b"<html><script>alert(1)</script></html>"),
    "a vector": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "nothing": ("a.png", b"\x89PNG\r\n\x1a\n"),
    "too many bytes": ("a.gif", picture("GIF") + bytes(6 * MEGABYTE)),
    "30 MB": ("a.gif", picture("GIF") + bytes(30 * MEGABYTE)),
    "too many pixels": ("a.png", bombs.wide_picture("PNG", 12_000)),
    "too many pixels, WebP": ("a.webp", bombs.wide_picture("WEBP", 8_000)),
    "too many frames": ("a.gif", bombs.many_frames("GIF", 120, 800)),
    "too many frames, PNG": ("a.png", bombs.many_frames("PNG", 120, 800)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_a_picture_or_too_much_of_one_is_refused(admin_client, send, case):
    started, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert not send(admin_client, *REFUSED[case])
    assert time.process_time() - started < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 150 * 1024, "kilobytes"


@pytest.mark.parametrize("chunk", [b"zTXt", b"iCCP"])
def test_a_chunk_that_unfolds_to_much_costs_nothing(admin_client, send, chunk):
    content = bombs.heavy_chunk(chunk, 300 * MEGABYTE)
    started, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    send(admin_client, "a.png", content)
    assert time.process_time() - started < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 150 * 1024


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_portrait_says_nothing_of_where_it_was_taken_and_is_small(admin_client, kind):
    assert MAKER.encode() in photograph(kind)
    assert send_portrait(admin_client, f"a.{kind.lower()}", photograph(kind))
    with UserProfile.objects.exclude(avatar="").get().avatar.open() as file:
        content = file.read()
    assert MAKER.encode() not in content
    assert not Image.open(BytesIO(content)).getexif()


def test_a_portrait_of_many_pixels_is_drawn_small_in_little_memory(admin_client):
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert send_portrait(admin_client, "a.jpg", picture("JPEG", (5_000, 3_800)))
    portrait = UserProfile.objects.exclude(avatar="").get().avatar
    assert Image.open(portrait.path).size == (400, 304)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 300 * 1024


def send_document(client, name: str, content: bytes) -> bool:
    before = Document.objects.count()
    client.post(reverse("wagtaildocs:add"), {"file": SimpleUploadedFile(name, content), "title": "Guide"})
    return Document.objects.count() > before


def test_a_workbook_of_an_ordinary_size_passes(admin_client):
    assert send_document(admin_client, "a.xlsx", bombs.workbook(30 * MEGABYTE))


@pytest.mark.parametrize(
    "content",
    [bombs.workbook(900 * MEGABYTE), bombs.lying_workbook(400 * MEGABYTE), bombs.workbook(MEGABYTE)[:-30]],
    ids=["unfolds to 900 MB", "and says it does not", "cut short"],
)
def test_a_workbook_that_unfolds_to_much_is_refused(admin_client, content):
    started, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert not send_document(admin_client, "a.xlsx", content)
    assert time.process_time() - started < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100 * 1024


def test_the_rest_of_a_file_that_is_too_large_is_thrown_away(admin_client, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    response = admin_client.post(
        reverse("wagtaildocs:add"),
        {"file": SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(3 * LARGEST)), "title": "Guide"},
    )
    assert "trop gros" in response.text
    assert not Document.objects.exists()
