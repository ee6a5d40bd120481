"""What is joined to drafts, and what becomes of them.

Their authors are told before the phase closes, then they lapse; or something that exists answers them.
"""

from datetime import datetime, timedelta
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from catalogue.foundation.text import longest
from catalogue.needs.consultation_figures import FOUND, count
from catalogue.needs.journal import Voice, database_now, locked
from catalogue.needs.models import (
    AlreadyThere,
    Consultation,
    ConsultationPhase,
    Contribution,
    ContributionFile,
    Need,
    PhaseKind,
    Stage,
)
from catalogue.services.models import ServicePage

_IN_HAND = (Stage.DRAFT, Stage.SUBMITTED)
"""Of their organisation still: nobody has examined them."""
TOLD_BEFORE = timedelta(hours=48)
MOST_FILES = 5


def drafts_of(user) -> QuerySet[Contribution]:
    """The latest first; those that lapsed too, which may be read and taken up if the phase opens again."""
    return Contribution.objects.filter(author=user, stage__in=(Stage.DRAFT, Stage.LAPSED))


@transaction.atomic
def drafts_to_remind(at: datetime | None = None) -> list[tuple[Contribution, datetime]]:
    """Those whose phase closes within 48 hours, each once, with the moment of it. They are marked as reminded."""
    now = at or database_now()
    phases = ConsultationPhase.objects.open(now).filter(kind=PhaseKind.RECUEIL, closes__lte=now + TOLD_BEFORE)
    closing = phases.filter(consultation=OuterRef("consultation")).values("closes")[:1]
    due = Contribution.objects.filter(
        stage=Stage.DRAFT, reminded=None, consultation__in=phases.values("consultation"), author__isnull=False
    )
    rows = list(due.annotate(closing_at=Subquery(closing)).select_related("author", "consultation"))
    Contribution.objects.filter(pk__in=[row.pk for row in rows]).update(reminded=now)
    return [(row, row.closing_at) for row in rows]


@transaction.atomic
def lapse_drafts(at: datetime | None = None) -> int:
    """A draft is « non déposée » once its phase is closed, and a draft again if the phase is extended. How many."""
    now = at or database_now()
    phases = ConsultationPhase.objects.filter(kind=PhaseKind.RECUEIL)
    over, reopened = phases.closed(now).values("consultation"), phases.open(now).values("consultation")
    needs = Need.objects.filter(series=Need.Series.CONTRIBUTION)
    needs.filter(stage=Stage.LAPSED, consultation__in=reopened).update(stage=Stage.DRAFT)
    return needs.filter(stage=Stage.DRAFT, consultation__in=over).update(stage=Stage.LAPSED, changed=now)


def follow_new_dates(consultation: int, at: datetime) -> None:
    """Of its phase of contributions: drafts are drafts again if it is open, and are reminded of its new end."""
    Contribution.objects.filter(consultation=consultation, reminded__isnull=False).update(reminded=None)
    lapse_drafts(at)


@transaction.atomic
def answer_with_what_exists(
    consultation: Consultation,
    answer: ServicePage | Need,
    by: Voice,
    words: str,
    *,
    draft: Contribution | None = None,
    at: datetime | None = None,
) -> AlreadyThere:
    """« Cela répond à mon besoin »: kept, and counted on the dashboard; a draft that is kept says which service."""
    count(consultation.pk, FOUND, [("", 1)])
    if draft and isinstance(answer, ServicePage):
        Contribution.objects.filter(pk=draft.pk, stage=Stage.DRAFT).update(answered_by=answer)
    return AlreadyThere.objects.create(
        consultation=consultation,
        service=answer if isinstance(answer, ServicePage) else None,
        need=answer if isinstance(answer, Need) else None,
        organisation=by.organisation,
        words=words.strip()[: longest(AlreadyThere, "words")],
        at=at or database_now(),
    )


@transaction.atomic
def join_file(draft: Contribution, file: UploadedFile, at: datetime | None = None) -> ContributionFile:
    """A document already checked by a form. Its title is the name that it had."""
    row = locked(Contribution, draft.pk)
    if row.stage not in _IN_HAND:
        raise ValidationError("Cette contribution est déjà examinée : on n'y joint plus rien.")
    if row.files.count() >= MOST_FILES:
        raise ValidationError({"document": f"{MOST_FILES} documents au plus : retirez-en un d'abord."})
    title = PurePath(file.name or "Document").name[: longest(ContributionFile, "title")]
    return ContributionFile.objects.create(contribution=row, title=title, file=file, added=at or database_now())


@transaction.atomic
def remove_file(draft: Contribution, file: int) -> None:
    row = locked(Contribution, draft.pk)
    if row.stage in _IN_HAND:
        row.files.filter(pk=file).delete()
