"""Matching the headers of a file to our columns, whatever people call them.

Headers are compared without accents, articles, plurals and spaces: « Code INSEE de la commune » is
"codeinseecommune".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, product

from catalogue.deployments.bulk.columns import COLUMNS, DEPARTEMENT, STATUS, WHO
from catalogue.territories.folding import fold

_LINKS = frozenset(
    (
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "au",
        "aux",
        "votre",
        "vos",
        "a",
        "en",
        "n",
        "no",
        "numero",
        "num",
        "s",
        "e",
    )
)
_ASIDE = re.compile(r"\s*(?:[(\[\n].*|\b(?:(?:au|en|le)\s+)?\d[\d/. -]*)$", re.DOTALL)
"""« Statut (obligatoire) », « Statut au 12/11/2026 »."""
_LESS_SURE = 1_000


def _spelled(*words: str) -> list[str]:
    """All combinations of the given words; alternatives are separated by « | » and may be empty."""
    return [" ".join(one).strip() for one in product(*(word.split("|") for word in words))]


_NAMED = "|nom|nom officiel|libelle|lib|denomination|intitule|raison sociale"
_BODY = (
    "collectivite|organisation|organisme|structure|entite|beneficiaire|adherent|etablissement|collectivite territoriale"
)
_SUCH = "|beneficiaire|concernee|concerne|utilisatrice|utilisateur|adherente|partenaire|territoriale"
_TOWN = "commune|ville|mairie"
_GROUP = "epci|intercommunalite|interco|groupement|communaute communes|agglomeration"
_STAGE = "statut|status|etat|avancement|situation|stade|phase|etape"
_OF_WHAT = "|actuel|actuelle|courant|avancement|deploiement|projet|service|utilisation|usage|outil|demarche|adoption"
_BEGUN = "debut|demarrage|lancement|mise service|mise production|mise prod|mise place|mise oeuvre|mep"
# From the surest to the least sure: a file that has several is read by the first, and by the next where that is blank.
_SPELLINGS = {
    WHO: [
        *_spelled("|code", "siren|siret", f"|{_BODY}|{_TOWN}"),
        *_spelled("|code", "insee", f"|{_BODY}|{_TOWN}"),
        *_spelled(f"com|{_BODY}|{_TOWN}", "siren|siret|insee"),
        *_spelled("code", _TOWN, "siren|insee"),
        *_spelled("|code", "siren|siret|insee", "|ou", "siren|siret|insee|com"),
        *("code officiel geographique", "cog", "code cog", "codgeo", "code geo", "code geographique"),
        *("depcom", "codcom", "code com", *_spelled("code", _TOWN)),
        *_spelled(_NAMED, _BODY, _SUCH),
        *_spelled(f"{_TOWN}|collectivite", "|et|ou", _GROUP),
        "code",
        *_spelled(_NAMED, _TOWN, _SUCH),
        *("libgeo", "libcom", "nom com", "nom commune deleguee"),
        *_spelled("siren|siret|code siren|code", _GROUP),
        *_spelled(_GROUP, "siren|siret"),
        *_spelled(_NAMED, _GROUP, _SUCH),
        *("territoire", "nom territoire", "denomination", "raison sociale", "libelle", "nom"),
    ],
    STATUS: _spelled(_STAGE, _OF_WHAT, _OF_WHAT) + _spelled("niveau", "avancement|deploiement|adoption"),
    "depuis": [
        *("depuis", "date debut", "debut"),
        *_spelled("date|", _BEGUN, "|utilisation|usage|deploiement|service|experimentation"),
        *_spelled("date", "deploiement|production|prod"),
        *_spelled("date", "statut|effet|entree|installation|activation|ouverture|adhesion"),
        *("depuis quand", "utilise depuis", "deploye depuis", "production depuis", "date", "since"),
    ],
    "jusqu_au": [*("jusqu", "jusque", "date fin", "fin", "until"), *_spelled("date|", "arret|abandon|resiliation")],
    "motif_arret": _spelled("motif|raison|cause", "arret|abandon|resiliation"),
    "precision_arret": ["precision", "precision sur arret"],
    "sites_pilotes": ["site", "site pilote"],
    "source": ["source information", "origine", "origine information"],
    "motif": ["motif changement", "raison changement"],
    DEPARTEMENT: [*_spelled(_NAMED + "|code", "departement|dept|dpt|dep"), "code postal", "cp"],
}
_GOVERNED = _spelled(_NAMED + "|code", "departement|dept|dpt|dep|conseil departemental|region|conseil regional")
"""These headers name the collectivité in a file that has no better one."""


def columns_in(cells: Sequence[str]) -> dict[str, list[int]]:
    """The places of each column, best match first."""
    known: dict[str, list[tuple[int, int]]] = {}
    for place, cell in enumerate(cells):
        for name, rank in _named(cell):
            known.setdefault(name, []).append((rank, place))
    if WHO not in known:
        known[WHO] = [(0, place) for place, cell in enumerate(cells) if _key(cell) in _KEYS_GOVERNED][:1]
    return {name: [place for _, place in sorted(found)] for name, found in known.items() if found}


def named_twice(cells: Sequence[str]) -> dict[str, list[str]]:
    """Columns that several headers match equally well, with these headers. Not for the organisation: the first filled
    cell counts.
    """
    twice: dict[str, list[str]] = {}
    for name, places in columns_in(cells).items():
        ranks = {place: rank for place in places for one, rank in _named(cells[place]) if one == name}
        surest = [cells[place] for place in places if ranks.get(place) == min(ranks.values(), default=0)]
        if surest[1:] and (name != WHO or _key(surest[0]) == _key(WHO)):
            twice[name] = surest
    return twice


def _named(cell: str) -> Iterator[tuple[str, int]]:
    """The columns that a header may name, with a rank (0: the template's own header)."""
    found = _HEADINGS.get(_key(cell), {})
    yield from found.items()
    if not found and (plain := _ASIDE.sub("", cell)) != cell:
        yield from ((name, rank + _LESS_SURE) for name, rank in _HEADINGS.get(_key(plain), {}).items())


def _key(heading: str) -> str:
    words = fold(heading).split()
    return "".join(word.rstrip("s") for word in words if word not in _LINKS) or "".join(words)


def _headings() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    own = ((column.name, 0, column.name) for column in COLUMNS)
    others = (
        (name, rank, one) for name, spellings in _SPELLINGS.items() for rank, one in enumerate(spellings, start=1)
    )
    for name, rank, spelling in chain(own, others):
        found.setdefault(_key(spelling), {}).setdefault(name, rank)
    return found


_HEADINGS = _headings()
_KEYS_GOVERNED = frozenset(_key(one) for one in _GOVERNED)
