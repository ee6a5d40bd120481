"""The committee of the demonstration: the bodies of 2021, invented persons, a default grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from catalogue.review.models import (
    HIGHEST,
    College,
    Committee,
    CriteriaGrid,
    DecisionOutcome,
    ReviewCriterion,
    ReviewFile,
    Seat,
    SeatRole,
    Session,
)
from catalogue.review.reviewing import (
    Mark,
    add_files,
    close_session,
    decide,
    declare,
    open_session,
    publish,
    save_scores,
)
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


@dataclass(frozen=True)
class PastDecision:
    """What a session of the past decided on a subject."""

    subject: Model
    outcome: DecisionOutcome
    reason: str
    amount: Decimal | None = None


@transaction.atomic
def hold_session(title: str, verdicts: Sequence[PastDecision], at: datetime, voters: int = 3) -> Session:
    """A session of the past, from its opening the day before `at` to its published decisions, through the functions of
    everyday. One of this title that is there already stays as it is.

    `voters`: how many seats, the chair among them, gave the scores, which are invented.
    """
    committee, known = make_demo_committee(), Session.objects.filter(title=title, committee__name=NAME).first()
    if known:
        return known
    session = Session.objects.create(committee=committee, grid=make_demo_grid(), title=title, day=at.date())
    files = add_files(session, [one.subject for one in verdicts])
    seats = sorted(committee.seats.all(), key=lambda seat: (seat.role != SeatRole.CHAIR, seat.pk))
    chair, before = seats[0], at - timedelta(days=1)
    session = open_session(session, chair, at=before)
    for number, (file, verdict) in enumerate(zip(files, verdicts, strict=True)):
        for seat in seats[:voters]:
            score_file(file, seat, session.grid, _level(verdict.outcome) + (number + seat.pk) % 2, before)
    session = close_session(session, chair, at=at)
    drafts = [
        decide(file, chair, one.outcome, one.reason, one.amount, at=at)
        for file, one in zip(files, verdicts, strict=True)
    ]
    publish(session, chair, drafts, at=at)
    session.refresh_from_db()
    return session


@transaction.atomic
def open_demo_session(title: str, subjects: Sequence[Model]) -> Session:
    """A session in which visitors of the demonstration may take part: two bodies gave their scores, the three accounts
    have everything to do. One of this title that is there already stays as it is.
    """
    committee, known = make_demo_committee(), Session.objects.filter(title=title, committee__name=NAME).first()
    if known:
        return known
    day = timezone.localdate() + timedelta(days=14)
    session = Session.objects.create(committee=committee, grid=make_demo_grid(), title=title, day=day)
    files = add_files(session, subjects)
    session = open_session(session, committee.seats.get(role=SeatRole.CHAIR))
    for number, file in enumerate(files):
        for seat in committee.seats.filter(body__in=("AMF", "ADF")):
            score_file(file, seat, session.grid, 2 + (number + seat.pk) % 3)
    return session


def _level(outcome: DecisionOutcome) -> int:
    return {DecisionOutcome.SELECTED: 4, DecisionOutcome.ADJOURNED: 3}.get(outcome, 1)


def score_file(file: ReviewFile, seat: Seat, grid: CriteriaGrid, level: int, at: datetime | None = None) -> None:
    declare(file, seat, False, "Aucun lien (donnée de démonstration).", at=at)
    values = (min(level + place % 2, HIGHEST) for place in range(grid.criteria.count()))
    marks = {one.pk: Mark(value) for one, value in zip(grid.criteria.all(), values, strict=True)}
    save_scores(file, seat, marks, give=True, at=at)
