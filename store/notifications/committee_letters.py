"""A session opens: its members are told what to read; it is closed: those who preside decide; then it is published."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from catalogue.review.models import Decision, ReviewFile, Seat, Session, SessionState
from catalogue.review.sight import presided_files
from store.mail.categories import COMMITTEES
from store.mail.posting import Letter, post_all

_STALE = timedelta(days=2)
"""What happened longer ago than that is history that somebody records, not news."""


def tell_members_that_it_opens(sender, session: Session, **kwargs) -> None:
    if _is_news(session.opened_at):
        template = "notifications/session_opened.html"
        post_all(_letters(session, "ouverte", template, _seats(session), {"files": list(session.files.all())}))


def tell_who_presides_that_it_is_closed(sender, session: Session, **kwargs) -> None:
    """Each is told of the files that they decide on; without a chair, or in case of conflict, deputies have some."""
    if not _is_news(session.closed_at):
        return
    files = list(ReviewFile.objects.filter(session=session))
    for seat in _seats(session):
        if seat.presides:
            mine = presided_files(session, seat)
            context = {"files": [file for file in files if file.pk in mine]}
            post_all(_letters(session, "close", "notifications/session_closed.html", [seat], context))


def tell_members_what_is_published(sender, session: Session, decisions: Sequence[Decision], **kwargs) -> None:
    """Decisions that anybody may now read; no figure."""
    if not _is_news(decisions[0].published_at):
        return
    act = f"publiee:{min(one.pk for one in decisions)}"
    context = {"decisions": decisions, "is_over": session.state == SessionState.PUBLISHED}
    post_all(_letters(session, act, "notifications/session_published.html", _seats(session), context))


def _is_news(at: datetime | None) -> bool:
    return at is not None and at > timezone.now() - _STALE


def _seats(session: Session) -> list[Seat]:
    """Those that somebody holds today."""
    seats = Seat.objects.filter(committee=session.committee_id, user__is_active=True).held_on()
    return list(seats.select_related("user"))


def _letters(
    session: Session, act: str, template: str, seats: Sequence[Seat], context: dict[str, Any]
) -> Iterator[Letter]:
    for seat in seats:
        if seat.user and (to := seat.user.own_address):
            own = {"session": session, "committee": session.committee, "seat": seat}
            yield Letter(f"seance:{session.pk}:{act}:{seat.pk}", to, COMMITTEES, template, {**own, **context})
