"""No word that people read is misspelt."""

import os

import pytest

from tests.repository.french_words import is_installed, unknown_words


@pytest.mark.skipif(
    not is_installed() and os.environ.get("STORE_REQUIRE_ALL") != "1", reason="hunspell is not installed (hunspell-fr)"
)
def test_every_word_is_in_a_dictionary_or_was_judged_right():
    assert unknown_words() == {}
