"""What people type in French, and what they expect to find."""

from importlib import import_module

import pytest
from django.test import Client
from django.urls import reverse

from search.models import SynonymSet
from tests import factories
from tests.search.asking import ask, found, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(catalogue):
    return factories.make_service(
        "Espace sur Demande",
        action="Prêter nos salles aux associations",
        summary="Les associations réservent en ligne les équipements de l'école et de l'Œuvre laïque.",
        body=[("text", "<p>Un <b>gymnase</b> libre se voit sur le calendrier partagé.</p>")],
        operator=factories.make_organisation("Conseil départemental de l'Isère", kind="collectivite"),
        themes=[factories.make_theme("Partage et réservation")],
    )


@pytest.mark.parametrize(
    "typed",
    [
        "salle",  # plural
        "SALLES",
        "réserver",  # « réservent »
        "reservation",  # « réservation », without its accent
        "d'association",  # elision
        "l’école",  # typographic apostrophe
        "ecole",
        "oeuvre",  # ligature
        "équipement",
        "gymnases",  # from the body
        "isère",  # from the operator
        "partage",  # from the theme
        "les salles de l'association",  # stop words
        "assoc",  # a word that was not finished
        "asociations",  # one letter missing
        "salels",  # two letters swapped
        "gymnaze",  # one letter wrong
        "gymnnase",  # one letter too many
        "Espace-sur-Demande",
    ],
)
def test_a_visitor_finds_the_room_booking(room, typed):
    factories.make_service("Tchap", action="Échanger par messagerie", summary="Discuter entre agents.")
    assert found(typed) == {"Espace sur Demande"}


def test_every_word_counts(room):
    factories.make_service("Trois bassins", action="Réserver un créneau de piscine")
    assert found("salles réserver") == {"Espace sur Demande"}
    assert found("réserver piscine") == {"Trois bassins"}


def test_a_commune_is_not_a_communication(catalogue):
    factories.make_service("Panneau", action="Diffuser notre communication")
    factories.make_service("Registre", action="Tenir les registres des communes")
    assert found("commune ") == {"Registre"}


def test_the_action_and_the_name_weigh_more_than_the_text(catalogue):
    factories.make_service("Alpha", action="Suivre les chantiers", body=[("text", "<p>cantine cantine cantine</p>")])
    factories.make_service("Beta", action="Gérer la cantine")
    factories.make_service("Cantine numérique", action="Commander les repas de midi")
    assert names(ask("cantine"))[-1] == "Alpha"


@pytest.mark.parametrize(
    "typed", ["ça", "c'est quoi", "j'ai", "y'a", "comment ça marche-t-il", "je voudrais", "qu'est-ce que c'est"]
)
def test_words_that_say_nothing_are_not_looked_for(catalogue, typed):
    factories.make_service("Bavard", action="Ça, c'est quoi ? J'ai, y'a, je voudrais", summary="Comment ?")
    results = ask(f"{typed} cantine")
    assert results.hits == []
    assert "cantine" in results.unheard


def test_a_country_is_no_pay(catalogue):
    factories.make_service("Atlas", action="Connaître chaque pays et ses cours d'eau")
    factories.make_service("Autre", action="Sans rapport aucun")
    assert found("paye") == found("payer") == found("cour") == set()
    assert found("le pays") == found("un cours") == {"Atlas"}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("construction", "Construire un pont"),
        ("constructions", "Un pont construit"),
        ("inscription", "Inscrire un enfant"),
        ("publication", "Publier un avis"),
        ("vente", "Vendre un bien"),
        ("lire", "Aider à la lecture"),
    ],
)
def test_irregular_words_of_one_family_find_each_other(catalogue, typed, written):
    factories.make_service("Outil", action=written)
    factories.make_service("Autre", action="Sans rapport aucun")
    assert found(typed) == {"Outil"}


def test_a_word_that_only_editors_know_may_be_misspelled(catalogue):
    SynonymSet.objects.create(expressions="zordinateur\ntableur")
    factories.make_service("Calculs", action="Ouvrir un tableur")
    factories.make_service("Autre", action="Sans rapport aucun")
    results = ask("zordinnateur")
    assert [hit.sheet.title for hit in results.hits] == ["Calculs"]
    assert results.did_you_mean.label == "zordinateur"


def test_what_was_looked_for_instead_is_announced(client, room):
    page = " ".join(client.get("/services/", {"q": "gymnaze"}).content.decode().split())
    assert 'Résultats pour « <a href="/services/?q=gymnase">gymnase</a> »' in page
    assert "Vouliez-vous dire" not in page
    page = " ".join(client.get("/services/", {"q": "assoc"}).content.decode().split())
    assert "Résultats pour « <a" in page  # once it is submitted, a beginning is a misspelled word
    page = client.get("/services/", {"q": "assocciattiions"}).content.decode()
    assert "Vouliez-vous dire" in page


@pytest.fixture
def first_synonyms():
    """Those that the migration brings; tests that commit empty the tables behind them."""
    first = import_module("search.migrations.0002_first_synonyms").FIRST
    for expressions in first:
        SynonymSet.objects.get_or_create(expressions="\n".join(expressions))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("rdv", "Prendre rendez-vous en ligne"),
        ("rendez-vous", "Le rdv des habitants"),
        ("snap", "Le sac à dos numérique de l'agent public"),
        ("visio", "Une visioconférence souveraine"),
        ("ccas", "Pour chaque centre communal d'action sociale"),
        ("centre communal d'action sociale", "Les outils du CCAS"),
    ],
)
def test_initials_and_full_words_find_each_other(catalogue, first_synonyms, typed, written):
    factories.make_service("Outil", action=written)
    factories.make_service("Autre", action="Sans rapport aucun")
    assert found(typed) == {"Outil"}


def test_an_expression_is_found_as_a_whole_not_word_by_word(catalogue, first_synonyms):
    factories.make_service("Outil", action="Piloter une action sociale", summary="Du centre à la place communal.")
    assert found("ccas") == set()


def test_editors_add_synonyms_in_the_admin_and_they_apply_at_once(catalogue, admin_client):
    factories.make_service("Outil", action="Gérer les cimetières")
    assert found("concessions") == set()
    add = reverse(SynonymSet.snippet_viewset.get_url_name("add"))
    response = admin_client.post(add, {"expressions": "concession funéraire\ncimetière\nconcession"})
    assert response.status_code == 302
    assert found("concessions") == {"Outil"}


def test_a_set_of_synonyms_needs_two_expressions(admin_client, catalogue):
    before = SynonymSet.objects.count()
    add = reverse(SynonymSet.snippet_viewset.get_url_name("add"))
    response = admin_client.post(add, {"expressions": "le rendez-vous\nrendez vous"})
    assert "au moins deux expressions" in response.content.decode()
    assert SynonymSet.objects.count() == before


def test_a_misspelled_word_is_corrected_and_the_correction_proposed(room):
    results = ask("gymnaze")
    assert results.total == 1
    assert results.did_you_mean.label == "gymnase"
    assert "q=gymnase" in results.did_you_mean.url


def test_a_word_far_from_any_other_is_met_with_a_proposal_not_with_silence(room):
    results = ask("assocciattiions")
    assert results.total == 0
    assert results.did_you_mean.label == "associations"


@pytest.mark.parametrize("typed", ["rendezvous", "rendé-vous", "rendévous", "Rendez Vous"])
def test_a_word_with_a_hyphen_is_found_however_it_is_cut(catalogue, typed):
    factories.make_service("Outil", action="Prendre rendez-vous en ligne")
    factories.make_service("Autre", action="Sans rapport aucun")
    assert found(typed) == {"Outil"}


def test_a_whole_word_is_not_taken_for_the_beginning_of_others(catalogue):
    factories.make_service("Outil", action="Entretenir le parc")
    factories.make_service("Autre", action="Suivre un parcours")
    assert found("parc") == {"Outil"}
    assert found("parco") == {"Autre"}


@pytest.mark.parametrize("typed", ["fuite", "equip", "agees", "pole", "etienne"])
def test_no_word_is_proposed_that_nobody_meant(catalogue, typed):
    factories.make_service("Autre", action="La suite des équipes agréées, leur poule et leur tienne")
    assert ask(f"{typed} introuvable").did_you_mean is None


def test_a_territory_that_is_named_is_offered_where_no_service_answers(catalogue):
    place = factories.make_territory("Saint-Étienne", population=170_000)
    factories.make_territory("Bellesaintetienne")
    [link] = ask("st etienne").places
    assert link.url == place.get_absolute_url()
    html = Client().get("/services/?q=st+etienne").content.decode()
    assert f'<a href="{link.url}">Saint-Étienne (Commune)</a>' in html


def test_a_word_with_a_hyphen_is_marked_whole(catalogue):
    factories.make_service("Outil", action="Le rendez-vous, puis l'arc-en-ciel")
    assert ask("rendez-vous ciel").hits[0].action == (
        "Le <mark>rendez-vous</mark>, puis l&#x27;<mark>arc-en-ciel</mark>"
    )


def test_words_that_match_are_marked_and_nothing_else_is(room):
    hit = ask("réservation salle").hits[0]
    assert hit.action == "Prêter nos <mark>salles</mark> aux associations"
    assert "<mark>réservent</mark>" in hit.summary
    assert "l&#x27;école" in hit.summary


def test_what_editors_write_is_never_markup(catalogue):
    factories.make_service(
        "<b>Gras</b>", slug="gras", action="Piéger <script>alert(1)</script>", summary="Résumé & <img src=x>"
    )
    hit = ask("script résumé gras").hits[0]
    assert hit.action == "Piéger &lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"
    assert hit.summary == "<mark>Résumé</mark> &amp; &lt;img src=x&gt;"
    assert hit.name == "&lt;b&gt;<mark>Gras</mark>&lt;/b&gt;"


def test_when_only_the_body_matched_the_card_shows_where(room):
    assert "<mark>gymnase</mark>" in ask("gymnase").hits[0].summary


def test_the_page_says_what_was_asked_in_its_title(room):
    html = Client().get("/services/?q=salle").content.decode()
    assert "<title>1 service pour « salle » — Territoires Store</title>" in html


@pytest.mark.parametrize(
    "typed", ["une cantine à côté de chez nous", "A COTE, une cantine", "mettre en place une cantine"]
)
def test_words_that_say_nothing_together_are_not_looked_for(catalogue, typed):
    factories.make_service("Traits", action="Voir le trait de côte et les places de la plage")
    meals = factories.make_service("Repas", action="Gérer la cantine")
    assert [hit.pk for hit in ask(typed).hits] == [meals.pk]


def test_the_same_words_are_looked_for_elsewhere(catalogue):
    coast = factories.make_service("Traits", action="Suivre la côte et les places")
    factories.make_service("Repas", action="Gérer la cantine")
    for typed in ("la côte", "places"):
        assert [hit.pk for hit in ask(typed).hits] == [coast.pk]


def test_a_question_that_says_nothing_shows_everything_and_says_so(client, catalogue):
    factories.make_service("Repas", action="Gérer la cantine")
    assert "« ça » ne dit pas quel service vous cherchez" in client.get("/services/", {"q": "ça"}).text
    assert "ne dit pas quel service" not in client.get("/services/", {"q": "cantine"}).text
    assert "ne dit pas quel service" not in client.get("/services/").text
