"""What an account opens, in words: for the page « Mon compte » and the sign-in page of the demonstration."""

from dataclasses import dataclass

from store.accounts.people import person_of
from store.accounts.policies import Role


@dataclass(frozen=True)
class Door:
    """A role, what it lets one do, and the address where one does it (empty: everywhere)."""

    role: str
    text: str
    url: str = ""
    link: str = ""


# None for the committee: there is none in the Store yet, and nothing to promise its members.
DOORS = {
    Role.AGENT: Door(
        "Agent d'une collectivité",
        "Vous dites ce que votre collectivité utilise et demandez des services.",
        "/mon-espace/",
        "Ouvrir mon espace",
    ),
    Role.MAINTAINER: Door(
        "Mainteneur d'un service",
        "Vous tenez à jour les déploiements de votre service et répondez aux demandes.",
        "/mainteneur/",
        "Ouvrir l'Espace mainteneur",
    ),
    Role.EDITOR: Door(
        "Éditeur", "Vous publiez et mettez à jour les fiches du catalogue.", "/admin/", "Ouvrir l'administration"
    ),
    Role.ADMINISTRATOR: Door(
        "Administrateur", "Vous gérez les comptes, les rôles et le site.", "/admin/", "Ouvrir l'administration"
    ),
}


def doors_of(user) -> list[Door]:
    roles = person_of(user).roles
    return [door for role, door in DOORS.items() if role in roles]
