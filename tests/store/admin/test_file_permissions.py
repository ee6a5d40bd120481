"""A maintainer picks the files that they added and those of their own sheets; those of others stay unread."""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document

from catalogue.services.models import Screenshot
from tests import factories
from tests.catalogue.services.complete_sheet import make_image
from tests.store.admin.people import Desk, drafted, edit_address, editor, maintainer

pytestmark = pytest.mark.django_db

CANARY = "zibeline"
PICTURES, DOCUMENTS = "wagtailimages_chooser", "wagtaildocs_chooser"
BOTH = pytest.mark.parametrize("chooser", [PICTURES, DOCUMENTS])
MAKE = {
    PICTURES: make_image,
    DOCUMENTS: lambda title: Document.objects.create(title=title, file=ContentFile(b"%PDF-1.7", name=f"{title}.pdf")),
}


@pytest.fixture
def own(catalogue):
    return factories.make_service("Salle libre")


@pytest.fixture
def desk(own):
    return Desk(maintainer(own))


def addresses_of(chooser: str, pk: int) -> list[str]:
    """Everywhere the chooser tells of one file."""
    named = [
        reverse(f"{chooser}:chosen", args=[pk]),
        reverse(f"{chooser}:chosen_multiple") + f"?id={pk}&multiple=1",
        reverse(f"{chooser}:choose"),
        reverse(f"{chooser}:choose_results"),
    ]
    return [*named, reverse(f"{chooser}:select_format", args=[pk])] if chooser == PICTURES else named


@BOTH
def test_the_files_of_others_are_named_nowhere(desk, chooser):
    theirs = MAKE[chooser](CANARY)
    for address in addresses_of(chooser, theirs.pk):
        assert CANARY not in desk.client.get(address).text, address
    assert desk.client.get(reverse(f"{chooser}:chosen", args=[theirs.pk]))["Location"] == reverse("wagtailadmin_home")


def test_the_format_of_anothers_picture_is_not_chosen_either(desk):
    address = reverse("wagtailimages_chooser:select_format", args=[make_image(CANARY).pk])
    sent = {"image-chooser-insertion-format": "fullwidth", "image-chooser-insertion-alt_text": "Vu"}
    assert desk.client.post(address, sent)["Location"] == reverse("wagtailadmin_home")


def test_sending_the_same_picture_as_somebody_else_does_not_show_theirs(desk):
    theirs = make_image(CANARY)
    sent = {
        "image-chooser-upload-title": "La mienne",
        "image-chooser-upload-description": "Une salle",
        "image-chooser-upload-file": ContentFile(theirs.file.read(), name="salle.png"),
    }
    answer = desk.client.post(reverse("wagtailimages_chooser:create"), sent)
    assert answer.json()["step"] == "chosen"
    assert CANARY not in answer.text


@BOTH
def test_ones_own_files_are_there_to_choose(desk, chooser):
    mine = MAKE[chooser]("la-mienne")
    mine.uploaded_by_user = desk.user
    mine.save()
    for address in addresses_of(chooser, mine.pk):
        assert "la-mienne" in desk.client.get(address).text, address


@BOTH
def test_an_editor_chooses_among_all_files(catalogue, chooser):
    desk = Desk(editor())
    anybodys = MAKE[chooser](CANARY)
    for address in addresses_of(chooser, anybodys.pk):
        assert CANARY in desk.client.get(address).text, address


def test_the_pictures_of_ones_own_sheets_are_there_to_choose(desk, own):
    """Whoever added them: an editor, or somebody who left the team."""
    shown = make_image("ecran")
    own.screenshots = [Screenshot(image=shown, caption="Planning")]
    factories.publish(own)
    for address in addresses_of(PICTURES, shown.pk):
        assert "ecran" in desk.client.get(address).text, address


def test_a_document_is_added_from_the_form_of_ones_sheet(desk, own):
    """The text of a sheet offers a button for it, and whoever adds one then links it."""
    assert "DOCUMENT" in desk.client.get(edit_address(own)).text
    sent = {"document-chooser-upload-title": "Guide", "document-chooser-upload-file": ContentFile(b"%PDF-1.7", "g.pdf")}
    answer = desk.client.post(reverse("wagtaildocs_chooser:create"), sent).json()
    assert answer["step"] == "chosen"
    assert Document.objects.get(pk=answer["result"]["id"]).uploaded_by_user == desk.user


def screenshot(image) -> dict[str, str]:
    """The part of the form that shows one picture."""
    return {
        "screenshots-TOTAL_FORMS": "1",
        "screenshots-0-image": str(image.pk),
        "screenshots-0-caption": "Planning",
        "screenshots-0-ORDER": "1",
        "screenshots-0-id": "",
        "screenshots-0-DELETE": "",
    }


def in_text(document) -> dict[str, str]:
    """A link to it in a text of the sheet, as the editor of texts sends it."""
    content = {
        "blocks": [
            {
                "key": "a",
                "text": "Guide",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
            }
        ],
        "entityMap": {"0": {"type": "DOCUMENT", "mutability": "MUTABLE", "data": {"id": document.pk}}},
    }
    return {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": ""} | {
        "body-0-value": json.dumps(content)
    }


SHOWN = pytest.mark.parametrize(
    ("chooser", "fields"),
    [(PICTURES, lambda file: {"logo": str(file.pk)}), (PICTURES, screenshot), (DOCUMENTS, in_text)],
    ids=["logo", "screenshot", "document"],
)


@SHOWN
def test_the_files_of_others_are_not_shown_by_number_either(desk, own, chooser, fields):
    theirs = MAKE[chooser](CANARY)
    answer = desk.save(own, **{"summary": "Autre", **fields(theirs)})
    assert "Ce fichier n&#x27;est pas parmi ceux que vous pouvez choisir" in answer.text
    assert drafted(own) != "Autre"


@SHOWN
def test_ones_own_are(desk, own, chooser, fields):
    mine = MAKE[chooser]("la-mienne")
    mine.uploaded_by_user = desk.user
    mine.save()
    answer = desk.save(own, **{"summary": "Autre", **fields(mine)})
    assert answer.status_code == 302, answer.text
    assert drafted(own) == "Autre"


def test_what_an_editor_put_in_a_draft_stays_there(desk, own):
    theirs = make_image(CANARY)
    own.logo = theirs
    own.save_revision()
    assert desk.save(own, summary="Autre").status_code == 302
    assert drafted(own) == "Autre"
