"""The place of a member at a committee: their seat today, and the frame of the pages of a session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers

from catalogue.review.models import ReviewFile, Seat, Session
from store.accounts.guards import SignedInRequest, demand
from store.accounts.policies import About, Action
from store.spaces.tabs import tabs_of


def session_and_seat(request: SignedInRequest, pk: int, action: Action = Action.REVIEW_FILES) -> tuple[Session, Seat]:
    """Raises PermissionDenied for who does not sit in its committee today."""
    session = get_object_or_404(Session.objects.select_related("committee", "grid"), pk=pk)
    return session, _seat(request, session, action)


def file_and_seat(request: SignedInRequest, pk: int, action: Action = Action.REVIEW_FILES) -> tuple[ReviewFile, Seat]:
    files = ReviewFile.objects.with_subjects().select_related("session__committee", "session__grid")
    file = get_object_or_404(files, pk=pk)
    return file, _seat(request, file.session, action)


def _seat(request: SignedInRequest, session: Session, action: Action) -> Seat:
    demand(request, action, About(committee_id=session.committee_id))
    seats = Seat.objects.filter(user=request.user, committee=session.committee).held_on()
    return seats.select_related("organisation__territory", "user__organisation__territory")[0]


def page(request: HttpRequest, session: Session, seat: Seat, template: str, context: dict) -> HttpResponse:
    tabs = [("Dossiers", "committee-session")]
    if seat.presides:
        tabs.append(("Présidence", "committee-presidency"))
    frame = {"session": session, "seat": seat, "space": session.title}
    frame["tabs"] = tabs_of(tabs, request.path, str(session.pk))
    response = render(request, template, {**frame, **context})
    add_never_cache_headers(response)
    return response
