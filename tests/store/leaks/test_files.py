"""The pictures and documents of a sheet are as visible as the sheet, for whoever keeps or guesses their addresses."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Filter

from catalogue.services.models import StoreRendition
from catalogue.services.sheet.renditions import LOGO
from store.accounts.rights import EDITORS
from tests import factories
from tests.catalogue.services.complete_sheet import make_image
from tests.store.leaks.hiding import STATES, child_of_private, draft, in_moderation, login_only

pytestmark = pytest.mark.django_db
in_each_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)


@pytest.fixture
def files(hidden) -> list[str]:
    """The hidden sheet shows a logo, a picture and a document: the addresses of all that, in each size."""
    logo, picture = make_image("Logo"), make_image("Écran")
    document = Document.objects.create(title="Convention", file=ContentFile(b"Convention", name="convention.txt"))
    hidden.logo = logo
    hidden.body = [
        ("image", {"image": picture, "alt_text": "Un écran", "decorative": False}),
        ("text", f'<p><a linktype="document" id="{document.pk}">La convention</a></p>'),
    ]
    hidden.save()
    hidden.save_revision()
    sizes = [logo.get_rendition(Filter(spec=LOGO)), picture.get_rendition("width-480|format-avif")]
    return [*(file.file.url for file in (logo, picture, *sizes)), document.url]


@in_each_state
def test_they_are_not_served_when_the_sheet_is_not_public(
    client, hidden, files, state, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        state(hidden)
    assert [client.get(address).status_code for address in files] == [404] * len(files)


def test_documents_have_no_second_address(client, hidden, files):
    factories.publish(hidden)
    name = Document.objects.get().file.name
    assert client.get(f"/media/{name}").status_code == 404


def test_once_published_they_are_and_browsers_alone_keep_them(client, hidden, files):
    factories.publish(hidden)
    answers = [client.get(address) for address in files]
    assert {answer.status_code for answer in answers} == {200}
    for picture in answers[:-1]:
        assert picture["Cache-Control"] == "private, max-age=604800"
        assert "Cookie" not in picture.get("Vary", "")


def test_serving_a_public_picture_takes_few_queries(client, hidden, files, django_assert_max_num_queries):
    factories.publish(hidden)
    client.get(files[0])
    address = StoreRendition.objects.first().file.url
    with django_assert_max_num_queries(4):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("state", [login_only, child_of_private], ids=lambda state: state.__name__)
def test_who_may_read_the_sheet_sees_them_and_no_cache_keeps_them(client, hidden, files, state):
    state(hidden)
    client.force_login(factories.make_person())
    answers = [client.get(address) for address in files]
    assert {answer.status_code for answer in answers} == {200}
    assert all("no-store" in picture["Cache-Control"] for picture in answers[:-1])


@pytest.mark.parametrize("state", [draft, in_moderation], ids=lambda state: state.__name__)
def test_editors_and_the_team_see_those_of_a_draft_and_another_team_does_not(client, hidden, files, state):
    state(hidden)
    editor, team = factories.make_person(groups=(EDITORS,)), factories.make_person(maintains=(hidden,))
    for person in (editor, team):
        client.force_login(person)
        assert {client.get(address).status_code for address in files} == {200}
    client.force_login(factories.make_person(maintains=(factories.make_service("Un autre"),)))
    assert {client.get(address).status_code for address in files} == {404}


def test_the_team_sees_the_picture_that_a_colleague_put_in_the_draft_of_a_public_sheet(client, hidden):
    factories.publish(hidden)
    added = make_image("Nouvel écran")
    hidden.logo = added
    hidden.save_revision()
    assert client.get(added.file.url).status_code == 404
    client.force_login(factories.make_person(maintains=(hidden,)))
    assert client.get(added.file.url).status_code == 200


def test_who_sent_a_picture_sees_it_before_any_page_does(client, catalogue):
    person, picture = factories.make_person(), make_image("Écran")
    picture.uploaded_by_user = person
    picture.save()
    assert client.get(picture.file.url).status_code == 404
    client.force_login(person)
    assert client.get(picture.file.url).status_code == 200
