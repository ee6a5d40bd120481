"""Conflicts of interests that data shows: the member's own organisation, what contains it, its consortium.

They are proposed to the member, who declares; nobody is excluded by a computation alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.foundation.french import with_article
from catalogue.review.models import ReviewFile, Seat
from catalogue.review.subjects import kind_of
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Organisation


@dataclass(frozen=True)
class Belonging:
    """An organisation of the member; `containers`: why, by id of the territories that contain its own."""

    organisation: Organisation
    containers: Mapping[int, str]


def belongings(seat: Seat) -> list[Belonging]:
    """One query for each organisation that has a territory: two at most."""
    return [Belonging(one, _containers(one)) for one in seat.organisations]


def _containers(organisation: Organisation) -> dict[int, str]:
    territory = organisation.territory
    return {link.territory.pk: link.reason for link in lineage(territory)} if territory else {}


def shown_conflicts(
    own: Iterable[Belonging], concerned: Iterable[Organisation], consortium: Iterable[Organisation] = ()
) -> list[str]:
    """A sentence for each conflict, without repetition."""
    found = []
    concerned, partners = list(concerned), {one.pk for one in consortium}
    for mine in own:
        name = with_article(mine.organisation.name)
        for other in concerned:
            if other.pk == mine.organisation.pk:
                found.append(f"Ce dossier concerne votre organisation, {name}.")
            elif reason := mine.containers.get(other.territory_id or 0):
                found.append(f"Ce dossier concerne {with_article(other.name)} : {name} en relève ({reason}).")
        if mine.organisation.pk in partners:
            found.append(f"Votre organisation, {name}, fait partie du consortium du service concerné.")
    return list(dict.fromkeys(found))


def conflicts_shown(file: ReviewFile, seat: Seat) -> list[str]:
    """What data says of this member and this file."""
    if file.subject is None:
        return []
    kind = kind_of(file.subject)
    return shown_conflicts(belongings(seat), kind.concerned(file.subject), kind.consortium(file.subject))
