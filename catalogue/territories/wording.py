"""Names of territories in sentences, and official names of their collectivités."""

from typing import Protocol

from catalogue.foundation.french import of, to, with_article
from catalogue.territories.models.territory import Kind

PLURALS = {
    Kind.COMMUNE: "communes",
    Kind.EPCI: "intercommunalités",
    Kind.DEPARTEMENT: "départements",
    Kind.REGION: "régions",
    Kind.SYNDICAT: "syndicats",
}

# How « de » is written before the name of a département, by INSEE code: the COG's « type de liaison », except for four
# whose official name differs (« Département de Vaucluse »).
_JOINED_BY = {
    "du ": "14 15 18 25 29 30 32 39 45 46 56 59 62 63 67 68 69 81 83 90 94 95",
    "de la ": "16 17 19 21 23 24 26 2A 2B 31 33 42 43 44 48 50 51 52 53 55 57 58 70 72 73 74 76 80 85 86 87 93 "
    "971 972 973",
    "des ": "04 05 06 08 13 22 40 64 65 66 78 79 88 92 984",
    "de l'": "01 02 03 07 09 10 11 12 27 34 36 38 60 61 89 91 989",
}
_JOIN = {code: words for words, codes in _JOINED_BY.items() for code in codes.split()}

# Collectivités whose name is not « Département de… », « Région … ».
_OFFICIAL = {
    "departement-2A": "Collectivité de Corse",
    "departement-2B": "Collectivité de Corse",
    "departement-67": "Collectivité européenne d'Alsace",
    "departement-68": "Collectivité européenne d'Alsace",
    "departement-6AE": "Collectivité européenne d'Alsace",
    "departement-976": "Département-Région de Mayotte",
    "departement-972": "Collectivité territoriale de Martinique",
    "departement-973": "Collectivité territoriale de Guyane",
    "region-01": "Région Guadeloupe",
    "region-02": "Collectivité territoriale de Martinique",
    "region-03": "Collectivité territoriale de Guyane",
    "region-04": "Région Réunion",
    "region-06": "Département-Région de Mayotte",
    "region-94": "Collectivité de Corse",
}
_OVERSEAS = frozenset({"975", "977", "978", "984", "986", "987", "988", "989"})


class Named(Protocol):
    """A Territory, or a row of the COG about to become one."""

    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...


def of_territory(territory: Named) -> str:
    """« de l'Isère », « du Pas-de-Calais », « de la CC X », « de Saint-Étienne »."""
    of_place = territory.kind == Kind.DEPARTEMENT or territory.code in _OVERSEAS
    joined = _JOIN.get(territory.code) if of_place else None
    return f"{joined}{territory.name}" if joined else of(territory.name)


def place(territory: Named) -> str:
    """« le département de l'Isère », « la région Bretagne », « la collectivité de Saint-Martin », « la CC X »."""
    if territory.key == "departement-6AE":
        return "la Collectivité européenne d'Alsace"
    if territory.code in _OVERSEAS:
        return f"la collectivité {of_territory(territory)}"
    if territory.kind == Kind.DEPARTEMENT:
        return f"le département {of_territory(territory)}"
    return f"la région {territory.name}" if territory.kind == Kind.REGION else with_article(territory.name)


def inside(territory: Named) -> str:
    """« dans le département de l'Isère », « dans la CC X », « à Feurs », « au Havre »."""
    return to(territory.name) if territory.kind == Kind.COMMUNE else f"dans {place(territory)}"


def official_name(territory: Named) -> str:
    """The collectivité of a territory: « Département de l'Isère », « Région Bretagne », « Saint-Étienne »."""
    if territory.key in _OFFICIAL:
        return _OFFICIAL[territory.key]
    if territory.code in _OVERSEAS:
        return territory.name
    if territory.kind == Kind.DEPARTEMENT:
        return f"Département {of_territory(territory)}"
    return f"Région {territory.name}" if territory.kind == Kind.REGION else territory.name


def via(territory: Named) -> str:
    """« via le Département de l'Isère », « via la CC X »: through which territory a service is available."""
    return f"via {with_article(official_name(territory))}"
