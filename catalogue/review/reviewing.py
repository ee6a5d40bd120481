"""The only writer of the work of committees: sessions, declarations, scores, decisions.

Each function is a transaction. What it refuses is a ValidationError, in French, on its field if it has one, and nothing
is written. `at`: when it happens, by default now; the replay of a session gives its true moments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Model, QuerySet
from django.dispatch import Signal
from django.utils import timezone

from catalogue.foundation.french import listed
from catalogue.review.interests import conflicts_shown
from catalogue.review.models import (
    HIGHEST,
    ConflictDeclaration,
    CriteriaGrid,
    Decision,
    DecisionOutcome,
    ReviewCriterion,
    ReviewFile,
    ReviewScore,
    Seat,
    Session,
    SessionState,
)
from catalogue.review.sight import presides_over
from catalogue.review.subjects import kind_of, type_of
from catalogue.review.tallies import NO_SCORES, ScoreFigures, figures_by_file

session_opened, session_closed = Signal(), Signal()
"""`session`, in the transaction."""
decisions_published = Signal()
"""`session`, `decisions`, those that have just been published, and the `seat` that did: in the transaction."""

NOT_SEATED = "Vous ne siégez pas aujourd'hui dans ce comité."
NOT_OPEN = "Cette séance n'est pas ouverte : elle ne reçoit ni déclaration ni note."
NOT_OVER = "Les notes sont encore ouvertes : fermez la séance avant de décider."
NOT_PRESIDING = "Ce dossier se décide par la présidence, ou par la vice-présidence en cas de conflit d'intérêts."
DECLARE_FIRST = "Déclarez d'abord si vous avez un conflit d'intérêts sur ce dossier."
WITHDRAWN = "Vous avez déclaré un conflit d'intérêts sur ce dossier : vous n'y participez pas."
GIVEN = "Vos notes sur ce dossier sont données : elles ne changent plus, puisque vous voyez celles des autres."


@dataclass(frozen=True)
class Mark:
    """What a member says of a criterion. `value` is None for « sans objet »."""

    value: int | None
    comment: str = ""


# Sessions and their files


@transaction.atomic
def add_files(session: Session, subjects: Iterable[Model]) -> list[ReviewFile]:
    """Puts subjects on the agenda, after those that are there; all or none. One that is there stays as it is."""
    session = _locked(session)
    if session.is_over:
        raise ValidationError("Cette séance est close : inscrivez ces dossiers à une prochaine séance.")
    last: int = session.files.aggregate(last=Max("order"))["last"] or 0
    added, refused = [], []
    for subject in subjects:
        known, why = _on_the_agenda(session, subject)
        if why:
            refused.append(why)
        elif known is None:
            last += 1
            added.append(_file(session, subject, last))
    if refused:
        raise ValidationError(refused)
    return ReviewFile.objects.bulk_create(added)


def _file(session: Session, subject: Model, order: int) -> ReviewFile:
    title = kind_of(subject).title(subject)[:255]
    return ReviewFile(session=session, content_type=type_of(subject), object_id=subject.pk, title=title, order=order)


def _on_the_agenda(session: Session, subject: Model) -> tuple[ReviewFile | None, str]:
    """Its file at this session, if any; and why it cannot be put there, if so."""
    before = ReviewFile.objects.about(type_of(subject), [subject.pk]).select_related("session")
    before = before.filter(session__committee=session.committee_id)
    title = kind_of(subject).title(subject)
    for file in before:
        if file.session_id == session.pk:
            return file, ""
        decision = Decision.objects.in_force().filter(file=file).first()
        if decision is None:
            return None, f"« {title} » attend une décision de la séance « {file.session.title} »."
        if decision.outcome == DecisionOutcome.SELECTED:
            return None, f"« {title} » est déjà retenu, à la séance « {file.session.title} »."
    return None, ""


@transaction.atomic
def remove_file(file: ReviewFile) -> None:
    """As long as nobody has declared anything about it."""
    session = _locked(file.session)
    if session.is_over or file.declarations.exists():
        raise ValidationError("Des membres ont commencé à lire ce dossier : il reste à l'ordre du jour.")
    file.delete()


@transaction.atomic
def open_session(session: Session, seat: Seat, *, at: datetime | None = None) -> Session:
    """Freezes a copy of the grid for this session."""
    session = _locked(session)
    _check_leads(session, seat, at)
    if not session.is_planned:
        raise ValidationError(f"Cette séance est déjà {session.get_state_display().lower()}.")
    if not session.files.exists():
        raise ValidationError("Aucun dossier n'est à l'ordre du jour.")
    if not session.grid.criteria.exists():
        raise ValidationError("La grille de cette séance n'a aucun critère.")
    session.grid = frozen_copy(session.grid, at or timezone.now())
    session.state, session.opened_at = SessionState.OPEN, session.grid.frozen_at
    session.save()
    session_opened.send(Session, session=session)
    return session


@transaction.atomic
def close_session(session: Session, seat: Seat, *, at: datetime | None = None) -> Session:
    session = _locked(session)
    _check_leads(session, seat, at)
    if not session.is_open:
        raise ValidationError(f"Cette séance est {session.get_state_display().lower()} : elle ne se ferme pas.")
    session.state, session.closed_at = SessionState.CLOSED, at or timezone.now()
    session.save()
    session_closed.send(Session, session=session)
    return session


def frozen_copy(grid: CriteriaGrid, at: datetime) -> CriteriaGrid:
    """In the caller's transaction. `grid` itself stays as it is."""
    copy = CriteriaGrid.objects.create(name=grid.name, introduction=grid.introduction, copied_from=grid)
    for one in grid.criteria.all():
        ReviewCriterion.objects.create(
            grid=copy, name=one.name, help=one.help, weight=one.weight, sort_order=one.sort_order
        )
    CriteriaGrid.objects.filter(pk=copy.pk).update(frozen_at=at)
    copy.refresh_from_db()
    return copy


def _locked(session: Session) -> Session:
    return Session.objects.select_for_update(of=("self",)).select_related("committee", "grid").get(pk=session.pk)


def _check_seated(session: Session, seat: Seat, at: datetime | None) -> None:
    if seat.committee_id != session.committee_id or not seat.is_held_on(timezone.localdate(at)):
        raise ValidationError(NOT_SEATED)


def _check_leads(session: Session, seat: Seat, at: datetime | None) -> None:
    _check_seated(session, seat, at)
    if not seat.presides:
        raise ValidationError("La présidence et la vice-présidence ouvrent et ferment les séances.")


# Declarations and scores


@transaction.atomic
def declare(
    file: ReviewFile, seat: Seat, has_conflict: bool, reason: str = "", *, at: datetime | None = None
) -> ConflictDeclaration:
    """A conflict that appears later withdraws the member: their scores no longer count, what they drafted is forgotten.
    It is not taken back.
    """
    session, reason = _locked(file.session), reason.strip()
    _check_seated(session, seat, at)
    if not _takes_declaration(session, seat, has_conflict):
        raise ValidationError(NOT_OPEN)
    shown = conflicts_shown(file, seat)
    if has_conflict and not reason:
        raise ValidationError({"reason": "Dites en quelques mots quel est ce conflit d'intérêts."})
    if shown and not reason:
        raise ValidationError({"reason": "Les données montrent un lien : dites pourquoi il ne joue pas ici."})
    row = ConflictDeclaration.objects.filter(file=file, seat=seat).first()
    if row and row.has_conflict and not has_conflict:
        raise ValidationError("Un conflit d'intérêts déclaré ne se retire pas : écrivez à la présidence du comité.")
    if not has_conflict and _by_the_same_person(file, seat).filter(has_conflict=True).exists():
        raise ValidationError(WITHDRAWN)
    if row and (row.has_conflict, row.reason) == (has_conflict, reason):
        return row
    row = row or ConflictDeclaration(file=file, seat=seat)
    row.has_conflict, row.reason, row.shown = has_conflict, reason, "\n".join(shown)
    row.declared_at = at or timezone.now()
    if has_conflict:
        row.given_at = None
        Decision.objects.drafts().filter(file=file, decided_by=seat).delete()
    _save(row)
    return row


def _by_the_same_person(file: ReviewFile, seat: Seat) -> QuerySet[ConflictDeclaration]:
    """What who sits there said of the file from another seat, held before or beside."""
    others = ConflictDeclaration.objects.filter(file=file, seat__user=seat.user_id).exclude(seat=seat)
    return others if seat.user_id else others.none()


def _takes_declaration(session: Session, seat: Seat, has_conflict: bool) -> bool:
    """After closing, those who preside still say whether they may decide, and anybody may still withdraw."""
    return session.is_open or (session.is_over and (has_conflict or seat.presides))


@transaction.atomic
def save_scores(
    file: ReviewFile, seat: Seat, marks: Mapping[int, Mark], *, give: bool, at: datetime | None = None
) -> ConflictDeclaration:
    """`marks` by id of criterion; some may be missing unless the member gives their scores, which is final.

    Saving the same twice changes nothing.
    """
    session = _locked(file.session)
    _check_seated(session, seat, at)
    declaration = ConflictDeclaration.objects.filter(file=file, seat=seat).first()
    criteria = {one.pk: one for one in session.grid.criteria.all()}
    _check_marks(session, declaration, criteria, marks)
    assert declaration is not None  # noqa: S101  says what was just checked
    if declaration.given_at:
        if _as_given(declaration, marks):
            return declaration
        raise ValidationError(GIVEN)
    if give and _by_the_same_person(file, seat).filter(given_at__isnull=False).exists():
        raise ValidationError(GIVEN)
    missing = [one.name for pk, one in criteria.items() if pk not in marks]
    if give and missing:
        raise ValidationError(f"Il reste à noter : {listed(missing)}. À défaut, choisissez « sans objet ».")
    declaration.scores.exclude(criterion__in=marks).delete()
    for pk, mark in marks.items():
        said = {"value": mark.value, "comment": mark.comment.strip()}
        ReviewScore.objects.update_or_create(declaration=declaration, criterion_id=pk, defaults=said)
    if give:
        declaration.given_at = at or timezone.now()
        declaration.save(update_fields=["given_at"])
    return declaration


def _check_marks(
    session: Session,
    declaration: ConflictDeclaration | None,
    criteria: Mapping[int, ReviewCriterion],
    marks: Mapping[int, Mark],
) -> None:
    if not session.is_open:
        raise ValidationError(NOT_OPEN)
    if declaration is None:
        raise ValidationError(DECLARE_FIRST)
    if declaration.has_conflict:
        raise ValidationError(WITHDRAWN)
    if not set(marks) <= set(criteria):
        raise ValidationError("Ce critère n'est pas dans la grille de la séance.")
    if any(mark.value is not None and not 0 <= mark.value <= HIGHEST for mark in marks.values()):
        raise ValidationError(f"Une note va de 0 à {HIGHEST}.")


def _as_given(declaration: ConflictDeclaration, marks: Mapping[int, Mark]) -> bool:
    kept = {
        pk: Mark(value, said) for pk, value, said in declaration.scores.values_list("criterion", "value", "comment")
    }
    return kept == {pk: Mark(mark.value, mark.comment.strip()) for pk, mark in marks.items()}


def _save(row: Model) -> None:
    """Somebody may have written the same row since it was looked for."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError("C'est déjà enregistré, depuis une autre page : rechargez celle-ci.") from error


# Decisions


@transaction.atomic
def decide(
    file: ReviewFile,
    seat: Seat,
    outcome: str,
    reason: str,
    amount: Decimal | None = None,
    *,
    at: datetime | None = None,
) -> Decision:
    """Records a draft, or changes it; once a decision is published, drafts the one that corrects it."""
    session = _locked(file.session)
    _check_decides(session, file, seat, at)
    if not reason.strip():
        raise ValidationError({"reason": "Donnez le motif de la décision : il est publié avec elle."})
    row = Decision.objects.drafts().filter(file=file).first()
    if row is None:
        row = Decision(file=file, corrects=Decision.objects.in_force().filter(file=file).first())
    row.outcome, row.reason, row.amount = outcome, reason.strip(), amount
    row.decided_by, row.decided_at = seat, at or timezone.now()
    row.full_clean(exclude=["file", "decided_by", "corrects"], validate_unique=False)
    _save(row)
    return row


def _check_decides(session: Session, file: ReviewFile, seat: Seat, at: datetime | None) -> None:
    _check_seated(session, seat, at)
    if not session.is_over:
        raise ValidationError(NOT_OVER)
    if not presides_over(file, seat, timezone.localdate(at)):
        raise ValidationError(NOT_PRESIDING)
    if not ConflictDeclaration.objects.filter(file=file, seat=seat, has_conflict=False).exists():
        raise ValidationError(DECLARE_FIRST)


@transaction.atomic
def publish(
    session: Session, seat: Seat, decisions: Sequence[Decision], *, at: datetime | None = None
) -> list[Decision]:
    """All or none, exactly as they were read: one that changed since stops them all.

    The session is published once each of its files has a published decision.
    """
    session = _locked(session)
    read = {one.pk: one.decided_at for one in decisions}
    if not read:
        raise ValidationError("Choisissez au moins une décision à publier.")
    drafts = list(Decision.objects.drafts().filter(file__session=session, pk__in=read).select_related("file"))
    drafts.sort(key=lambda one: list(read).index(one.pk))
    if {one.pk: one.decided_at for one in drafts} != read:
        raise ValidationError("Une de ces décisions a changé ou a été publiée depuis : rien n'est publié, relisez-les.")
    for one in drafts:
        one.file.session = session
        _check_decides(session, one.file, seat, at)
    figures = _published_figures(session, drafts)
    now = at or timezone.now()
    for one in drafts:
        _seal(one, figures.get(one.file_id, NO_SCORES.overall), now)
    in_force = Decision.objects.published().filter(file__session=session)
    if not session.published_at and not session.files.exclude(pk__in=in_force.values("file")).exists():
        session.state, session.published_at = SessionState.PUBLISHED, now
        session.save()
    decisions_published.send(Session, session=session, decisions=drafts, seat=seat)
    return drafts


def _published_figures(session: Session, drafts: Sequence[Decision]) -> dict[int, ScoreFigures]:
    if not session.committee.publishes_figures:
        return {}
    found = figures_by_file([one.file for one in drafts])
    return {one.file_id: found.get(one.file_id, NO_SCORES).overall for one in drafts}


def _seal(decision: Decision, figures: ScoreFigures, now: datetime) -> None:
    decision.published_at = now
    if figures.voters:
        decision.voters, decision.mean = figures.voters, figures.mean
        decision.median, decision.spread = figures.median, figures.spread
    decision.save()
