"""The words of an index: the embedded one keeps them, whichever engine is asked for documents."""

import pytest

from search.collections import SERVICES
from search.engines.embedded import EmbeddedEngine
from tests.search.engines.making import document, put


@pytest.fixture
def engine(tmp_path):
    made = EmbeddedEngine(tmp_path / "index", SERVICES)
    with made.rebuild([]) as fresh:
        fresh.switch()
    return made


def test_words_and_stems_of_the_index(engine):
    sheets = (document(texts={"action": text}) for text in ("Les cantines scolaires", "cantine"))
    put(engine, *sheets)
    lexicon = engine.lexicon()
    assert lexicon.words().all() == {"cantines": 1, "cantine": 1, "scolaires": 1}
    assert lexicon.knows("cantin")
    assert not lexicon.knows("piscin")
    assert lexicon.rarity("cantin") < lexicon.rarity("scolair") < lexicon.rarity("piscin")
    assert lexicon.completes("scol")
    assert not lexicon.completes("piscine")
