"""What visitors see of a picture or document changes with a version of its page, which somebody reads."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection

from catalogue.services.models import Screenshot, StoreImage
from tests import factories
from tests.catalogue.services.complete_sheet import make_image
from tests.store.admin.people import Desk, administrator, editor

pytestmark = pytest.mark.django_db


def picture_on(sheet) -> StoreImage:
    picture = make_image("Accueil")
    sheet.screenshots.add(Screenshot(image=picture))
    return picture


def document_on(sheet) -> Document:
    document = Document.objects.create(title="Accueil", file=ContentFile(b"%PDF-1.7", name="accueil.pdf"))
    sheet.problem = f'<p><a linktype="document" id="{document.pk}">Lire</a></p>'
    return document


@pytest.fixture(params=[picture_on, document_on], ids=["picture", "document"])
def put_on(request):
    return request.param


@pytest.fixture
def sheet(catalogue):
    return factories.make_service("Salle libre")


@pytest.fixture
def shown(sheet, put_on):
    file = put_on(sheet)
    sheet.save_revision().publish()
    return file


def names(file) -> tuple[str, str]:
    """Of its application in the admin, and of the argument of its addresses."""
    return ("wagtailimages", "image") if isinstance(file, StoreImage) else ("wagtaildocs", "document")


def rename(desk: Desk, file):
    app, _ = names(file)
    said = {"title": "Autre chose", "description": "Autre chose", "collection": Collection.get_first_root_node().pk}
    return desk.client.post(reverse(f"{app}:edit", args=[file.pk]), said)


def title_of(file) -> str:
    return type(file).objects.get(pk=file.pk).title


def test_an_editor_alone_changes_nothing_of_what_is_shown_and_reads_what_to_do(shown):
    desk = Desk(editor())
    answer = rename(desk, shown)
    assert answer.status_code == 403
    assert "Ce que voient les visiteurs ne change qu'après la relecture" in answer.content.decode()
    assert title_of(shown) == "Accueil"


def test_nor_by_the_other_ways_of_the_admin(shown):
    desk, other = Desk(editor()), Collection.get_first_root_node().add_child(name="Autre")
    app, model = names(shown)
    label = "services.storeimage" if app == "wagtailimages" else "wagtaildocs.document"
    prefix = f"{model}-{shown.pk}" if model == "image" else f"doc-{shown.pk}"
    desk.client.post(reverse(f"{app}:delete", args=[shown.pk]))
    desk.client.post(
        reverse(f"{app}:edit_multiple", args=[shown.pk]),
        {f"{prefix}-title": "Autre", f"{prefix}-description": "Autre", f"{prefix}-collection": other.pk},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    desk.client.post(reverse(f"{app}:delete_multiple", args=[shown.pk]), headers={"X-Requested-With": "XMLHttpRequest"})
    for action, said in (("delete", {}), ("add_to_collection", {"collection": other.pk}), ("add_tags", {"tags": "x"})):
        address = reverse("wagtail_bulk_action", args=[*label.split("."), action])
        desk.client.post(f"{address}?id={shown.pk}", said)
    left = type(shown).objects.get(pk=shown.pk)
    assert (left.title, left.collection, list(left.tags.all())) == ("Accueil", Collection.get_first_root_node(), [])


def test_an_editor_changes_what_nobody_sees_yet_until_somebody_reads_it(sheet, put_on):
    author, reader = Desk(editor("gilles")), Desk(editor("helene"))
    file = put_on(sheet)
    sheet.save_revision(user=author.user)
    assert rename(author, file).status_code == 302
    type(file).objects.filter(pk=file.pk).update(title="Accueil")
    sheet.get_workflow().start(sheet, author.user)
    for desk in (author, reader):
        assert rename(desk, file).status_code == 403
    reader.judge(sheet, "reject", "Une autre photo ?")
    assert rename(author, file).status_code == 302


def test_whose_right_it_is_to_publish_alone_replaces_what_is_shown(shown):
    assert rename(Desk(administrator()), shown).status_code == 302
    assert title_of(shown) == "Autre chose"
