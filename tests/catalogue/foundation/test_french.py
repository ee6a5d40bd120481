"""French around numbers and names."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template

from catalogue.foundation.french import agree, listed, of, quantity, thousands, to, with_article
from catalogue.foundation.pagination import page_links


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("CC Faucigny - Glières", "de la CC Faucigny - Glières"),
        ("Métropole de Lyon", "de la Métropole de Lyon"),
        ("Bordeaux Métropole", "de Bordeaux Métropole"),
        ("Eurométropole de Strasbourg", "de l'Eurométropole de Strasbourg"),
        ("Syndicat mixte du Velay", "du Syndicat mixte du Velay"),
        ("Département de l'Isère", "du Département de l'Isère"),
        ("Département-Région de Mayotte", "du Département-Région de Mayotte"),
        ("Région Bretagne", "de la Région Bretagne"),
        ("Agence nationale de la cohésion des territoires", "de l'Agence nationale de la cohésion des territoires"),
        ("Ministère de la Culture", "du Ministère de la Culture"),
        ("Ministères sociaux", "des Ministères sociaux"),
        ("CCAS de Nantes", "du CCAS de Nantes"),
        ("Espace sur Demande", "d'Espace sur Demande"),
        ("Aides-territoires", "d'Aides-territoires"),
        ("Histologe", "d'Histologe"),
        ("Docs", "de Docs"),
        ("Conseillers entreprises", "de Conseillers entreprises"),
        ("Services Web", "de Services Web"),
        ("Arles", "d'Arles"),
        ("Étampes", "d'Étampes"),
        ("Haguenau", "de Haguenau"),
        ("Ville-d'Avray", "de Ville-d'Avray"),
        ("Le Havre", "du Havre"),
        ("Les Abymes", "des Abymes"),
        ("La Rochelle", "de La Rochelle"),
    ],
)
def test_de_agrees_with_the_name(name, phrase):
    assert of(name) == phrase


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("Département de l'Isère", "au Département de l'Isère"),
        ("Région Bretagne", "à la Région Bretagne"),
        ("Agence de l'eau", "à l'Agence de l'eau"),
        ("Saint-Étienne", "à Saint-Étienne"),
        ("Le Havre", "au Havre"),
        ("Les Abymes", "aux Abymes"),
    ],
)
def test_so_does_a(name, phrase):
    assert to(name) == phrase


def test_a_name_without_a_common_noun_takes_no_article():
    assert with_article("Feurs") == "Feurs"
    assert with_article("Région Bretagne") == "la Région Bretagne"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 service"),
        (1, "1 service"),
        (2, "2 services"),
        (999, "999 services"),
        (12345678, "12\u202f345\u202f678 services"),
    ],
)
def test_a_number_and_its_noun_agree(number, said):
    assert quantity(number, "service") == said


def test_a_plural_that_is_no_s_is_given():
    assert agree(2, "est", "sont") == "sont"
    assert agree(1.5, "est", "sont") == "est"


def test_the_last_of_a_list_is_joined_by_a_word():
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a et b", "a, b et c"]


def test_templates_have_the_same_words_without_loading_them():
    written = Template("{{ n|thousands }} {{ name|of }} {{ n|pluralize }}{{ 0|pluralize }}")
    assert written.render(Context({"n": 3500, "name": "Docs & co"})) == "3\u202f500 de Docs &amp; co s"
    assert thousands(3500) == "3\u202f500"


def test_pages_far_away_are_left_out():
    links = page_links(Paginator(range(200), 10).page(10), lambda number: f"?page={number}")
    assert [link and link.number for link in links.items] == [1, None, 9, 10, 11, None, 20]
    assert (links.previous_url, links.next_url) == ("?page=9", "?page=11")
    assert [link.url for link in links.items if link and link.current] == ["?page=10"]
