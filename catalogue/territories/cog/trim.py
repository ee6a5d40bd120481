"""Extracts the small file that the Store keeps from the unpacked npm package @etalab/decoupage-administratif."""

import gzip
import json
from pathlib import Path

PACKAGE = "@etalab/decoupage-administratif"


class PackageError(Exception):
    """The folder is not that package, or has a layout that this code does not know."""


def trim(package: Path, target: Path) -> dict[str, int]:
    """Write `target`, always the same bytes for the same package. Returns how many rows of each kind were kept."""
    kept = {
        "source": PACKAGE,
        "version": _read(package / "package.json")["version"],
        "regions": [[row["code"], row["nom"]] for row in _read(package / "data" / "regions.json")],
        "departements": [
            [row["code"], row["nom"], row["region"]] for row in _read(package / "data" / "departements.json")
        ],
        **_communes_and_epci(package),
    }
    packed = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(packed, compresslevel=9, mtime=0))
    return {kind: len(rows) for kind, rows in kept.items() if isinstance(rows, list)}


def _communes_and_epci(package: Path) -> dict[str, list[list]]:
    groupings = _read(package / "data" / "epci.json")
    epci_of = {member["code"]: row["code"] for row in groupings for member in row["membres"]}
    communes = _read(package / "data" / "communes.json")
    return {
        "epci": [[row["code"], _without_quotes(row["nom"]), row["populationMunicipale"]] for row in groupings],
        # Delegated and associated communes and municipal arrondissements would count their people twice.
        "communes": [
            [
                row["code"],
                row["nom"],
                row["departement"],
                epci_of.get(row["code"], ""),
                row.get("siren", ""),
                " ".join(row.get("codesPostaux", [])),
                row.get("population"),
            ]
            for row in communes
            if row["type"] == "commune-actuelle"
        ],
        "others": _others(communes),
    }


_RELATIONS = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}


def _others(communes: list[dict]) -> list[list]:
    """Names and codes that lead to a current commune: communes inside it that keep a name, and codes it took over."""
    named = [
        [row["code"], row["nom"], row.get("chefLieu") or row["commune"], _RELATIONS[row["type"]]]
        for row in communes
        if row["type"] in _RELATIONS
    ]
    current = {row["code"]: row["nom"] for row in communes if row["type"] == "commune-actuelle"}
    codes = {code for code, *_ in named}
    # The delegated commune of the seat often bears the name and the code of the whole.
    named = [row for row in named if row[2] in current and current.get(row[0]) != row[1]]
    return named + [
        [code, "", row["code"], "ancienne"]
        for row in communes
        for code in row.get("anciensCodes", [])
        if code not in codes
    ]


def _without_quotes(name: str) -> str:
    """A few names have part of them in quotation marks, of three different kinds."""
    return " ".join(name.replace("''", "").replace('"', "").split())


def _read(path: Path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PackageError(f"{path} est introuvable : est-ce bien le paquet {PACKAGE} décompressé ?") from error
    except ValueError as error:
        raise PackageError(f"{path} n'est pas du JSON : {error}") from error
