"""An editor keeps territories and makes syndicats."""

import re

import pytest
from django.contrib.auth import get_user_model

from catalogue.territories.lineage import lineage
from catalogue.territories.models import Organisation, PriorityPolicy, Territory

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
