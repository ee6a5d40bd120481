"""What a member takes away from a session: its day for their own diary; for who presides, the figures as a file."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from catalogue.foundation.french import quantity
from catalogue.foundation.spreadsheets import Row, table_file
from catalogue.review.models import ReviewFile, Seat, Session
from catalogue.review.sight import declarations_of, may_see_figures, presided_files
from catalogue.review.tallies import NO_SCORES, FileFigures, ScoreFigures, figures_by_file, rounded
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.committee.place import session_and_seat

HEADINGS = ("Dossier", "De quoi", "Membres qui ont noté", "Moyenne", "Médiane", "Écart type")


@require_safe
@only(Action.SIT_IN_COMMITTEE)
def diary(request: SignedInRequest, pk: int) -> HttpResponse:
    """A whole day (RFC 5545): a session has no hour."""
    session, _ = session_and_seat(request, pk)
    address = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('committee-session', args=[pk])}"
    event = Event.new(
        uid=f"seance-{pk}@{urlsplit(address).hostname}",
        stamp=session.opened_at or timezone.now(),
        start=session.day,
        end=session.day + timedelta(days=1),
        summary=f"{session.title} ({session.committee.name})",
        description=f"{quantity(session.files.count(), 'dossier')} à l'ordre du jour.",
        url=address,
    )
    calendar = Calendar.new(prodid="-//Territoires Store//FR", method="PUBLISH", subcomponents=[event])
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="seance-{pk}.ics"'},
    )


@require_safe
@only(Action.SIT_IN_COMMITTEE)
def figures_file(request: SignedInRequest, pk: int, ending: str) -> HttpResponseBase:
    """Of the files that this seat decides on, and whose figures it may read."""
    session, seat = session_and_seat(request, pk, Action.PRESIDE)
    response = table_file(ending, f"notes-seance-{pk}", "Notes", [HEADINGS, *_rows(session, seat)])
    add_never_cache_headers(response)
    return response


def _rows(session: Session, seat: Seat) -> Iterator[Row]:
    mine = presided_files(session, seat)
    files = [file for file in ReviewFile.objects.filter(session=session) if file.pk in mine]
    declared = declarations_of(seat, files)
    seen = [one for one in files if may_see_figures(declared.get(one.pk), is_over=session.is_over, presides=True)]
    figures = figures_by_file(seen)
    criteria = dict(session.grid.criteria.values_list("pk", "name"))
    bodies = dict(Seat.objects.filter(committee=session.committee_id).values_list("pk", "body"))
    for file in seen:
        yield from _of_file(file.title, figures.get(file.pk, NO_SCORES), criteria, bodies)


def _of_file(title: str, said: FileFigures, criteria: dict[int, str], bodies: dict[int, str]) -> Iterator[Row]:
    yield _line(title, "Ensemble", said.overall)
    for pk, name in criteria.items():
        yield _line(title, f"Critère : {name}", said.criteria.get(pk, ScoreFigures()))
    for pk, mean in said.seats.items():
        yield (title, f"Organisme : {bodies[pk]}", None, *rounded(mean), None, None)


def _line(title: str, what: str, said: ScoreFigures) -> Row:
    return (title, what, said.voters, *rounded(said.mean, said.median, said.spread))
