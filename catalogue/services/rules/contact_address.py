"""Addresses of teams: a sheet never publishes a personal address, from a form or from a file."""

import re

from django.core.exceptions import ValidationError

from catalogue.territories.folding import fold

# Words found in shared addresses; « first.last@ » without one of them is taken for a person's.
_SHARED = frozenset(
    {"accueil", "aide", "aides", "assistance", "atelier", "ateliernumerique", "ateliers", "bonjour", "carto"}
    | {"cartographie", "communication", "contact", "contacts", "courrier", "data", "demarches", "equipe", "equipes"}
    | {"formation", "gouv", "info", "infos", "informatique", "mairie", "noreply", "numerique", "plateforme"}
    | {"secretariat", "service", "services", "store", "support", "team"}
)
_PERSON = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*[._][^\W\d_]+(?:-[^\W\d_]+)*\d*")


def validate_shared_address(address: str) -> None:
    """Raises ValidationError for « prenom.nom@ »."""
    name = address.partition("@")[0]
    if _PERSON.fullmatch(name) and not _SHARED.intersection(fold(name.replace("_", " ")).split()):
        raise ValidationError(
            f"« {address} » semble être l'adresse d'une personne ; donnez celle d'une équipe ou d'une fonction, "
            "par exemple contact@…"
        )
