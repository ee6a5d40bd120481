"""What those who instruct write: the one writer of files between their filing and the decision.

Each acts at a desk: DINUM for national calls, a préfecture inside its perimeter. Nobody instructs a file of their own
organisation or of what contains it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from catalogue.foundation.french import thousands
from catalogue.funding.awarding import Ruled, comply, decide_batch
from catalogue.funding.fund_journal import held_application, move, record
from catalogue.funding.models import (
    Application,
    ApplicationState,
    CallKind,
    Envelope,
    FileAssignment,
    FundDesk,
    FundOfficer,
    Instruction,
    Programme,
    ProgrammeLine,
    WayOn,
)
from catalogue.needs.journal import Voice, database_now
from catalogue.review.interests import Belonging, shown_conflicts
from catalogue.review.models import HIGHEST, Session
from catalogue.review.reviewing import add_files
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Containment, Kind

State = ApplicationState
_NOT_YOURS = "Ce dossier n'est pas dans votre périmètre."
_CONFLICT = "Vous avez déclaré un conflit d'intérêts sur ce dossier : vous n'y participez pas."


@dataclass(frozen=True)
class Desk:
    """Who acts: an officer of the fund. `voice` is what the journal says of them."""

    officer: FundOfficer

    @property
    def voice(self) -> Voice:
        return Voice(self.officer.user, self.officer.body, organisation=self.officer.user.organisation)


def files_at(officer: FundOfficer) -> QuerySet[Application]:
    """Filed ones that this desk instructs: national calls for the DINUM, its envelopes for a préfecture."""
    rows = Application.objects.filed()
    if officer.desk == FundDesk.NATIONAL:
        return rows.exclude(call__kind=CallKind.LOCAL)
    if officer.desk == FundDesk.PREFECTURE and officer.territory is not None:
        return rows.filter(call__kind=CallKind.LOCAL, envelope__in=envelopes_at(officer))
    return rows.none()


def envelopes_at(officer: FundOfficer) -> QuerySet[Envelope]:
    """Local ones that this desk reads: its own territory's, and those of the départements inside its région."""
    return envelopes_in([officer.territory_id] if officer.territory_id else [])


def envelopes_in(territories: Iterable[int]) -> QuerySet[Envelope]:
    """Of these territories, and of the départements inside them."""
    places = list(territories)
    inside = Containment.objects.filter(container__in=places, member__kind=Kind.DEPARTEMENT).values("member")
    return Envelope.objects.filter(Q(territory__in=places) | Q(territory__in=inside))


def decided_at(officer: FundOfficer) -> QuerySet[Application]:
    """Those that this desk decides on: a préfecture on its own envelope; a région reads its départements' only."""
    if officer.desk == FundDesk.PREFECTURE:
        return files_at(officer).filter(envelope__territory=officer.territory)
    return files_at(officer).filter(call__kind=CallKind.DESK)


def withdrawn_from(officer: FundOfficer) -> QuerySet[Instruction]:
    """What this officer declared a conflict on, from whichever of their desks."""
    return Instruction.objects.filter(officer__user=officer.user_id, has_conflict=True)


def _held_at(desk: Desk, row: Application) -> Application:
    """Raises ValidationError for a file of another perimeter, of one's own collectivité, or in conflict."""
    found = held_application(row)
    if not FundOfficer.objects.held_on().filter(pk=desk.officer.pk).exists():
        raise ValidationError("Vous ne tenez plus ce guichet aujourd'hui.", code="over")
    if not files_at(desk.officer).filter(pk=found.pk).exists():
        raise ValidationError(_NOT_YOURS, code="not_yours")
    if conflicts_of(desk, found):
        raise ValidationError("Ce dossier est celui de votre collectivité : un collègue l'instruit.", code="conflict")
    if withdrawn_from(desk.officer).filter(application=found).exists():
        raise ValidationError(_CONFLICT, code="conflict")
    return found


def conflicts_of(desk: Desk, row: Application) -> list[str]:
    """What data shows: one's own organisation among those that ask, or one that contains it."""
    own = desk.officer.user.organisation
    if own is None:
        return []
    containers = {link.territory.pk: link.reason for link in lineage(own.territory)} if own.territory else {}
    asking = [row.lead, *(one.organisation for one in row.members.select_related("organisation__territory"))]
    return shown_conflicts([Belonging(own, containers)], asking)


@transaction.atomic
def ask_complement(row: Application, what: str, desk: Desk, at: datetime | None = None) -> Application:
    now = at or database_now()
    if not what.strip():
        raise ValidationError({"reason": "Dites à la collectivité ce qui manque."})
    row = _held_at(desk, row)
    row.asked, row.answer = what.strip(), ""
    move(row, State.COMPLEMENT, desk.voice, now, reason=row.asked)
    return row


@transaction.atomic
def admit(rows: Iterable[Application], desk: Desk, at: datetime | None = None) -> list[Application]:
    """« Recevable »: all or none."""
    return _move_all(rows, State.ADMISSIBLE, desk, at)


@transaction.atomic
def preselect(rows: Iterable[Application], desk: Desk, at: datetime | None = None) -> list[Application]:
    return _move_all(rows, State.PRESELECTED, desk, at)


@transaction.atomic
def turn_down(
    rows: Iterable[Application],
    to: ApplicationState,
    reason: str,
    desk: Desk,
    *,
    way_on: WayOn | str = "",
    at: datetime | None = None,
) -> list[Application]:
    """« Irrecevable » or « écartée avant le jury », with a reason and the way on: all or none."""
    if to not in (State.INADMISSIBLE, State.DISMISSED):
        raise ValidationError("Cette décision ne se prend pas à ce guichet.")
    if not reason.strip():
        raise ValidationError({"reason": "Donnez le motif : la collectivité le lit, avec les voies de recours."})
    return _move_all(rows, to, desk, at, reason=reason.strip(), way_on=str(way_on))


def _move_all(
    rows: Iterable[Application],
    to: ApplicationState,
    desk: Desk,
    at: datetime | None,
    *,
    reason: str = "",
    way_on: str = "",
) -> list[Application]:
    now = at or database_now()
    moved = []
    for _, one in sorted({one.pk: one for one in rows}.items()):
        row = _held_at(desk, one)
        if reason:
            row.reason, row.way_on, row.decided = reason, way_on, now
        # A pre-selection is not said before the jury has decided.
        move(row, to, desk.voice, now, reason=reason, public=to != State.PRESELECTED)
        moved.append(row)
    return moved


@transaction.atomic
def send_to_jury(session: Session, rows: Iterable[Application], desk: Desk, at: datetime | None = None) -> None:
    """Puts pre-selected files on the agenda of a session of the call's jury: all or none."""
    now = at or database_now()
    held = [_held_at(desk, one) for one in sorted(rows, key=lambda one: one.pk)]
    for row in held:
        if row.call.committee_id != session.committee_id:
            raise ValidationError(f"« {row.title} » se juge devant un autre jury.")
    add_files(session, held)
    for row in held:
        if row.state != State.AT_JURY:
            move(row, State.AT_JURY, desk.voice, now, public=False)


@transaction.atomic
def decide_local(verdicts: Sequence[Ruled], desk: Desk, at: datetime | None = None) -> list[Application]:
    """A préfecture decides on its own envelope: all or none."""
    _check_decides(desk, [one.application for one in verdicts], CallKind.LOCAL)
    return decide_batch(verdicts, desk.voice, at)


@transaction.atomic
def comply_all(rows: Iterable[Application], desk: Desk, at: datetime | None = None) -> list[Application]:
    """« Conforme »: each is granted at once while the envelope lasts, the first filed first; then they wait."""
    now, rows = at or database_now(), list(rows)
    _check_decides(desk, rows, CallKind.DESK)
    filed = Application.objects.filter(pk__in=[one.pk for one in rows]).order_by("filed", "pk")
    return [comply(one, desk.voice, now) for one in filed]


def _check_decides(desk: Desk, rows: Iterable[Application], kind: CallKind) -> None:
    mine = decided_at(desk.officer).filter(call__kind=kind)
    for pk in sorted({one.pk for one in rows}):
        row = _held_at(desk, Application(pk=pk))
        if not mine.filter(pk=pk).exists():
            raise ValidationError(f"« {row.title} » ne se décide pas à ce guichet.", code="not_yours")


@transaction.atomic
def assign(
    rows: Iterable[Application], to: FundOfficer | None, desk: Desk, at: datetime | None = None
) -> list[Application]:
    """To a colleague of the same desk; `to` None: to nobody any more. Who is in conflict follows nothing."""
    now = at or database_now()
    held = [_held_at(desk, Application(pk=pk)) for pk in sorted({one.pk for one in rows})]
    if to is not None and not colleagues_of(desk.officer).filter(pk=to.pk).exists():
        raise ValidationError({"colleague": "Choisissez un collègue de ce guichet."})
    for row in held:
        if to is None:
            FileAssignment.objects.filter(application=row).delete()
            continue
        if conflicts_of(Desk(to), row) or withdrawn_from(to).filter(application=row).exists():
            raise ValidationError(f"« {row.title} » : la personne choisie est en conflit d'intérêts.", code="conflict")
        FileAssignment.objects.update_or_create(application=row, defaults={"officer": to, "at": now})
    return held


def colleagues_of(officer: FundOfficer) -> QuerySet[FundOfficer]:
    """Those of the same desk and perimeter today, this officer among them."""
    rows = FundOfficer.objects.held_on().filter(desk=officer.desk, territory=officer.territory, user__is_active=True)
    return rows.select_related("user__organisation__territory")


@transaction.atomic
def instruct(
    row: Application,
    desk: Desk,
    *,
    marks: Mapping[int, int | None] | None = None,
    opinion: str = "",
    proposed: int | None = None,
    conflict: str = "",
    at: datetime | None = None,
) -> Instruction:
    """Notes of an officer on a file. `conflict`: why they withdraw from it; what they wrote is forgotten."""
    now = at or database_now()
    found = _held_at(desk, row)
    if found.state not in (State.FILED, State.COMPLEMENT, State.ADMISSIBLE, State.PRESELECTED):
        raise ValidationError("Ce dossier n'est plus à l'instruction.")
    if proposed is not None and not 0 < proposed <= (found.requested or proposed):
        raise ValidationError({"proposed": f"Entre 1 € et ce qui est demandé, {thousands(found.requested or 0)} €."})
    note, _ = Instruction.objects.get_or_create(application=found, officer=desk.officer, defaults={"at": now})
    note.at = now
    if conflict.strip():
        note.has_conflict, note.conflict_reason = True, conflict.strip()
        note.marks, note.opinion, note.proposed = {}, "", None
        FileAssignment.objects.filter(application=found, officer__user=desk.officer.user_id).delete()
    else:
        note.marks, note.opinion, note.proposed = _checked_marks(found, marks or {}), opinion.strip(), proposed
    note.save()
    record(found, "instruction", desk.voice, now, public=False)
    return note


def _checked_marks(row: Application, marks: Mapping[int, int | None]) -> dict[str, int | None]:
    known = set(row.wave.grid.criteria.values_list("pk", flat=True)) if row.wave.grid else set()
    if not set(marks) <= known:
        raise ValidationError("Ce critère n'est pas dans la grille de l'appel.")
    if any(value is not None and not 0 <= value <= HIGHEST for value in marks.values()):
        raise ValidationError(f"Une note va de 0 à {HIGHEST}.")
    return {str(pk): value for pk, value in marks.items()}


# Simulations


@transaction.atomic
def simulate(
    envelope: Envelope, name: str, amounts: Mapping[int, int], desk: Desk, at: datetime | None = None
) -> Programme:
    """`amounts` by id of application. It may go beyond what is left: the page says so. Nothing is awarded."""
    if not envelopes_at(desk.officer).filter(pk=envelope.pk).exists():
        raise ValidationError(_NOT_YOURS, code="not_yours")
    files = files_at(desk.officer).filter(envelope=envelope, state=State.ADMISSIBLE)
    known = set(files.filter(pk__in=amounts).values_list("pk", flat=True))
    if known != set(amounts):
        raise ValidationError("Un de ces dossiers n'est pas recevable dans cette enveloppe.")
    mine = withdrawn_from(desk.officer).filter(application__in=amounts).exists()
    if mine or any(conflicts_of(desk, one) for one in files.filter(pk__in=amounts).select_related("lead__territory")):
        raise ValidationError(_CONFLICT, code="conflict")
    programme = Programme.objects.create(
        envelope=envelope, name=name.strip() or "Sans nom", author=desk.officer.user, at=at or database_now()
    )
    ProgrammeLine.objects.bulk_create(
        ProgrammeLine(programme=programme, application_id=pk, amount=amount) for pk, amount in amounts.items()
    )
    return programme


@transaction.atomic
def drop_programme(programme: Programme, desk: Desk) -> None:
    """A simulation binds nobody: any colleague of its perimeter may drop it."""
    if not envelopes_at(desk.officer).filter(pk=programme.envelope_id).exists():
        raise ValidationError(_NOT_YOURS, code="not_yours")
    programme.delete()
