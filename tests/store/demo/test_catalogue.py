"""The files of the demonstration: complete, coherent, and they load."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from catalogue.deployments.models import Deployment
from catalogue.services.loading.gathering import Gathered, SheetSource, gather
from catalogue.services.loading.page_filling import columns_of
from catalogue.services.models import ServicePage
from catalogue.services.rules.asked_facts import ASKED_FACTS, not_said
from catalogue.services.rules.completeness import UNKNOWN
from catalogue.territories.models.territory import KEY
from tests import factories
from tests.catalogue.services.loading import load

DEMO = settings.BASE_DIR / "store/demo/catalogue"
# The ids of the real services, as the list of facts names them; a file of the catalogue joins their words by hyphens.
_LISTED = (Path(__file__).parent / "real_services.txt").read_text(encoding="utf-8").split()
REAL_SERVICES = {re.sub(r"[._]", "-", listed) for listed in _LISTED}
# Sheets of the 2021 Store whose services still exist and that the list of real services does not hold.
FROM_2021 = {
    "acceslibre",
    "code-du-travail-numerique",
    "conseillers-entreprises",
    "data-gouv-fr",
    "demarche-numerique",
    "diagoriente",
    "eva",
    "marche-inclusion",
    "plateforme-inclusion",
}
DEPARTEMENTS = {
    "12": "Aveyron",
    "14": "Calvados",
    "19": "Corrèze",
    "22": "Côtes-d'Armor",
    "26": "Drôme",
    "38": "Isère",
    "62": "Pas-de-Calais",
}


@pytest.fixture(scope="module")
def files() -> Gathered:
    return gather([DEMO])


@pytest.fixture(scope="module")
def sheets(files) -> list[SheetSource]:
    return list(files.sheets.values())


def test_every_file_follows_the_format(files):
    assert files.problems == []


def test_the_real_services_and_those_of_2021_are_all_there(files):
    assert len(REAL_SERVICES) == 113
    assert REAL_SERVICES - files.sheets.keys() == set()
    assert FROM_2021 - files.sheets.keys() == set()


def test_services_that_merged_into_another_are_over(files):
    over = {key for key, source in files.sheets.items() if source.sheet.phase == "arrete"}
    assert over == {"datagir", "moncomptepro"}


def test_nothing_is_left_to_write():
    unfinished = [file.name for file in DEMO.rglob("*.yml") if "À ÉCRIRE" in file.read_text(encoding="utf-8")]
    assert unfinished == []


def test_at_least_thirty_sheets_tell_the_whole_story(sheets):
    assert sum(source.sheet.is_complete for source in sheets) >= 30


def test_every_card_has_its_own_title_and_a_summary(sheets):
    titles = Counter(source.sheet.card_title for source in sheets)
    assert [title for title, times in titles.items() if times > 1] == []
    assert [source.sheet.key for source in sheets if not (source.sheet.action and source.sheet.summary)] == []


def test_every_sheet_is_classified_with_words_of_the_vocabulary(files, sheets):
    [(_, vocabulary)] = [pair for pair in files.vocabularies if pair[1].themes]
    words = {
        word.slug
        for section in ("themes", "audiences", "vehicles", "connections")
        for word in getattr(vocabulary, section)
    }
    for source in sheets:
        sheet = source.sheet
        assert sheet.themes, sheet.key
        assert sheet.audiences, sheet.key
        used = {*sheet.themes, *sheet.audiences, *sheet.trust.connections, *filter(None, [sheet.governance.vehicle])}
        assert used <= words, sheet.key


def test_every_sheet_says_what_deployed_means_where_facts_come_from_and_whom_to_ask(sheets):
    for source in sheets:
        sheet = source.sheet
        assert sheet.deployed_definition, sheet.key
        assert sheet.trust.source, sheet.key
        assert sheet.trust.verified, sheet.key
        assert sheet.contact.team, sheet.key


def test_a_complete_sheet_answers_what_teams_are_asked_or_says_that_it_is_not_published(sheets):
    unanswered = {
        source.sheet.key: holes for source in sheets if source.sheet.is_complete and (holes := silent(source.sheet))
    }
    assert unanswered == {}


def test_the_other_sheets_answer_or_mark_at_least_half(sheets):
    half = len(ASKED_FACTS) // 2
    assert [source.sheet.key for source in sheets if len(silent(source.sheet)) > half] == []


def test_what_is_marked_as_not_published_is_nowhere_in_the_file(sheets):
    said = {source.sheet.key: set(source.sheet.trust.not_published) & answered(source.sheet) for source in sheets}
    assert {key for key, columns in said.items() if columns} == set()


def answered(sheet) -> set[str]:
    columns = columns_of(sheet)
    return {
        asked.column
        for asked in ASKED_FACTS
        if any(columns[name] not in (None, "", UNKNOWN) for name in (asked.column, asked.or_else) if name)
    }


def silent(sheet) -> set[str]:
    """What the file neither says nor marks."""
    return {asked.column for asked in ASKED_FACTS} - answered(sheet) - set(sheet.trust.not_published)


def test_every_organisation_is_described(files, sheets):
    known = {one.name for _, vocabulary in files.vocabularies for one in vocabulary.organisations}
    named = {name for s in sheets for name in (s.sheet.owner, s.sheet.operator, *s.sheet.partners) if name}
    assert {name for name in named if not KEY.fullmatch(name)} - known == set()


@pytest.mark.django_db
def test_the_whole_catalogue_loads_and_a_second_load_changes_nothing(catalogue, files):
    for code, name in DEPARTEMENTS.items():
        factories.make_organisation(name, territory=factories.make_territory(name, kind="departement", code=code))
    load(DEMO, verbosity=0)
    assert ServicePage.objects.live().count() == len(files.sheets)
    rdv = ServicePage.objects.get(external_id="rdv-service-public")
    assert {"Pas-de-Calais", "Aveyron", "Calvados", "Côtes-d'Armor", "Drôme"} <= {
        deployment.organisation.name for deployment in rdv.deployments.all()
    }
    assert rdv.consortium.count() >= 5
    assert {(known.status, known.since) for known in rdv.deployments.filter(open_to_members=False)} == {
        ("pilote", None)
    }
    assert {known.organisation.name for known in rdv.deployments.offered()} == {"Adico", "Mégalis Bretagne"}
    assert not Deployment.objects.filter(source="").exists()
    assert not Deployment.objects.filter(is_demo=True).exists()
    said = [(not_said(page), page.not_published) for page in ServicePage.objects.live() if page.looked_for]
    assert len(said) == len(files.sheets)
    assert all(asked.column in marked for holes, marked in said for asked in holes)
    assert f"{len(files.sheets)} inchangées" in load(DEMO)
