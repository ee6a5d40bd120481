"""Close matches for a name that does not exist: suggested to people, never chosen for them."""

import re
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process

from catalogue.territories.designation import designations
from catalogue.territories.folding import LONGEST, fold
from catalogue.territories.models import Kind, Organisation, Territory
from catalogue.territories.resolution import resolve_all

_MOST, _SHORTEST, _CLOSE = 4, 5, 85
_APART = re.compile(r"\b(?:de la|de l'|de l’|de|du|des|d'|d’)\s*", re.IGNORECASE)
_TERRITORIAL = (
    "vallee sud grand paris, grand paris seine ouest, paris ouest la defense, boucle nord de seine, plaine commune, "
    "paris terres d envol, est ensemble, grand paris grand est, paris est marne bois, paris est marne et bois, "
    "grand orly seine bievre, grand paris sud est avenir"
)
_EPT = frozenset(_TERRITORIAL.split(", "))
_EPT_BEFORE = re.compile(r"(?:ept|etablissement public territorial|t\d{1,2}) (?:de |du |d )?")


def is_ept(typed: str) -> bool:
    """Whether it names an établissement public territorial, like « Plaine Commune »: the Store has none."""
    return _EPT_BEFORE.sub("", fold(typed)) in _EPT


def close_matches(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[Organisation, ...]]:
    """For each name and its département (or ""): matches for the end of the name (« CCAS de Nantes »), or else the
    nearest spellings (« Villeurbane »). Reads every name for each one: not meant for thousands.
    """
    pairs = list(dict.fromkeys(asked))
    if not pairs:
        return {}
    tried = [(pair, (end, pair[1])) for pair in pairs for end in _ends(pair[0])]
    tried += _similarly_spelled(pairs)
    found: dict[tuple[str, str], tuple[Organisation, ...]] = {}
    for (pair, _), resolution in zip(tried, resolve_all(other for _, other in tried), strict=True):
        if resolution.found and not resolution.elsewhere:
            found.setdefault(pair, resolution.found[:_MOST])
    return found


def _similarly_spelled(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    names = dict(Territory.objects.order_by("-kind", "population").values_list("compact_name", "name"))
    for typed, place in pairs:
        for one in designations(typed):
            key = one.loose_key if Kind.EPCI in one.kinds else one.key
            if len(key) < _SHORTEST:
                continue
            begun = sorted((name for name in names if name.startswith(key)), key=len)[:1]
            close = process.extract(key, names.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=_MOST)
            for other in [*(name for name, *_ in close), *begun]:
                yield (typed, place), (names[other], one.place or place)


def _ends(typed: str) -> Iterator[str]:
    """« Office de tourisme de Nantes » -> "tourisme de Nantes", "Nantes"; « CCAS Nantes » -> "Nantes"."""
    typed = typed[:LONGEST]
    ends = [typed[said.end() :] for said in _APART.finditer(typed) if said.start()]
    _, _, after_first = typed.partition(" ")
    yield from dict.fromkeys(end.strip() for end in [*ends, after_first] if end.strip())
