"""Light French stemming of words already folded (lower case, no accents).

Snowball's French stemmer takes « communication » and « commune » to the same stem; in a catalogue for communes that
will not do. This one removes the marks of number, gender and infinitive, and the commonest endings of nouns of action,
so that « réserver », « réservation » and « réservations » meet, while « commune » and « communication » do not.
"""

from functools import lru_cache

_IRREGULAR = {"travaux": "travail", "baux": "bail", "yeux": "oeil", "vitraux": "vitrail"}
_KEPT = {"departement", "departements"}  # not a way of « départ »
_SHORTEST = 4
_ACTION_ENDINGS = (("ations", 5), ("ation", 5), ("ements", 6), ("ement", 6))
"""An ending, and how many letters must be left for it to be removed."""
_SHORTEST_PLURAL = 9  # « réservent » is a verb; « agent », « accident » and « document » are not
_DOUBLED = "lmnprst"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """« réservations » (folded) -> "reserv"; short words and numbers are left alone."""
    if len(word) < _SHORTEST or word.isdigit():
        return word
    if word in _KEPT:
        return word.rstrip("s")
    return _shorten(_singular(word))


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux") and len(word) > 5:  # noqa: PLR2004 (« taux », « eaux » are not plurals in -al)
        return word[:-3] + "al"
    if word.endswith(("eux", "oux")):
        return word[:-1]
    if word.endswith(("ss", "us", "ax", "ix", "ex")) and len(word) <= _SHORTEST:
        return word
    return word[:-1] if word[-1] in "sx" and word[-2] != "s" else word


def _shorten(word: str) -> str:
    for ending, rest in _ACTION_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= rest:
            return _undouble(word[: -len(ending)])
    if word.endswith("ent") and not word.endswith("ment") and len(word) >= _SHORTEST_PLURAL:
        return _undouble(word[:-3])
    if word.endswith("er") and len(word) > _SHORTEST:
        return _undouble(word[:-2])
    while word.endswith("e") and len(word) >= _SHORTEST:
        word = word[:-1]
    return _undouble(word)


def _undouble(word: str) -> str:
    """« nationnel », « nationale »: a doubled final consonant counts once."""
    doubled = len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] in _DOUBLED
    return word[:-1] if doubled else word
