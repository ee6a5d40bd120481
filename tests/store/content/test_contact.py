"""The team of the Store can be reached: no page asks to write to it without saying where."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Site

from store.content.models import SiteSettings
from tests import factories
from tests.crawling import site_map
from tests.repository import ROOT, tracked
from tests.store.content.test_site_settings import form_of
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
WRITE = re.compile(r"(écri\w+|contacte\w*|adress\w+|demand\w+)[^.<]{0,60}équipe\s+du\s+Store", re.IGNORECASE)


def test_the_page_gives_an_address_before_anybody_has_set_one(client, site, settings):
    settings.STORE_CONTACT_EMAIL = "contact@store.example"
    page = client.get("/contact/")
    assert 'href="mailto:contact@store.example"' in page.content.decode()
    assert not SiteSettings.objects.exists()


def test_an_administrator_sets_the_address_and_an_editor_does_not(client, site):
    address = reverse("wagtailsettings:edit", args=["content", "sitesettings", Site.objects.get().pk])
    said = form_of(postal_address="20 avenue de Ségur")
    client.force_login(factories.make_person(groups=("Éditeurs",)))
    client.post(address, said)
    assert not SiteSettings.objects.filter(email="bonjour@store.example").exists()
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    client.post(address, said)
    shown = text_of(client.get("/contact/"))
    assert "bonjour@store.example" in shown and "20 avenue de Ségur" in shown


def test_every_page_leads_to_help_and_to_somebody(client, catalogue):
    factories.make_service("Rdv", slug="rdv")
    agent = factories.make_person(organisation=factories.make_organisation(territory=factories.make_territory()))
    ways = ("/aide/", "/questions-frequentes/", "/proposer-un-service/", "/contact/")
    for page in ("/", "/services/?q=zzzz", "/services/rdv/", "/panier/", "/absente/"):
        shown = client.get(page).content.decode()
        assert [way for way in ways if f'href="{way}"' not in shown] == [], page
    nothing = client.get("/services/?q=zzzz").content.decode()
    client.force_login(agent)
    space = client.get("/mon-espace/").content.decode()
    for page in (nothing, space):
        main = page.partition("<main")[2].partition("</main>")[0]
        assert [way for way in ways if f'href="{way}"' not in main] == []


def test_the_plan_and_the_site_map_lead_there_too(client, site):
    plan, machines = client.get("/plan-du-site/").content.decode(), site_map(client)
    for way in ("/contact/", "/proposer-un-service/"):
        assert f'href="{way}"' in plan and f"{way}</loc>" in machines
    assert "/suivre/" in client.get("/robots.txt").content.decode()


def test_no_page_asks_to_write_to_the_team_without_a_way_to():
    silent = []
    for path in tracked(".html"):
        if path.name == "contact.html":  # the way itself
            continue
        for said in WRITE.finditer(path.read_text()):
            around = path.read_text()[max(0, said.start() - 200) : said.end() + 200]
            if "store-contact" not in around and "/contact/" not in around:
                silent.append(f"{path.relative_to(ROOT)}: {said[0]}")
    assert silent == []
