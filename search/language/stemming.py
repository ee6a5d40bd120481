"""Light French stemming of folded words (lower case, no accents).

Snowball's French stemmer gives « communication » and « commune » the same stem, which does not suit a catalogue for
communes. This one removes the endings of number, gender and infinitive and the most common ones of action nouns, so
that « réserver », « réservation » and « réservations » share a stem, but not « commune » and « communication ».
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

_IRREGULAR = {"travaux": "travail", "baux": "bail", "yeux": "oeil", "vitraux": "vitrail"}
_INVARIABLE = frozenset((Path(__file__).parent / "invariable.txt").read_text(encoding="utf-8").split())
"""Words whose « s » is not a plural: « pays » is not a form of « paye », nor « cours » of « cour »."""
_KEPT = {"departement": "departement", "publication": "publi"}  # not forms of « départ » and « public »
_SHORTEST = 4
_ACTION_ENDINGS = (("ations", 5), ("ation", 5), ("ements", 6), ("ement", 6))
"""An ending, and how many letters must remain for it to be removed."""
_AGE, _SHORTEST_BEFORE_AGE, _OTHER_AGES = "ag", 5, {"avantag", "personnag"}
"""« pilotage » goes with « piloter », but « avantage » not with « avant »."""
_SAME_WORD = (("trice", "teur"), ("euse", "eur"), ("iere", "ier"), ("if", "iv"), ("bilite", "ble"))
"""A feminine and its masculine (or the reverse), a quality and its adjective."""
_SHORTEST_PLURAL = 9  # « réservent » is a verb; « agent », « accident » and « document » are not
_DOUBLED = "lmnprst"
_CONJUGATED = (
    *("eraient", "erait", "erons", "eront", "erez", "era"),
    *("aient", "ions", "iez", "ait", "ants", "ant", "ons", "ent", "ez"),
)
"""Endings of verbs, which many nouns have too."""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """« réservations » (folded) -> "reserv"; short words and numbers are unchanged."""
    if len(word) < _SHORTEST or word.isdigit():
        return word
    if kept := _KEPT.get(word.removesuffix("s")):
        return kept
    shortened = word if word in _INVARIABLE else _without_endings(word)
    return _families().get(shortened, shortened)


def stems_as_verb(word: str) -> Iterator[str]:
    """Possible stems if this is a form of a verb: « réservons » -> "reserv". For words that are nothing else."""
    for ending in _CONJUGATED:
        root = word.removesuffix(ending)
        if root != word and len(root) >= _SHORTEST - 1:
            yield stem(f"{root}er")


@cache
def _families() -> dict[str, str]:
    """« construction » without its ending -> « construire » without its."""
    lines = (Path(__file__).parent / "families.txt").read_text(encoding="utf-8").splitlines()
    families = [[_without_endings(word) for word in line.split()] for line in lines if not line.startswith("#")]
    return {word: words[0] for words in families for word in words}


def _without_endings(word: str) -> str:
    return _undouble(_without_age(_shorten(_masculine(_singular(word)))))


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


def _masculine(word: str) -> str:
    for ending, other in _SAME_WORD:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)] + other
    return word


def _shorten(word: str) -> str:
    for ending, rest in _ACTION_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= rest:
            return word[: -len(ending)]
    if word.endswith("ent") and not word.endswith("ment") and len(word) >= _SHORTEST_PLURAL:
        return word[:-3]
    if word.endswith("er") and len(word) > _SHORTEST:
        return word[:-2]
    while word.endswith("e") and len(word) >= _SHORTEST:
        word = word[:-1]
    return word


def _without_age(word: str) -> str:
    root = word.removesuffix(_AGE)
    return root if len(root) >= _SHORTEST_BEFORE_AGE and word not in _OTHER_AGES else word


def _undouble(word: str) -> str:
    """« nationnel », « nationale »: a doubled final consonant counts once."""
    doubled = len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] in _DOUBLED
    return word[:-1] if doubled else word
