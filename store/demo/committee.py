"""The committee of the demonstration: the bodies of 2021, invented persons, a default grid."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from catalogue.review.models import College, Committee, CriteriaGrid, ReviewCriterion, Seat, SeatRole
from store.accounts.models import User

NAME = "Comité de sélection (démonstration)"
PURPOSE = "Il choisit les propositions, puis les projets, à la lumière des soutiens des collectivités."
GRID = "Grille de sélection des propositions"
SINCE = date(2021, 1, 25)


@dataclass(frozen=True)
class DemoSeat:
    """`account`: the demonstration's account that holds it; without one, an invented person who never signs in."""

    body: str
    college: College
    role: SeatRole = SeatRole.MEMBER
    account: str = ""


SEATS = (
    DemoSeat("AMRF", College.ASSOCIATIONS, account="demo-comite"),
    DemoSeat("AMF", College.ASSOCIATIONS),
    DemoSeat("ADF", College.ASSOCIATIONS),
    DemoSeat("France urbaine", College.ASSOCIATIONS),
    DemoSeat("Interconnectés", College.COLLECTIVITES),
    DemoSeat("FNCCR", College.COLLECTIVITES),
    DemoSeat("Déclic", College.COLLECTIVITES),
    DemoSeat("DINUM", College.ETAT, SeatRole.DEPUTY, "demo-suppleant"),
    DemoSeat("DITP", College.ETAT),
    DemoSeat("ANCT", College.ETAT, SeatRole.CHAIR, "demo-presidente"),
)
CRITERIA = (
    ("Nombre et diversité des soutiens", 3, "Combien de collectivités, de quelles tailles, de quelles régions ?"),
    ("Impact", 3, "Ce que le service change pour les habitants et pour les agents."),
    ("Réutilisation de l'existant", 2, "Un service qui marche peut-il être ouvert, plutôt qu'un autre construit ?"),
    ("Faisabilité", 2, "Une équipe, un calendrier, des données : de quoi y arriver."),
    ("Coût", 1, "Construire, déployer, puis faire vivre. 5 : très peu coûteux."),
    ("Risque", 1, "Juridique, technique, de dépendance. 5 : très peu de risque."),
)


@transaction.atomic
def make_demo_committee() -> Committee:
    """Exactly that one, once the accounts are there. Seats that are there already keep their history."""
    committee, _ = Committee.objects.update_or_create(name=NAME, defaults={"purpose": PURPOSE, "is_demo": True})
    for seat in SEATS:
        said = {"college": seat.college, "role": seat.role, "since": SINCE, "until": None}
        said["user"] = User.objects.filter(username=seat.account, is_demo=True).first() if seat.account else None
        Seat.objects.update_or_create(committee=committee, body=seat.body, defaults=said)
    return committee


@transaction.atomic
def make_demo_grid() -> CriteriaGrid:
    """The model for the sessions to come; one that editors changed stays as it is."""
    grid, created = CriteriaGrid.objects.get_or_create(
        name=GRID,
        frozen_at=None,
        defaults={"introduction": "Notez ce que vous savez ; pour le reste, « sans objet » ne pénalise personne."},
    )
    if created:
        for place, (name, weight, help_text) in enumerate(CRITERIA):
            ReviewCriterion.objects.create(grid=grid, name=name, weight=weight, help=help_text, sort_order=place)
    return grid
