"""An editor keeps territories and makes syndicats."""

import re

import pytest
from django.contrib.auth import get_user_model
from wagtail_modeladmin.options import ModelAdmin

from catalogue.deployments.changing import Author, change
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.deployments.requesting import ask
from catalogue.services.models import ConsortiumMember
from catalogue.territories.deleting import NeededDeleteView
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Organisation, PriorityPolicy, Territory
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db

LIST = "/admin/territories/territory/"


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create(username="editrice", is_superuser=True, is_staff=True)
    client.force_login(user)
    return client


def fields(**given):
    return {"kind": "syndicat", "code": "254200000", "name": "Syndicat du Forez", "siren": "254200000"} | given


def test_an_editor_makes_a_syndicat_of_a_commune_an_intercommunalite_and_a_departement(france, editor):
    codes = "42187\n244200770\ndepartement-38"
    answer = editor.post(f"{LIST}create/", fields(member_codes=codes))
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    syndicat = Territory.objects.get(kind="syndicat")
    assert {member.name for member in syndicat.members.all()} == {"Roanne", "Saint-Étienne Métropole", "Isère"}
    assert Organisation.objects.get(territory=syndicat).kind == "groupement"
    assert syndicat in [link.territory for link in lineage(france("commune-42218"))]


def test_an_editor_takes_a_member_out(france, editor):
    editor.post(f"{LIST}create/", fields(member_codes="42187 13004"))
    syndicat = Territory.objects.get(kind="syndicat")
    form = editor.get(f"{LIST}edit/{syndicat.pk}/").content.decode()
    assert "commune-42187" in form
    editor.post(f"{LIST}edit/{syndicat.pk}/", fields(member_codes="commune-13004"))
    assert [member.name for member in syndicat.members.all()] == ["Arles"]


def test_an_unknown_code_is_named_and_nothing_is_written(france, editor):
    answer = editor.post(f"{LIST}create/", fields(member_codes="42187 99999"))
    assert "Territoires inconnus : 99999." in answer.content.decode()
    assert not Territory.objects.filter(kind="syndicat").exists()


def test_only_a_syndicat_is_composed_by_hand(france, editor):
    answer = editor.post(f"{LIST}create/", fields(kind="epci", member_codes="42187"))
    assert "Seul un syndicat se compose ici" in answer.content.decode()


def test_an_editor_finds_a_territory_without_accents_and_by_policy(france, editor):
    france("commune-42187").policies.add(PriorityPolicy.objects.get(slug="action-coeur-de-ville"))
    assert "Saint-Étienne" in editor.get(LIST, {"q": "etienne"}).content.decode()
    listed = editor.get(LIST, {"politique": "action-coeur-de-ville"}).content.decode()
    assert "Roanne" in listed
    assert "Saint-Chamond" not in listed


@pytest.mark.parametrize("typed", ["st etienne", "saint-etienne", "SAINT ÉTIENNE", "42000", "42218"])
@pytest.mark.parametrize("listed", [LIST, "/admin/territories/organisation/"])
def test_an_editor_finds_a_place_in_a_list_as_everybody_types_it(france, editor, listed, typed):
    page = editor.get(listed, {"q": typed}).content.decode()
    assert "Saint-Étienne" in page
    assert "Arles" not in page


def test_the_likeliest_place_comes_first_in_lists_and_windows(france, editor):
    for address in (LIST, "/admin/territory_chooser/results/"):
        page = editor.get(address, {"q": "st etienne"}).content.decode()
        names = re.findall(r">\s*(Saint-Étienne[^<]*?)\s*<", page)
        assert names[:2] == ["Saint-Étienne", "Saint-Étienne Métropole"], address


def test_a_window_tells_namesakes_apart(france, editor):
    assert "Commune, Loire (42)" in editor.get("/admin/territory_chooser/", {"q": "st etienne"}).content.decode()
    window = editor.get("/admin/organisation_chooser/results/", {"q": "42000"}).content.decode()
    assert "Collectivité" in window
    assert "Commune, Loire (42)" in window


@pytest.mark.parametrize(
    ("window", "typed", "found"),
    [
        ("territory_chooser", "st etienne", "Saint-Étienne"),
        ("organisation_chooser", "isere", "Département de l&#x27;Isère"),
        ("organisation_chooser", "211300041", "Arles"),
    ],
)
def test_choosing_among_thousands_is_a_search(france, editor, window, typed, found):
    window = editor.get(f"/admin/{window}/results/", {"q": typed}).content.decode()
    assert found in window
    assert "Marseille" not in window


@pytest.mark.parametrize("use", ["deployment", "consortium"])
def test_what_is_used_is_not_deleted_and_the_page_says_by_what(france, editor, catalogue, use):
    body, sheet = factories.make_organisation("Régie de l'eau"), factories.make_service("Agenda partagé")
    if use == "deployment":
        Deployment.objects.create(service=sheet, organisation=body, status="pilote")
    else:
        ConsortiumMember.objects.create(page=sheet, organisation=body)
    answer = editor.post(f"/admin/territories/organisation/delete/{body.pk}/")
    assert answer.status_code == 200
    told = answer.content.decode()
    assert "ne peut être supprimé" in told
    assert "Agenda partagé" in told
    assert Organisation.objects.filter(pk=body.pk).exists()


def test_a_territory_that_has_an_organisation_is_not_deleted(france, editor):
    roanne = france("commune-42187")
    body = Organisation.objects.get(territory=roanne)
    answer = editor.post(f"{LIST}delete/{roanne.pk}/")
    assert answer.status_code == 200
    assert body.name in answer.content.decode()
    assert Territory.objects.filter(pk=roanne.pk).exists()


def pressed(editor, row) -> str:
    """What the page says after « Oui, supprimer »."""
    options = row._meta
    answer = editor.post(f"/admin/{options.app_label}/{options.model_name}/delete/{row.pk}/", follow=True)
    assert answer.status_code == 200
    return text_of(answer)


def test_every_kind_of_thing_that_needs_an_organisation_is_named_and_counted(editor, catalogue):
    body = factories.make_organisation("Régie de l'eau")
    services = [factories.make_service(f"Service {number}") for number in range(12)]
    for service in services:
        factories.make_deployment(service, body)
    by = Author(Party.ORGANISATION, Channel.ESPACE)
    change(Deployment.objects.get(service=services[0]), {"status": "pilote"}, by)
    ask(services[:2], by, organisation=body, function="agent", need="Un besoin zibeline")
    told = pressed(editor, body)
    assert "« Régie de l'eau » ne peut être supprimé" in told
    assert "12 déploiements :" in told and "; et 2 autres" in told
    assert "1 événement d'un déploiement :" in told and "2 services demandés :" in told
    assert "1 demande d'adoption : Régie de l'eau, le" in told
    assert "zibeline" not in told  # what they wrote to each other is theirs
    assert Organisation.objects.filter(pk=body.pk).exists()


def test_a_territory_that_deployments_cover_is_kept_and_they_are_named(editor, catalogue):
    place = factories.make_territory("Feurs")
    factories.make_deployment(factories.make_service("Agenda"), factories.make_organisation("Régie"), territory=place)
    assert "1 déploiement : Agenda — Régie" in pressed(editor, place)


def test_what_nothing_needs_is_deleted(editor, catalogue):
    for row in (
        factories.make_territory("Feurs"),
        factories.make_organisation("Régie"),
        PriorityPolicy.objects.first(),
        factories.make_deployment(factories.make_service("Agenda"), factories.make_organisation("Syndicat")),
    ):
        assert re.search("supprimé|retiré", pressed(editor, row))
        assert not type(row).objects.filter(pk=row.pk).exists()


def test_one_is_asked_before_in_french(editor, catalogue):
    body = factories.make_organisation("Régie")
    asked = text_of(editor.get(f"/admin/territories/organisation/delete/{body.pk}/"))
    assert "Voulez-vous vraiment supprimer « Régie » ?" in asked and "Oui, supprimer" in asked


@pytest.mark.parametrize(
    "listed", [one for one in ModelAdmin.__subclasses__() if not one.__module__.startswith("wagtail_modeladmin")]
)
def test_whatever_the_admin_lists_so_says_what_needs_it(listed):
    assert issubclass(listed.delete_view_class, NeededDeleteView)
