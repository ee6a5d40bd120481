"""A committee that sits, on files about organisations: no application of the Store is needed to try review."""

from datetime import date
from typing import Any

from catalogue.review.models import Committee, CriteriaGrid, ReviewCriterion, ReviewFile, Seat, SeatRole, Session
from catalogue.review.reviewing import Mark, add_files, close_session, declare, open_session, save_scores
from catalogue.review.subjects import register_subject
from catalogue.territories.models import Organisation
from store.accounts.rights import COMMITTEE
from tests import factories

register_subject(
    Organisation,
    title=lambda one: f"Projet de {one.name}",
    address=lambda one: f"/projets/{one.pk}/",
    facts=lambda one: [("Porteur", one.name)],
    concerned=lambda one: [one],
    queryset=lambda: Organisation.objects.select_related("territory"),
)


def make_grid(**weights: int) -> CriteriaGrid:
    grid = CriteriaGrid.objects.create(name="Grille de 2021")
    for place, (name, weight) in enumerate((weights or {"Impact": 2, "Coût": 1}).items()):
        ReviewCriterion.objects.create(grid=grid, name=name, weight=weight, sort_order=place)
    return grid


def make_seat(committee: Committee, body: str, role: str = SeatRole.MEMBER, **fields: Any) -> Seat:
    fields = {"since": date(2020, 1, 1), "college": "etat", **fields}
    if "user" not in fields:
        fields["user"] = factories.make_person(f"Membre {body}", groups=(COMMITTEE,))
    return Seat.objects.create(committee=committee, body=body, role=role, **fields)


def make_session(
    *projects: Organisation, committee: Committee | None = None, title: str = "Première séance"
) -> Session:
    """Planned, with a file for each project."""
    committee = committee or Committee.objects.create(name="Comité de sélection")
    session = Session.objects.create(committee=committee, grid=make_grid(), title=title, day=date(2026, 5, 3))
    add_files(session, projects)
    return session


def file_of(session: Session, project: Organisation) -> ReviewFile:
    return ReviewFile.objects.with_subjects().select_related("session").get(session=session, object_id=project.pk)


def score(file: ReviewFile, seat: Seat, *values: int | None, give: bool = True) -> None:
    """One value for each criterion, in their order; without a conflict."""
    declare(file, seat, False)
    criteria = Session.objects.get(pk=file.session_id).grid.criteria.all()
    save_scores(file, seat, {one.pk: Mark(value) for one, value in zip(criteria, values, strict=False)}, give=give)


class Table:
    """A chair, a deputy and two members; two projects, of Roanne and of Feurs."""

    def __init__(self) -> None:
        self.committee = Committee.objects.create(name="Comité de sélection")
        self.chair = make_seat(self.committee, "ANCT", SeatRole.CHAIR)
        self.deputy = make_seat(self.committee, "DINUM", SeatRole.DEPUTY)
        self.amrf = make_seat(self.committee, "AMRF", college="associations")
        self.adf = make_seat(self.committee, "ADF", college="associations")
        self.loire = factories.make_territory("Loire", kind="departement", code="42")
        self.roanne, self.feurs = (
            factories.make_organisation(territory=factories.make_territory(name, inside=(self.loire,)))
            for name in ("Roanne", "Feurs")
        )
        self.session = make_session(self.roanne, self.feurs, committee=self.committee)

    def open(self) -> "Table":
        self.session = open_session(self.session, self.chair)
        return self

    def close(self) -> "Table":
        self.session = close_session(self.session, self.chair)
        return self

    @property
    def first(self) -> ReviewFile:
        return file_of(self.session, self.roanne)

    @property
    def second(self) -> ReviewFile:
        return file_of(self.session, self.feurs)
