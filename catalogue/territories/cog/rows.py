"""Reading the trimmed file: territories, and which contains which."""

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.territories.cog import SIREN_FILE, USUAL_NAMES_FILE
from catalogue.territories.governing import ALSACE, ALSATIAN, GOVERNED_BY, LYON, RHONE
from catalogue.territories.models import Kind, OtherName

Key = str
"""`<kind>-<code>`, as `Territory.key`."""


@dataclass(frozen=True)
class TerritoryRow:
    kind: str
    code: str
    name: str
    population: int | None = None
    siren: str = ""
    postcodes: str = ""

    @property
    def key(self) -> Key:
        return _key(self.kind, self.code)


def _key(kind: str, code: str) -> Key:
    return f"{kind}-{code}"


@dataclass(frozen=True)
class OtherNameRow:
    """`leads_to`: the current territory."""

    relation: str
    kind: str
    code: str
    name: str
    leads_to: Key


@dataclass(frozen=True)
class Cog:
    territories: list[TerritoryRow]
    links: dict[tuple[Key, Key], bool] = field(repr=False)
    """(container, member) -> True when only a part of the member is inside."""
    other_names: list[OtherNameRow] = field(repr=False)


class CogFileError(Exception):
    """The file is missing, damaged, or was not written by trim_territories."""


def read_cog(path: Path) -> Cog:
    try:
        raw = json.loads(gzip.decompress(path.read_bytes()))
        return Cog(list(_territories(raw)), _links(raw), list(_other_names(raw)))
    except FileNotFoundError as error:
        raise CogFileError(f"{path} est introuvable : lancez d'abord « manage.py trim_territories ».") from error
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise CogFileError(f"{path} n'est pas un fichier écrit par « manage.py trim_territories » : {error}") from error


def _territories(raw: dict) -> Iterator[TerritoryRow]:
    """Largest first. The population of a département or région is the sum of its current communes.

    Communes of the Métropole de Lyon are not counted in the Rhône, which is as large as what its Département governs.
    """
    region_of = {code: region for code, _, region in raw["departements"]}
    people: dict[Key, int] = Counter()
    for commune in raw["communes"]:
        departement, population = commune[2], commune[6] or 0
        people[_key(Kind.DEPARTEMENT, departement)] += population
        people[_key(Kind.REGION, region_of[departement])] += population
    for code, _, population in raw["epci"]:
        if _key(Kind.EPCI, code) == LYON:
            people[RHONE] -= population or 0
    sirens = _sirens()
    for code, name in raw["regions"]:
        yield _wide(Kind.REGION, code, name, people, sirens)
    departements = [(code, name) for code, name, _ in raw["departements"]]
    if _has_alsace(raw):
        people[_key(Kind.DEPARTEMENT, ALSACE[0])] = sum(people[_key(Kind.DEPARTEMENT, code)] for code in ALSATIAN)
        departements.append(ALSACE[:2])
    for code, name in departements:
        yield _wide(Kind.DEPARTEMENT, code, name, people, sirens)
    for code, name, population in raw["epci"]:
        yield TerritoryRow(Kind.EPCI, code, name, population, siren=code)
    for code, name, _, _, siren, postcodes, population in raw["communes"]:
        yield TerritoryRow(Kind.COMMUNE, code, name, population, siren, postcodes)


def _wide(kind: Kind, code: str, name: str, people: dict[Key, int], sirens: dict[Key, str]) -> TerritoryRow:
    key = _key(kind, code)
    return TerritoryRow(kind, code, name, people[key], siren="" if key in GOVERNED_BY else sirens.get(key, ""))


def _sirens() -> dict[Key, str]:
    """Of départements and régions. When several share a SIREN, it is that of the collectivité that governs them."""
    with SIREN_FILE.open(encoding="utf-8", newline="") as file:
        rows = {row["territoire"]: row["siren"] for row in csv.DictReader(file)}
    return rows | {GOVERNED_BY[key]: siren for key, siren in rows.items() if key in GOVERNED_BY}


def _has_alsace(raw: dict) -> bool:
    return set(ALSATIAN) <= {code for code, *_ in raw["departements"]}


def _links(raw: dict) -> dict[tuple[Key, Key], bool]:
    """Each commune in its EPCI and département, each département in its région, each EPCI in everything it touches."""
    region_of = {code: region for code, _, region in raw["departements"]}
    links: dict[tuple[Key, Key], bool] = {}
    touched: dict[Key, set[Key]] = defaultdict(set)
    for code, region in region_of.items():
        links[_key(Kind.REGION, region), _key(Kind.DEPARTEMENT, code)] = False
    if _has_alsace(raw):
        code, _, region = ALSACE
        links[_key(Kind.REGION, region), _key(Kind.DEPARTEMENT, code)] = False
        for part in ALSATIAN:
            links[_key(Kind.DEPARTEMENT, code), _key(Kind.DEPARTEMENT, part)] = False
    for commune in raw["communes"]:
        member, departement = _key(Kind.COMMUNE, commune[0]), _key(Kind.DEPARTEMENT, commune[2])
        links[departement, member] = False
        if commune[3]:
            epci = _key(Kind.EPCI, commune[3])
            links[epci, member] = False
            touched[epci] |= {departement, _key(Kind.REGION, region_of[commune[2]])}
    for epci, holders in touched.items():
        kinds = Counter(holder.partition("-")[0] for holder in holders)
        for holder in sorted(holders):
            links[holder, epci] = kinds[holder.partition("-")[0]] > 1
    return links


_ACRONYM = re.compile(r"\(([^()]*)\)")


def _other_names(raw: dict) -> Iterator[OtherNameRow]:
    """Former and delegated communes, acronyms at the end of the names of intercommunalités, and usual names."""
    for code, name, commune, relation in raw["others"]:
        yield OtherNameRow(relation, Kind.COMMUNE, code, name, _key(Kind.COMMUNE, commune))
    for code, name, _ in raw["epci"]:
        for acronym in _ACRONYM.findall(name):
            yield OtherNameRow(OtherName.Relation.USAGE, Kind.EPCI, "", acronym, _key(Kind.EPCI, code))
    kinds = {"commune": "communes", "epci": "epci", "departement": "departements", "region": "regions"}
    known = {_key(kind, row[0]) for kind, rows in kinds.items() for row in raw[rows]}
    if _has_alsace(raw):
        known.add(_key(Kind.DEPARTEMENT, ALSACE[0]))
    with USUAL_NAMES_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (key := row["territoire"]) in known:
                yield OtherNameRow(OtherName.Relation.USAGE, key.partition("-")[0], "", row["nom"], key)
