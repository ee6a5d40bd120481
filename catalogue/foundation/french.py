"""French grammar and sorting: thousands, plurals, lists, articles, « de » and « à » before a name."""

import re
import unicodedata
from collections.abc import Sequence

_NARROW_SPACE = "\u202f"
_PLURAL_FROM = 2

# What names of collectivités and organisations start with, by the article they take.
_FEMININE = re.compile(
    r"(?:CC|CA|CU|Métropole|Communauté|Région|région|Collectivité|Ville|Commune|Direction|Délégation|Fédération|"
    r"Fondation|Préfecture|Mairie|Mission|Plateforme|Fabrique|Caisse|Chambre|Banque|Société)(?= |-Région|$)"
)
_MASCULINE = re.compile(
    r"(?:Département|département|Syndicat|syndicat|SIVU|SIVOM|CCAS|CIAS|SDIS|Pôle|PETR|Parc|Ministère|Secrétariat|Groupement|GIP|"
    r"Centre|Conseil|Service|Haut commissariat|Laboratoire)(?= |-Région|$)"
)
_ELIDED = re.compile(
    r"(?:Eurométropole|Agglomération|Association|Établissement|Agence|Institut|Office|Observatoire|Incubateur|Union|"
    r"École|État|Opérateur)(?= |$)"
)
_PLURAL = re.compile(r"(?:Ministères|Services de)(?= |$)")
_VOWEL = re.compile(r"[aeiouyâàäéèêëîïôöùûüœæ]", re.IGNORECASE)
# Common words with a mute h. For other words, place names above all, the h is taken as aspirated.
_MUTE_H = re.compile(r"h(?:abit|éberg|eure|ist|omo|ôpit|oraire|ôte|uma|umi|ydr|ygi)", re.IGNORECASE)

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
_NUMBER = re.compile(r"(\d+)")


def thousands(number: int) -> str:
    """12345 -> « 12 345 », with narrow no-break spaces."""
    return f"{number:,}".replace(",", _NARROW_SPACE)


def agree(number: float, singular: str, plural: str = "") -> str:
    """The form of a word that goes with `number`: French is singular below two. `plural` defaults to adding an s."""
    return singular if abs(number) < _PLURAL_FROM else plural or f"{singular}s"


def quantity(number: int, singular: str, plural: str = "") -> str:
    """« 0 service », « 1 service », « 12 345 services »."""
    return f"{thousands(number)} {agree(number, singular, plural)}"


def listed(names: Sequence[str], last: str = "et") -> str:
    """« communes », « communes et régions », « communes, départements et régions »."""
    return f" {last} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def with_article(name: str) -> str:
    """« la CC Faucigny », « le Département de l'Isère », « l'Agence… »; « Bordeaux Métropole » stays bare."""
    for pattern, article in ((_FEMININE, "la "), (_MASCULINE, "le "), (_ELIDED, "l'"), (_PLURAL, "les ")):
        if pattern.match(name):
            return article + name
    return name


def of(name: str) -> str:
    """« de » and a name: « du Syndicat Y », « d'Espace sur Demande », « de Saint-Étienne », « du Havre »."""
    contracted = _contracted(with_article(name), "du ", "des ")
    if contracted:
        return contracted
    elided = _VOWEL.match(name) or _MUTE_H.match(name)
    return f"d'{name}" if elided and with_article(name) == name else f"de {with_article(name)}"


def to(name: str) -> str:
    """« à » and a name: « au Département de l'Isère », « à la CC X », « à Saint-Étienne », « au Havre »."""
    return _contracted(with_article(name), "au ", "aux ") or f"à {with_article(name)}"


def _contracted(phrase: str, masculine: str, plural: str) -> str:
    """`phrase` with its article merged into the preposition; empty when French does not merge them."""
    for article, joined in (("le ", masculine), ("Le ", masculine), ("les ", plural), ("Les ", plural)):
        if phrase.startswith(article):
            return joined + phrase[len(article) :]
    return ""


def french_order(text: str) -> tuple:
    """A key for `sorted`, as in a French dictionary whatever the database: « école » before « économie ».

    Letters, then accents compared from the end (cote, côte, coté, côté), then case. Punctuation is ignored and numbers
    compare by value: « Lot 2 » before « Lot 10 ».
    """
    plain = unicodedata.normalize("NFD", text.translate(_LIGATURES))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    words = re.sub(r"[^\w]+", " ", letters).strip()
    accents = [unicodedata.normalize("NFD", c)[1:] for c in unicodedata.normalize("NFC", plain)]
    parts = _NUMBER.split(words)
    natural = tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts if part)
    return natural, tuple(reversed(accents)), text.swapcase()
