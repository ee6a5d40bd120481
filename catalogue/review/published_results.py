"""What a session decided, as a file for anybody, once all of it is published."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.foundation.spreadsheets import Row, table_file
from catalogue.review.models import Decision, ReviewFile, Session, SessionState
from catalogue.review.subjects import public_subjects
from catalogue.review.tallies import rounded

HEADINGS = (
    *("Dossier", "Adresse", "Décision", "Motif", "Montant (€)", "Publiée le"),
    *("Membres qui ont noté", "Moyenne", "Médiane", "Écart type"),
)


@require_safe
def results_file(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    session = get_object_or_404(Session, pk=pk, state=SessionState.PUBLISHED)
    rows = list(_rows(session))
    if not rows:
        raise Http404("Rien de cette séance n'est public.")
    return table_file(ending, f"decisions-seance-{pk}", "Décisions", [HEADINGS, *rows])


def _rows(session: Session) -> Iterator[Row]:
    """In the order of the agenda, of subjects that anybody may read; the decision in force of each."""
    files = list(ReviewFile.objects.with_subjects().filter(session=session))
    public = public_subjects(file.subject for file in files if file.subject is not None)
    in_force = {one.file_id: one for one in Decision.objects.in_force().filter(file__in=files)}
    for file in files:
        if file.subject in public:
            yield (file.told.title, f"{_origin()}{file.told.address}", *_said(in_force[file.pk]))


def _said(one: Decision) -> Row:
    amount = None if one.amount is None else float(one.amount)
    when = timezone.localdate(one.published_at).isoformat() if one.published_at else ""
    return (one.get_outcome_display(), one.reason, amount, when, one.voters, *rounded(one.mean, one.median, one.spread))


def _origin() -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")
