"""What pages show without a version that somebody would read: words, places, organisations, redirections."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from catalogue.services.models import Audience, Connection, LegalVehicle, Theme
from catalogue.territories.models import Organisation, PriorityPolicy, Territory
from tests import factories
from tests.store.admin.people import Desk, administrator, editor

pytestmark = pytest.mark.django_db

ELSEWHERE = "https://ailleurs.example/"
WORDS = pytest.mark.parametrize("model", [Theme, Audience, LegalVehicle, Connection])


@pytest.fixture
def desk(catalogue):
    return Desk(editor())


def words_at(model, view: str, *args) -> str:
    return reverse(f"wagtailsnippets_services_{model._meta.model_name}:{view}", args=args)


@WORDS
def test_an_editor_alone_renames_no_word_of_public_pages(desk, model):
    word = model.objects.create(name="Solidarité", slug="solidarite")
    other = model.objects.create(name="Culture", slug="culture")
    said = {"name": "Autre", "slug": "autre", "order": 1, "group": "usager", "description": "", "url": ""}
    desk.client.post(words_at(model, "add"), said)
    desk.client.post(words_at(model, "edit", word.pk), said)
    desk.client.post(words_at(model, "merge", word.pk), {"into": other.pk})
    desk.client.post(words_at(model, "delete", word.pk))
    assert set(model.objects.filter(slug__in=("solidarite", "culture", "autre")).values_list("name", flat=True)) == {
        "Solidarité",
        "Culture",
    }
    listed = desk.client.get(words_at(model, "list")).text
    assert "Solidarité" in listed and "Fusionner avec" not in listed
    Desk(administrator()).client.post(words_at(model, "edit", word.pk), said)
    assert model.objects.get(pk=word.pk).name == "Autre"


def test_an_editor_alone_sends_no_address_of_the_store_elsewhere(desk):
    """Without its last slash, the address of a published sheet is one that no page has."""
    factories.make_service("Salle libre")
    said = {"old_path": "/services/salle-libre", "redirect_link": ELSEWHERE, "redirect_page": "", "site": ""}
    desk.client.post(reverse("wagtailredirects:add"), said)
    assert Client().get("/services/salle-libre").get("Location") != ELSEWHERE
    Desk(administrator()).client.post(reverse("wagtailredirects:add"), said)
    assert Redirect.objects.get().link == ELSEWHERE


def test_an_editor_alone_renames_no_place_nor_policy(desk):
    place, policy = factories.make_territory("Feurs", code="42094"), PriorityPolicy.objects.first()
    sent = {"kind": "commune", "code": "42094", "name": "Autre", "siren": "", "postcodes": "", "population": "1"}
    desk.client.post(f"/admin/territories/territory/edit/{place.pk}/", {**sent, "member_codes": ""})
    desk.client.post(f"/admin/territories/prioritypolicy/edit/{policy.pk}/", {"name": "Autre", "slug": "autre"})
    assert Territory.objects.get(pk=place.pk).name == "Feurs"
    assert PriorityPolicy.objects.get(pk=policy.pk).name == policy.name


def rename(desk: Desk, organisation: Organisation) -> Organisation:
    said = {"name": "Autre", "acronym": "A", "kind": "etat", "siren": "213800360", "url": "", "territory": ""}
    said["public_email"] = "accueil@feurs.example"
    page = f"/admin/territories/organisation/edit/{organisation.pk}/"
    assert desk.client.post(page, said).status_code == 302
    return Organisation.objects.get(pk=organisation.pk)


def owns_a_sheet() -> Organisation:
    body = factories.make_organisation("Feurs")
    factories.make_service("Agenda", owned_by=body)
    return body


@pytest.mark.parametrize(
    "make",
    [
        lambda: factories.make_organisation(territory=factories.make_territory("Feurs")),
        lambda: (
            factories.make_deployment(
                factories.make_service("Agenda"), factories.make_organisation("Feurs")
            ).organisation
        ),
        owns_a_sheet,
    ],
    ids=["of a place", "uses a service", "owns a service"],
)
def test_an_editor_alone_gives_no_other_identity_to_an_organisation_that_is_shown(desk, make):
    shown = make()
    now = rename(desk, shown)
    assert (now.name, now.kind, now.siren, now.territory) == ("Feurs", shown.kind, None, shown.territory)
    assert now.public_email == "accueil@feurs.example", "which no page shows"
    assert "seul un administrateur" in desk.client.get(f"/admin/territories/organisation/edit/{shown.pk}/").text
    desk.client.post(f"/admin/territories/organisation/delete/{shown.pk}/")
    assert rename(Desk(administrator()), shown).name == "Autre"


def test_an_editor_corrects_the_one_they_have_just_added(desk):
    assert rename(desk, factories.make_organisation("Feurs")).name == "Autre"


@pytest.mark.parametrize("somebody", [editor, administrator])
def test_nobody_changes_the_organisation_that_they_act_for(catalogue, somebody):
    person, own = somebody("camille"), factories.make_organisation("Feurs", public_email="mairie@feurs.example")
    person.attach(own, by=None)
    now = rename(Desk(person), own)
    assert (now.name, now.siren, now.public_email) == ("Feurs", None, "mairie@feurs.example")
