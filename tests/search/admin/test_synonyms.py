"""An editor says that words mean the same, and sees for each what it does before it is saved."""

import pytest
from django.urls import reverse

from search.models import SynonymSet
from tests import factories
from tests.search.admin.forms import SYNONYMS, errors, read_effect
from tests.search.asking import found
from tests.store.admin.people import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, catalogue):
    client.force_login(editor())
    factories.make_service("Glace", action="Louer des patins")
    factories.make_service("Bassins", action="Ouvrir la piscine")
    return client


def test_its_effect_is_seen_for_each_expression_with_nothing_saved(desk):
    effect = read_effect(desk, f"{SYNONYMS}:effect_of_new", {"expressions": "patinoire\npatins"})
    assert effect["« patinoire »"] == ([], ["Glace n'était pas trouvé"])
    assert effect["« patins »"] == (["Glace"], ["Glace"])
    assert not SynonymSet.objects.filter(expressions__contains="patinoire").exists()
    assert found("patinoire") == set()


def test_what_is_saved_does_what_was_seen(desk):
    desk.post(reverse(f"{SYNONYMS}:add"), {"expressions": "patinoire\npatins"})
    assert found("patinoire") == {"Glace"}


def test_taking_an_expression_out_or_in_shows_both(desk):
    saved = SynonymSet.objects.create(expressions="patinoire\npatins")
    data = {"expressions": "patinoire\npiscine"}
    effect = read_effect(desk, f"{SYNONYMS}:effect", data, saved.pk)
    assert list(effect) == ["« patinoire »", "« piscine »", "« patins »"]
    assert effect["« patinoire »"] == (["Glace n'est plus trouvé"], ["Bassins n'était pas trouvé"])
    assert effect["« patins »"] == (["Glace"], ["Glace"])
    assert found("patinoire") == {"Glace"}


def test_of_many_expressions_the_first_are_shown_and_the_others_counted(desk):
    many = "\n".join(f"patinoire{number}" for number in range(14))
    page = desk.post(reverse(f"{SYNONYMS}:effect_of_new"), {"expressions": many}).text
    assert page.count("<section") == 12
    assert "2 autres expressions" in page


@pytest.mark.parametrize(
    ("expressions", "said"),
    [
        ("", "Champ requis"),
        ("patins", "au moins deux expressions différentes"),
        ("patin\nPatins", "au moins deux expressions différentes"),
        ("patins\net avec\nglace", "aucun mot de « et avec »"),
    ],
)
def test_bad_input_is_said_in_french_where_it_is(desk, expressions, said):
    before = SynonymSet.objects.count()
    data = {"expressions": expressions}
    assert said in errors(desk, f"{SYNONYMS}:effect_of_new", data)["#id_expressions"]
    assert said in desk.post(reverse(f"{SYNONYMS}:add"), data).text
    assert SynonymSet.objects.count() == before
