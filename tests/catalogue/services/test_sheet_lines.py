"""Words of lines, without a database."""

from datetime import date

import pytest

from catalogue.foundation.dates import day, month
from catalogue.services.models import Phase
from catalogue.services.rules.freshness import verification
from catalogue.services.sheet.sheet_lines import PHASE_MEANINGS, SheetLine, known_and_missing, sentence, who_may_use
from catalogue.territories.models import Kind


@pytest.mark.parametrize(
    ("kinds", "bounds", "said"),
    [
        ([], (None, None), "Toutes les collectivités, quelle que soit leur taille"),
        (list(Kind.values), (None, None), "Toutes les collectivités, quelle que soit leur taille"),
        ([], (500, None), "Toutes les collectivités, à partir de 500 habitants"),
        (["commune"], (None, 3499), "Communes, jusqu'à 3 499 habitants"),
        (["epci", "commune"], (None, None), "Communes et intercommunalités"),
        (
            ["commune", "region", "departement"],
            (100, 200),
            "Communes, départements et régions, de 100 à 200 habitants",
        ),
        (["canton"], (None, None), "Aucune collectivité"),
    ],
)
def test_typed_rules_are_said_in_words(kinds, bounds, said):
    assert who_may_use(kinds, *bounds).replace("\xa0", " ").replace("\u202f", " ") == said


def test_dates_are_written_as_one_writes_them_in_french():
    assert day(date(2026, 3, 1)) == "1er mars 2026"
    assert day(date(2026, 3, 21)) == "21 mars 2026"
    assert month(date(2026, 8, 1)) == "août 2026"
    assert day(None) == month(None) == ""


def test_a_sentence_is_made_of_what_is_known():
    assert sentence("audit du 3 mai", "", "par Untel") == "Audit du 3 mai, par Untel"
    assert sentence("", "") == ""


def test_unknown_facts_are_only_named():
    lines = known_and_missing([SheetLine("Coût", "Gratuit"), SheetLine("Hébergement"), SheetLine("RGPD")])
    assert [line.label for line in lines.known] == ["Coût"]
    assert lines.missing == ("hébergement", "RGPD")


def test_a_sheet_grows_old_after_a_year():
    assert not verification(date(2025, 11, 22), date(2026, 11, 22)).stale
    assert verification(date(2025, 11, 21), date(2026, 11, 22)).stale
    assert not verification(None, date(2026, 11, 22)).stale


def test_every_phase_is_explained():
    assert set(PHASE_MEANINGS) == set(Phase)
