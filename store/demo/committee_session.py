"""A session that is open now: the committee of the demonstration takes up propositions of 2021 again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalogue.needs.committee_files import propositions_to_examine
from catalogue.needs.models import Consultation, Need
from catalogue.review.models import SeatRole, Session
from catalogue.review.reviewing import add_files, open_session
from store.demo.committee import make_demo_committee, make_demo_grid

TITLE = "Séance d'essai : propositions de 2021 reprises"
_FILES = 5
_IN_DAYS = 10


@transaction.atomic
def make_demo_session(consultation: Consultation) -> bool:
    """Whether it was opened now. What was not selected may come back before a committee."""
    committee = make_demo_committee()
    chair = committee.seats.filter(role=SeatRole.CHAIR, user__isnull=False).first()
    wanted = list(propositions_to_examine(consultation.pk).values_list("pk", flat=True)[:_FILES])
    known = Need.objects.in_bulk(wanted)
    subjects = [known[pk] for pk in wanted]
    if chair is None or not subjects or committee.sessions.filter(title=TITLE).exists():
        return False
    day = timezone.localdate() + timedelta(days=_IN_DAYS)
    session = Session.objects.create(committee=committee, grid=make_demo_grid(), title=TITLE, day=day)
    add_files(session, subjects)
    open_session(session, chair)
    return True
