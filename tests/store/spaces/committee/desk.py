"""Pressing the buttons of the committee's desk, as each of its members."""

from django.http import HttpResponse
from django.test import Client

from catalogue.review.models import ReviewFile, Seat, Session
from tests.store.spaces.maintainer.pages import text_of

DESK = "/comite/"


class Member:
    """Somebody signed in who sits."""

    def __init__(self, seat: Seat) -> None:
        self.client, self.seat = Client(), seat
        self.client.force_login(seat.user)

    def get(self, address: str) -> HttpResponse:
        return self.client.get(address)

    def read(self, address: str) -> str:
        return text_of(self.get(address))

    def post(self, address: str, **sent) -> HttpResponse:
        return self.client.post(address, sent, follow=True)

    def declare(self, file: ReviewFile, conflict: str = "non", reason: str = "") -> HttpResponse:
        return self.post(f"{of_file(file)}declaration/", conflict=conflict, reason=reason)

    def score(self, file: ReviewFile, *values: str, gesture: str = "donner", comment: str = "") -> HttpResponse:
        criteria = Session.objects.get(pk=file.session_id).grid.criteria.all()
        sent = {f"note_{one.pk}": value for one, value in zip(criteria, values, strict=False)}
        return self.post(f"{of_file(file)}notes/", geste=gesture, **sent, **{f"commentaire_{criteria[0].pk}": comment})


def of_file(file: ReviewFile) -> str:
    return f"{DESK}dossiers/{file.pk}/"


def of_session(session: Session) -> str:
    return f"{DESK}seances/{session.pk}/"
