"""What collectivités ask (relevance.yml), on the catalogue of the demonstration: how good the answers have to be."""

from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import Client

from catalogue.services.models import ServicePage
from search.answering.related import MOST
from search.engines import kept_engines
from search.language.analysis import stems
from search.language.plan import Synonyms
from search.models import Acronym, DirtyDocument, SynonymSet
from search.relevance.engines_asked import WITHOUT_SYNONYMS, ask_all
from search.relevance.judgements import Judgement, read
from search.relevance.scoring import Score, Scored, score
from tests import factories
from tests.catalogue.services.loading import load
from tests.search.asking import ask, names
from tests.search.elasticsearch import needs_elasticsearch, with_elasticsearch
from tests.store.demo.test_catalogue import DEMO, DEPARTEMENTS

pytestmark = pytest.mark.django_db

QUESTIONS = Path(__file__).parent / "relevance.yml"
AT_LEAST, HELD_OUT_AT_LEAST = 0.90, 0.85
"""nDCG@10 over all the questions, and over those that the search was not tuned on."""
TYPED = Path(__file__).parent / "typed.yml"
TYPED_HELD_OUT_AT_LEAST, WITHOUT_SYNONYMS_AT_LEAST = 0.92, 0.80
"""Of the held-out questions that agents type in a hurry: with the editors' synonyms, and without."""
UNNAMED_AT_LEAST = 0.85
"""Of those that no set of synonyms helps with."""
SHEETS = Path(__file__).parent / "related.yml"
NEAR_AT_LEAST, HELD_OUT_NEAR_AT_LEAST = 0.70, 0.60
"""The same of the four services shown near a sheet."""


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """Loaded and indexed once, by each engine that has a server; no test here writes."""
    with with_elasticsearch(), django_db_blocker.unblock(), transaction.atomic():
        factories.make_catalogue()
        for code, name in DEPARTEMENTS.items():
            factories.make_organisation(name, territory=factories.make_territory(name, kind="departement", code=code))
        load(DEMO, verbosity=0)
        call_command("rebuild_index", verbosity=0)
        # In one transaction nothing is noted as written: a minute later every answer would say that it is old.
        DirtyDocument.objects.update(indexed=F("version"))
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh_index_and_cache():
    """Here, the index of the test before describes the same database."""


@pytest.fixture(scope="module")
def asked(demo, django_db_blocker) -> dict[str, list[Scored]]:
    with django_db_blocker.unblock():
        return ask_all(read(QUESTIONS), alone=True)


@pytest.fixture(scope="module")
def typed(demo, django_db_blocker) -> dict[str, list[Scored]]:
    with django_db_blocker.unblock():
        return ask_all(read(TYPED), alone=True)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=needs_elasticsearch)])
def answers(asked, request) -> list[Scored]:
    return asked[request.param]


@needs_elasticsearch
@pytest.mark.parametrize("questions", ["asked", "typed"])
def test_both_engines_answer_as_well_as_each_other(questions, request):
    answered = request.getfixturevalue(questions)
    assert abs(score(answered["elasticsearch"]).ndcg - score(answered["embedded"]).ndcg) <= 0.03
    for here, there in zip(answered["embedded"], answered["elasticsearch"], strict=True):
        assert (here.judgement, here.total, here.some) == (there.judgement, there.total, there.some)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=needs_elasticsearch)])
def engine_name(request) -> str:
    return request.param


def held_out(scored: list[Scored]) -> list[Scored]:
    return [one for one in scored if one.judgement.held_out]


def test_what_agents_type_in_a_hurry_is_answered_with_synonyms_and_without(typed, engine_name):
    with_them, without = typed[engine_name], typed[f"{engine_name}, {WITHOUT_SYNONYMS}"]
    assert len(held_out(with_them)) >= 50
    assert score(held_out(with_them)).ndcg >= TYPED_HELD_OUT_AT_LEAST
    assert score(held_out(without)).ndcg >= WITHOUT_SYNONYMS_AT_LEAST
    assert score(without).ndcg >= WITHOUT_SYNONYMS_AT_LEAST
    assert [one.judgement.question for one in with_them if one.judgement.good and not one.total] == []


def test_words_that_no_synonym_names_are_answered_too(typed, engine_name):
    unnamed = [one for one in typed[engine_name] if one.judgement.unnamed]
    assert len([one for one in unnamed if one.judgement.good]) >= 35
    assert score(unnamed).ndcg >= UNNAMED_AT_LEAST


def test_what_does_not_exist_is_not_answered_as_if_it_did(typed, engine_name):
    without_answer = [one for one in typed[engine_name] if not one.judgement.good]
    assert len(without_answer) >= 30
    assert score(without_answer).falsely <= 0.10


def test_no_set_of_synonyms_names_a_word_of_the_questions_that_none_may(demo):
    sets = Synonyms.of(tuple(SynonymSet.objects.values_list("expressions", flat=True)))
    asked = {one.question: stems(one.question) for one in read(TYPED) if one.unnamed}
    named = {q for q, words in asked.items() for place in range(len(words)) if sets.longest_at(words[place:])[0]}
    assert len(asked) >= 60
    assert named == set()


@pytest.fixture(scope="module")
def near(demo, django_db_blocker) -> list[Scored]:
    """What each judged sheet shows under « Services proches »."""
    with django_db_blocker.unblock():
        return [read_near(judgement) for judgement in read(SHEETS)]


def read_near(judgement: Judgement) -> Scored:
    response = Client().get(f"/services/{judgement.question}/")
    found = BeautifulSoup(response.content, "html.parser").select("#proches a")
    shown = tuple(link["href"].split("/")[-2] for link in found)
    return Scored(judgement, shown, len(shown), depth=MOST)


def test_the_answers_are_as_good_as_promised(answers):
    assert score(answers).ndcg >= AT_LEAST


def test_so_are_they_to_questions_that_nobody_tuned_the_search_on(answers):
    held_out = [one for one in answers if one.judgement.held_out]
    assert len(held_out) >= len(answers) / 3
    assert score(held_out).ndcg >= HELD_OUT_AT_LEAST


def test_the_services_shown_near_a_sheet_are_near(near):
    assert len(near) >= 30
    assert score(near).ndcg >= NEAR_AT_LEAST
    assert score(one for one in near if one.judgement.held_out).ndcg >= HELD_OUT_NEAR_AT_LEAST
    assert [one.judgement.question for one in near if not one.shown] == []


def test_a_question_that_has_an_answer_never_meets_silence(answers):
    assert [one.judgement.question for one in answers if one.judgement.good and not one.total] == []


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["gérer les demandes de subventions des associations", "gérer les subventions"])
def test_where_many_sheets_have_each_of_the_words_the_rarest_of_them_tell(demo, question):
    results = ask(question)
    assert results.total > results.full
    assert "turgot" in [hit.sheet.slug for hit in results.hits[:5]]


def test_what_does_not_exist_is_seldom_answered_as_if_it_did(answers):
    without_answer = [one for one in answers if not one.judgement.good]
    assert len(without_answer) >= 10
    assert score(without_answer).falsely <= 0.10


def test_judgements_name_services_of_the_catalogue():
    judged = {slug for judgement in [*read(QUESTIONS), *read(TYPED), *read(SHEETS)] for slug in judgement.good}
    judged |= {judgement.question for judgement in read(SHEETS)}
    assert judged - set(ServicePage.objects.values_list("slug", flat=True)) == set()


def test_each_question_is_asked_once():
    asked = [judgement.question for judgement in [*read(QUESTIONS), *read(TYPED)]]
    assert len(asked) == len(set(asked)) >= 340


def test_the_measure_is_printed_side_by_side_with_wagtails_own():
    out = StringIO()
    call_command("measure_relevance", QUESTIONS, worst=2, stdout=out)
    said = out.getvalue()
    assert "| embedded | held out: 71 |" in said
    assert "| embedded, without synonyms | all: 212 |" in said
    assert "| Wagtail, any word | all: 212 |" in said
    assert said.count("- 0.") == 2 * (2 + 2 * len(kept_engines()))
    assert ask("tchap").total  # nothing of Wagtail's side stays


@pytest.mark.parametrize(
    "content",
    ["", "- question: seule", "- {question: mal notée, good: {tchap: 4}}", "[", "- {question: x, good: [tchap]}"],
)
def test_a_file_that_holds_no_judgements_is_refused(tmp_path, content):
    file = tmp_path / "judgements.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("measure_relevance", file, stdout=StringIO())


def test_an_ideal_order_scores_one_and_what_comes_late_less():
    judgement = Judgement("question", {"a": 3, "b": 2, "c": 1})

    def scored(*shown: str) -> Scored:
        return Scored(judgement, shown, len(shown))

    assert scored("a", "b", "c").ndcg == 1
    assert scored("b", "a", "c").ndcg < scored("a", "c", "b").ndcg < 1
    assert scored("x", "a").reciprocal_rank == scored("c", "b").reciprocal_rank == 0.5
    assert score([scored("a"), scored(), Scored(Judgement("rien", {}), ("a",), 1)]) == Score(
        questions=3, ndcg=pytest.approx(scored("a").ndcg / 2), mrr=0.5, silent=0.5, noisy=1, falsely=1
    )


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("tchap", "Tchap"),
        ("visio", "Visio"),
        ("docs", "Docs"),
        ("grist", "grist.numerique.gouv.fr"),
        ("rdv", "RDV Service Public"),
        ("la suite", "LaSuite"),
        ("Fichiers", "Fichiers"),
        ("messages", "Messages"),
        ("tchpa", "Tchap"),
    ],
)
def test_a_service_asked_by_its_name_comes_first(typed, name):
    assert names(ask(typed))[0] == name


def test_every_built_in_synonym_of_what_services_do_finds_something():
    """Those that are about any catalogue may have nothing to find in this one."""
    general = import_module("search.migrations.0011_words_of_collectivites").sets()
    ours = SynonymSet.objects.exclude(expressions__in=general)
    assert [line for synonyms in ours for line in synonyms.lines() if not ask(line, page=1).total] == []


@pytest.mark.parametrize(("question", "most"), [("SIG", 20), ("plu", 10), ("subvention", 20), ("visio", 10)])
def test_a_short_word_is_not_the_beginning_of_others(question, most):
    assert 0 < ask(question).total <= most


@pytest.mark.parametrize(
    "question",
    ["fuite d'eau", "st etienne", "personnes agées", "nids de poule", "salle des fêtes", "canicule", "charte"],
)
def test_nothing_silly_is_proposed(question):
    assert ask(question).did_you_mean is None


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [("criteere", "critère"), ("visioconferense", "visioconférence"), ("rendé-vous", "rendez-vous")],
)
def test_a_correction_is_spelled_as_the_sheets_spell_it(typed, proposed):
    results = ask(typed)
    assert results.did_you_mean.label == proposed
    assert ask(proposed).total >= 1


@pytest.mark.parametrize(
    "question",
    ["réversibilité", "gouvernance", "accélération", "commun numérique", "ProConnect", "travailleurs sociaux"],
)
def test_how_a_service_is_run_and_classified_is_found_too(question):
    assert ask(question).total >= 1


def test_a_word_with_a_hyphen_is_marked_whole():
    assert "<mark>rendez-vous</mark>" in ask("rendez-vous").hits[0].action


def test_the_demonstration_is_the_real_one():
    assert ask().total == len(list((settings.BASE_DIR / "store/demo/catalogue/sheets").glob("*.yml")))


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("CCAS logiciel pour suivre les bénéficiaires", "Mon Suivi Social"),
        ("mot de passe unique pour tous les logiciels", "ProConnect"),
        ("trouver des volontaires pour le marché de noël", "JeVeuxAider.gouv.fr"),
        ("exel", "grist.numerique.gouv.fr"),
    ],
)
def test_the_right_service_is_not_hidden(asked, right):
    assert right in names(ask(asked))[:5]


@pytest.mark.parametrize(
    "asked", ["paye des agents", "recensement de la population", "SPANC", "tlpe", "dict", "SDIS", "dalo", "congés"]
)
def test_noise_is_not_shown_as_an_answer(asked):
    assert ask(asked).full == 0


def test_no_acronym_becomes_another_word():
    """Each of the lexicon is asked as it is written, and in lower case."""
    for letters in Acronym.objects.values_list("letters", flat=True):
        for typed in (letters, letters.lower()):
            results = ask(typed)
            assert results.did_you_mean is None, typed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("rend", "RDV Service Public"),
        ("rendez v", "RDV Service Public"),
        ("logement v", "Zéro logement vacant"),
        ("subv", "Aides-territoires"),
        ("accessib", "Acceslibre"),
    ],
)
def test_a_beginning_suggests_what_is_called_so(client, typed, name):
    items = client.get("/services/suggestions/", {"q": typed}).json()["items"]
    assert name in [item["detail"] for item in items if item["group"] == "Services"][:3]
