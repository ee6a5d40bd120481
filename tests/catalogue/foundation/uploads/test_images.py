"""An editor uploads pictures: what is refused, what is taken out of them, what must be said of them."""

import json
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from catalogue.services.models import StoreImage
from tests.catalogue.foundation.uploads.pictures import (
    MAKER,
    bomb,
    lying_photograph,
    moving,
    photograph,
    picture,
    upload,
)
from tests.catalogue.services.complete_sheet import make_image

pytestmark = pytest.mark.django_db


def add(client, name: str, content: bytes, **fields):
    said = {"title": "Atelier", "description": "Un atelier avec des agents", **fields}
    return client.post(reverse("wagtailimages:add"), {"file": upload(name, content), **said})


def stored(image: StoreImage) -> bytes:
    with image.file.storage.open(image.file.name) as file:
        return file.read()


def reopened(image: StoreImage) -> Image.Image:
    return Image.open(BytesIO(stored(image)))


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.avif", "AVIF"), ("a.gif", "GIF")]
)
def test_a_picture_of_each_kind_is_taken(admin_client, name, kind):
    assert add(admin_client, name, picture(kind)).status_code == 302
    image = reopened(StoreImage.objects.get())
    assert (image.format, image.size) == (kind, (60, 40))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photograph_no_longer_says_where_it_was_taken(admin_client, kind):
    content = photograph(kind)
    assert MAKER.encode() in content
    add(admin_client, f"photo.{kind.lower()}", content)
    image = StoreImage.objects.get()
    assert MAKER.encode() not in stored(image)
    assert not reopened(image).getexif()


def test_a_photograph_taken_sideways_stands_up(admin_client):
    add(admin_client, "photo.jpg", lying_photograph())
    image = StoreImage.objects.get()
    assert (image.width, image.height) == (40, 60)


def test_a_moving_picture_keeps_moving_and_loses_its_comment(admin_client):
    add(admin_client, "film.gif", moving(3))
    image = StoreImage.objects.get()
    assert MAKER.encode() not in stored(image)
    assert reopened(image).n_frames == 3


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Formats supportés"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        ("a.png", picture("JPEG"), "extension"),
        ("a.jpg", b"MZ" + b"\0" * 200, ""),
        ("a.png", bomb(8_000, 5_001), "pixels"),
        ("a.png", bomb(60_000, 60_000), "pixels"),
        ("a.png", bomb(500, 500), "abîmée"),
        ("a.jpg", picture("JPEG") + b"\0" * 5 * 1024 * 1024, "trop gros"),
    ],
    ids=["svg", "svg called png", "jpeg called png", "program", "40 Mpx", "3 600 Mpx", "broken", "5 MB"],
)
def test_what_is_not_a_picture_we_take_is_refused_with_a_reason(admin_client, name, content, reason):
    response = add(admin_client, name, content)
    assert response.status_code == 200
    error = response.context["form"].errors["file"][0]
    assert reason in error
    assert not StoreImage.objects.exists()


def test_a_picture_needs_a_text_alternative(admin_client):
    response = add(admin_client, "a.png", picture("PNG"), description="")
    assert response.context["form"].errors["description"] == ["Champ requis."]
    assert not StoreImage.objects.exists()


def test_pictures_sent_several_at_once_wait_for_their_text_alternative(admin_client):
    """What waits is clean already: Wagtail keeps the upload itself."""
    sent = {"files[]": upload("photo.jpg", photograph("JPEG")), "title": "Photo"}
    answer = json.loads(admin_client.post(reverse("wagtailimages:add_multiple"), sent).content)
    waiting = UploadedFile.objects.get()
    assert MAKER.encode() not in waiting.file.read()
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[answer["uploaded_file_id"]])
    prefix = f"uploaded-image-{waiting.pk}"
    refused = admin_client.post(address, {f"{prefix}-title": "Photo", f"{prefix}-description": ""})
    assert not json.loads(refused.content)["success"]
    admin_client.post(address, {f"{prefix}-title": "Photo", f"{prefix}-description": "Une place"})
    assert StoreImage.objects.get().description == "Une place"


@pytest.mark.parametrize(
    "content", [bomb(8_000, 5_001), b"<svg xmlns='http://www.w3.org/2000/svg'/>"], ids=["bomb", "svg"]
)
def test_pictures_sent_several_at_once_are_judged_too(admin_client, content):
    answer = admin_client.post(reverse("wagtailimages:add_multiple"), {"files[]": upload("a.png", content)})
    assert not json.loads(answer.content)["success"]
    assert not UploadedFile.objects.exists()


def test_the_picture_chooser_judges_too(admin_client):
    sent = {"image-chooser-upload-title": "Photo", "image-chooser-upload-description": "Une place"}
    address = reverse("wagtailimages_chooser:create")
    admin_client.post(address, {**sent, "image-chooser-upload-file": upload("a.png", bomb(8_000, 5_001))})
    assert not StoreImage.objects.exists()
    admin_client.post(address, {**sent, "image-chooser-upload-file": upload("photo.jpg", photograph("JPEG"))})
    assert MAKER.encode() not in stored(StoreImage.objects.get())


def test_replacing_the_file_of_a_picture_cleans_it_too(admin_client):
    image = make_image("atelier")
    said = {"title": "Atelier", "description": "Un atelier", "file": upload("photo.jpg", photograph("JPEG"))}
    assert admin_client.post(reverse("wagtailimages:edit", args=[image.pk]), said).status_code == 302
    image.refresh_from_db()
    assert MAKER.encode() not in stored(image)


def test_changing_the_words_of_a_picture_leaves_its_file_alone(admin_client):
    image = make_image("atelier")
    before = stored(image)
    admin_client.post(reverse("wagtailimages:edit", args=[image.pk]), {"title": "Atelier", "description": "Autre"})
    image.refresh_from_db()
    assert (image.description, stored(image)) == ("Autre", before)
