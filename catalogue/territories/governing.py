"""A territory is not always a collectivité: one collectivité may govern several territories of the COG.

The Collectivité de Corse governs both of its former départements, the Ville de Paris is a commune and a département,
and overseas the COG lists one territory both as a département and as a région. Conversely, the Métropole de Lyon lies
in the Rhône, where the Département du Rhône has no authority.
"""

GOVERNED_BY = {
    "departement-2A": "region-94",
    "departement-2B": "region-94",
    "departement-67": "departement-6AE",
    "departement-68": "departement-6AE",
    "departement-75": "commune-75056",
    "region-02": "departement-972",
    "region-03": "departement-973",
    "region-06": "departement-976",
    **{f"region-{code}": f"departement-{code}" for code in ("975", "977", "978", "984", "986", "987", "988", "989")},
}
"""Key of a territory -> key of the territory whose collectivité governs it."""

SAME_PLACE = tuple(key for key in GOVERNED_BY if key.startswith("region-") or key == "departement-75")
"""Those that cover the same area as what governs them: shown only once."""

ALSACE, ALSATIAN = ("6AE", "Alsace", "44"), ("67", "68")
"""The COG has no row for it among its départements; « 6AE » is its code among those of collectivités."""

LYON, RHONE = "epci-200046977", "departement-69"


def governing_key(key: str) -> str:
    return GOVERNED_BY.get(key, key)
