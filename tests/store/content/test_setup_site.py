"""The site is set up once, and again after an upgrade, without losing what editors wrote."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, Site
from wagtail.test.utils.form_data import querydict_from_html

from catalogue.services.models import CataloguePage
from store.content.models import EditorialPage, HomePage
from store.content.site import TITLES

pytestmark = pytest.mark.usefixtures("bare_database")


def setup_site() -> str:
    out = StringIO()
    call_command("setup_site", stdout=out)
    return out.getvalue()


def test_an_empty_database_becomes_a_site_that_answers(client):
    assert not HomePage.objects.exists()
    setup_site()
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()
    assert CataloguePage.objects.get().url == "/services/"
    assert client.get("/").status_code == 200
    assert not Page.objects.filter(slug="home").exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/accessibilite/", ["non conforme", "RGAA", "Défenseur des droits", "Aucun audit"]),
        ("/mentions-legales/", ["démonstration", "Licence Ouverte", "MIT"]),
        ("/donnees-personnelles/", ["démonstration", "CNIL", "Cookies"]),
        ("/aide/", ["Demander ce service", 'href="/proposer-un-service/"', 'href="/contact/"']),
        ("/questions-frequentes/", ["Est-ce gratuit ?", "délibération", 'href="/proposer-un-service/"']),
    ],
)
def test_the_pages_that_the_site_comes_with_say_what_they_must(client, address, words):
    setup_site()
    page = client.get(address)
    assert page.status_code == 200
    assert [word for word in words if word not in page.content.decode()] == []


def test_the_declaration_and_the_mention_of_every_page_say_the_same(client):
    setup_site()
    assert "Accessibilité : non conforme" in client.get("/").content.decode()


def test_setting_up_again_changes_nothing():
    setup_site()
    before = list(Page.objects.values_list("pk", "latest_revision"))
    said = setup_site()
    assert list(Page.objects.values_list("pk", "latest_revision")) == before
    assert {line.rpartition(" : ")[2] for line in said.splitlines()} == {"inchangée"}


def test_a_page_that_an_editor_rewrote_is_left_alone(admin_client, tmp_path, monkeypatch):
    setup_site()
    page = EditorialPage.objects.get(slug="mentions-legales")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = querydict_from_html(admin_client.get(address).content.decode(), form_id="page-edit-form")
    form.update({"title": "Nos mentions", "body-count": "0", "action-publish": "1"})
    assert admin_client.post(address, form).status_code == 302
    for slug in TITLES:
        (tmp_path / f"{slug}.md").write_text("Un texte plus récent.")
    monkeypatch.setattr("store.content.site.CONTENT", tmp_path)
    said = setup_site()
    assert "Mentions légales : modifiée dans l'administration : laissée telle quelle" in said
    page.refresh_from_db()
    assert page.title == "Nos mentions"
    assert "plus récent" in str(EditorialPage.objects.get(slug="accessibilite").body)


def test_a_site_that_stands_keeps_its_root(site):
    root = site.root_page_id
    setup_site()
    assert Site.objects.get(is_default_site=True).root_page_id == root
    assert HomePage.objects.count() == CataloguePage.objects.count() == 1
