"""Needs beyond their own pages: territory, home, site map, feed, « Mon espace »; what is private is in none of them."""

import pytest
from django.urls import reverse

from catalogue.needs.grouping import group
from catalogue.needs.journal import Voice, anct
from catalogue.needs.supporting import support
from tests.factories import (
    make_consultation,
    make_contribution,
    make_organisation,
    make_person,
    make_proposition,
    make_territory,
    restrict,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation():
    return make_consultation("Consultation du moment", phases=("recueil", "soutien"))


@pytest.fixture
def isere():
    return make_territory("Isère", kind="departement", code="38")


@pytest.fixture
def town(isere):
    home = make_territory("Vaux", inside=(isere,))
    return make_organisation("Commune de Vaux", territory=home)


def read(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_territory_says_what_its_collectivites_ask_for_and_what_its_own_supports(client, consultation, isere, town):
    need = make_contribution("Un nid-de-poule", consultation=consultation, organisation=town)
    proposition = make_proposition("Signaler un incident", consultation=consultation)
    support(proposition, Voice(None, town.name, town, mandate="agent"))
    for place in (town.territory, isere):
        page = read(client, place.get_absolute_url())
        assert "Ce que demandent les collectivités d'ici" in page
        assert f'href="{need.get_absolute_url()}?' in page
    assert f'href="{proposition.get_absolute_url()}?' in read(client, town.territory.get_absolute_url())
    assert proposition.title not in read(client, isere.get_absolute_url())
    elsewhere = make_territory("Ailleurs")
    assert "Ce que demandent" not in read(client, elsewhere.get_absolute_url())


def test_a_support_that_is_hidden_is_not_on_the_territory(client, consultation, town):
    consultation.hides_supports = True
    consultation.save()
    proposition = make_proposition("Signaler un incident", consultation=consultation)
    support(proposition, Voice(None, town.name, town, mandate="agent"))
    assert proposition.title not in read(client, town.territory.get_absolute_url())


def test_the_home_page_leads_to_what_goes_on(client, consultation, town):
    make_contribution("Un nid-de-poule", consultation=consultation, organisation=town)
    proposition = make_proposition("Signaler un incident", consultation=consultation)
    page = read(client, "/")
    assert "Besoins en cours" in page
    assert f'href="{proposition.get_absolute_url()}"' in page
    assert "1 besoin à soutenir" in page
    assert "Ces étapes ne se passent pas encore" not in page


def test_new_needs_are_in_the_feed_and_in_the_site_map(client, consultation, town):
    need = make_contribution("Un nid-de-poule", consultation=consultation, organisation=town)
    feed = read(client, reverse("needs-feed"))
    assert "Un nid-de-poule" in feed
    assert "Commune de Vaux" in feed
    assert need.get_absolute_url() in read(client, "/sitemap-needs.xml")
    assert "/besoins/" in read(client, "/plan-du-site/")


def test_nothing_private_is_anywhere(client, consultation, isere, town):
    make_contribution("Canari public un jour", consultation=consultation, organisation=town)
    make_contribution("Canari en attente", consultation=consultation, organisation=town, stage="deposee")
    make_contribution("Canari en brouillon", consultation=consultation, organisation=town, stage="brouillon")
    group_of = make_proposition("Canari proposé", consultation=consultation)
    restrict(consultation)
    places = [town.territory.get_absolute_url(), isere.get_absolute_url(), "/", "/plan-du-site/"]
    for address in (*places, reverse("needs-feed"), "/sitemap-needs.xml"):
        page = read(client, address)
        assert "Canari" not in page, address
        assert group_of.get_absolute_url() not in page, address


def test_my_space_says_what_waits_for_me(client, consultation, town):
    author = make_person(email="agent@vaux.example", organisation=town)
    draft = make_contribution("À finir", consultation=consultation, organisation=town, user=author, stage="brouillon")
    need = make_contribution("Un nid-de-poule", consultation=consultation, organisation=town, user=author)
    group(make_proposition("Signaler un incident", consultation=consultation), [need], "Même besoin", anct())
    client.force_login(author)
    page = read(client, reverse("space"))
    assert draft.title in page
    assert "vous pouvez vous y opposer jusqu'au" in page
    assert "1 contribution déposée" in page
    assert "Ce que vous suivez" in page
