"""What a link to a sheet shows elsewhere: messaging applications, search engines."""

import pytest
from wagtail.images import get_image_model

from catalogue.foundation.text import cleaned
from tests import factories
from tests.catalogue.services.complete_sheet import make_complete_sheet
from tests.catalogue.services.reading import open_sheet, structured_data

pytestmark = pytest.mark.django_db

HOSTILE = "</script><script>alert(1)</script><!-- & \u2028"


def og(sheet) -> dict[str, str]:
    return {meta["property"]: meta["content"] for meta in sheet.find_all("meta", property=True)}


def test_a_shared_link_shows_the_need_the_summary_and_a_picture(client, catalogue):
    shared = og(open_sheet(client, make_complete_sheet()))
    assert shared["og:title"] == "Gérer les rendez-vous de nos services sociaux — Agenda commun"
    assert shared["og:description"].startswith("Les habitants prennent rendez-vous")
    assert shared["og:image"].startswith("http://localhost/media/")
    assert shared["og:image:alt"] == "Le planning d'une semaine"


def test_a_page_has_one_canonical_address_and_one_of_each_description(client, catalogue):
    sheet = open_sheet(client, make_complete_sheet())
    assert len(sheet.find_all("link", rel="canonical")) == 1
    names = [meta["property"] for meta in sheet.find_all("meta", property=True)]
    assert len(names) == len(set(names))
    assert sheet.find("meta", {"name": "description"})["content"].startswith("Les habitants prennent")


def test_structured_data_says_what_the_sheet_says(client, catalogue):
    data = structured_data(open_sheet(client, make_complete_sheet(cost_model="gratuit")))
    assert data["@type"] == "SoftwareApplication"
    assert data["name"] == "Agenda commun"
    assert data["url"] == "https://agenda.example.fr/"
    assert data["mainEntityOfPage"] == "http://localhost/services/agenda-commun/"
    assert data["author"] == {
        "@type": "Organization",
        "name": "Agence des territoires",
        "url": "https://agence.example.fr/",
    }
    assert data["license"] == "https://spdx.org/licenses/AGPL-3.0-only.html"
    assert data["isAccessibleForFree"] is True
    assert data["keywords"] == "Relation usagers, Solidarité"
    assert "email" not in str(data)


def test_structured_data_invents_nothing(client, catalogue):
    data = structured_data(open_sheet(client, factories.make_service("Vide")))
    assert set(data) == {
        "@context",
        "@type",
        "@id",
        "name",
        "description",
        "mainEntityOfPage",
        "dateModified",
    }


def test_hostile_words_stay_words(client, catalogue):
    page = factories.make_service("Hostile", summary=HOSTILE)
    sheet = open_sheet(client, page)
    assert structured_data(sheet)["description"] == cleaned(HOSTILE, one_line=True)
    assert not sheet.find("script", string="alert(1)")


def test_a_lost_picture_does_not_take_the_sheet_away(client, catalogue):
    page = make_complete_sheet()
    for image in get_image_model().objects.all():
        image.renditions.all().delete()
        image.file.storage.delete(image.file.name)
    assert open_sheet(client, page).h1
