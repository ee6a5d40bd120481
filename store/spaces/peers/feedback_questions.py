"""Asking another collectivité about a service, and answering, within a monthly limit."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone

from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.spaces.models import MOST_A_MONTH, FeedbackQuestion
from store.spaces.peers.contacts import least_asked_first

question_asked = Signal()
"""`question` was sent to its contact."""
question_answered = Signal()
"""`question` was answered by its contact."""

BUSY = "Cette collectivité a déjà reçu {most} questions ce mois-ci : posez la vôtre à une autre, ou le mois prochain."
ASKED_ALREADY = "Votre collectivité lui a déjà posé une question sur ce service ce mois-ci."


def ask(service: ServicePage, asked: Organisation, author: User, text: str) -> FeedbackQuestion:
    """Ask the contact with the fewest questions. Raises ValidationError if nobody can be asked any more this month."""
    month = timezone.localdate().replace(day=1)
    same = FeedbackQuestion.objects.filter(asking=author.organisation, asked=asked, service=service, month=month)
    for contact in least_asked_first(asked, month):
        taken: int = contact.asked  # type: ignore[attr-defined]  # of `least_asked_first`
        for rank in range(taken + 1, MOST_A_MONTH + 1):
            if same.exists():
                raise ValidationError(ASKED_ALREADY)
            question = FeedbackQuestion(
                service=service, author=author, asking=author.organisation, contact=contact, asked=asked, text=text
            )
            if _take(question, month, rank):
                return question
    raise ValidationError(BUSY.format(most=MOST_A_MONTH))


def _take(question: FeedbackQuestion, month: date, rank: int) -> bool:
    """False if another question took that rank: it is unique in the database."""
    question.month, question.rank = month, rank
    try:
        with transaction.atomic():
            question.save(force_insert=True)
            question_asked.send(FeedbackQuestion, question=question)
    except IntegrityError:
        return False
    return True


def answer(question: FeedbackQuestion, text: str) -> None:
    """Raises ValidationError if it was answered already."""
    with transaction.atomic():
        open_one = FeedbackQuestion.objects.filter(pk=question.pk, answered__isnull=True)
        if not open_one.update(answer=text, answered=timezone.now()):
            raise ValidationError("Vous avez déjà répondu à cette question.")
        question.refresh_from_db()
        question_answered.send(FeedbackQuestion, question=question)
