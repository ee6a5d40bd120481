"""The guide of those who write: in the menu « Aide », beside the forms, and for nobody else."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from store.admin.editors_guide import CHAPTERS
from tests import factories
from tests.store.admin.people import Desk, edit_address, maintainer

pytestmark = pytest.mark.django_db


def test_every_chapter_shows_what_to_do_and_what_to_avoid(author):
    contents = BeautifulSoup(author.client.get(reverse("editors-guide")).content, "html.parser")
    assert reverse("editors-guide") in author.client.get("/admin/").text
    for chapter in CHAPTERS:
        assert contents.main.find("a", href=chapter.url).get_text() == chapter.title
        page = BeautifulSoup(author.client.get(chapter.url).content, "html.parser")
        assert page.h1.get_text(strip=True) == chapter.title
        assert {one.get_text() for one in page.select("dt")} >= {"À éviter", "Mieux"}


def test_the_forms_lead_to_it_and_those_who_do_not_write_here_read_nothing(sheet, author, client):
    address = reverse("editors-guide", args=["fiche"])
    assert address in author.client.get(edit_address(sheet)).text
    assert Desk(maintainer(sheet)).client.get(address).status_code == 200
    client.force_login(factories.make_person())
    assert client.get(address).status_code in (302, 403)
