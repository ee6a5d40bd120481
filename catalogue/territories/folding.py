"""Comparing names the way people type them: accents, case, hyphens, apostrophes and « st » make no difference."""

import re
import unicodedata

_LETTERS = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "&": " et "})
_SLASHED = re.compile(r"\b(s{1,2})/", re.IGNORECASE)
"""« Chalon s/Saône », « Mareil s/ Loir », « Fère ss/ Jouarre »."""
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?![a-z])", re.IGNORECASE)
"""« C.C. du Val de Gray », « S.I.V.O.M. »."""
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
SAINTS = frozenset(_ABBREVIATIONS.values())
_ARTICLES = frozenset(("le", "la", "les", "l"))
LINKS = _ARTICLES | {"de", "du", "des", "d"}
LONGEST = 200
"""Anything beyond this length is not part of a name."""


def fold(text: str) -> str:
    """« St-Étienne » -> "saint etienne": lower case, no accents, single spaces, saint(e) written in full."""
    plain = _SLASHED.sub(lambda found: "sur " if len(found[1]) == 1 else "sous ", text).translate(_LETTERS)
    plain = _DOTTED.sub(lambda found: f"{found[0].replace('.', '')} ", plain)
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def compact(folded: str) -> str:
    """Drops outer articles and spaces, so that « le havre », « havre le » and « lehavre » are the same."""
    words = without_links(folded).split()
    while len(words) > 1 and words[-1] in _ARTICLES:
        words.pop()
    return "".join(words)


def loose(folded: str) -> str:
    """For comparing names of intercommunalités: « du Pays de l'Arbresle » -> "pays arbresle"."""
    words = folded.split()
    return "".join([word for word in words if word not in LINKS and word not in ("et", "en", "a")] or words)


def without_links(folded: str) -> str:
    """« de la loire » -> "loire": without the articles and prepositions in front."""
    words = folded.split()
    start = 0
    while start < len(words) - 1 and words[start] in LINKS:
        start += 1
    return " ".join(words[start:])


_FORM_BEFORE = re.compile(r"(?:cc|ca|cu|metropole|eurometropole) (?P<name>.+)")
_FORM_BEHIND = re.compile(r"(?P<name>.+) (?:metropole|agglomeration|communaute)")
_ASIDE = re.compile(r"\s*\([^()]*\)")


def compact_epci(name: str) -> str:
    """« CA du Pays Basque », « Bordeaux Métropole » -> "paysbasque", "bordeaux": without its form or acronym."""
    folded = fold(_ASIDE.sub("", name))
    for form in (_FORM_BEFORE, _FORM_BEHIND):
        if said := form.fullmatch(without_links(folded)):
            folded = said["name"]
    return loose(folded)


def initials(name: str) -> set[str]:
    """« CA du Pays d'Aix » -> "capa": the initials people use for an intercommunalité. Without its form too ("pa"),
    when that is long enough.
    """
    words = [word for word in fold(_ASIDE.sub("", name)).split() if word not in LINKS and word not in ("et", "en", "a")]
    said = ["".join(word if word in ("cc", "ca", "cu") else word[0] for word in part) for part in (words, words[1:])]
    return {letters for letters in said if len(letters) >= _SHORTEST_INITIALS}


_SHORTEST_INITIALS = 3
_ROMAN = [f"{ten}{unit}" for ten in ("", "x") for unit in ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")]
_ROMAN = [*_ROMAN[:9], "x", *_ROMAN[9:], "xx"]
_DISTRICT = re.compile(
    rf"(?P<city>paris|lyon|marseille) (?:0?(?P<number>\d{{1,2}})|(?P<roman>{'|'.join(reversed(_ROMAN))}))"
    r" ?(?:er|re|e|eme|ieme|nd|nde)?"
    r"(?: arr| arrt| arrdt| arrondissement)?"
)


def district(folded: str) -> str:
    """« paris 15e arrondissement », « lyon 3eme » -> "paris 15", "lyon 3"; empty when it is no such arrondissement."""
    said = _DISTRICT.fullmatch(folded)
    if not said:
        return ""
    return f"{said['city']} {said['number'] or _ROMAN.index(said['roman']) + 1}"
