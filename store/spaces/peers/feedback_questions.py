"""Asking another collectivité about a service, within a monthly limit, and the conversation that follows."""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone

from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.spaces.models import MOST_A_MONTH, MOST_MESSAGES, FeedbackMessage, FeedbackQuestion, Side
from store.spaces.peers.contacts import least_asked_first

question_asked = Signal()
"""`question` was sent to its contact."""
message_written = Signal()
"""`message` was added to the conversation by one of its sides."""
question_ended = Signal()
"""`question` was withdrawn by the side in `ended_by`: nobody writes any more."""

_MOST_IN_A_ROW = 3
_LOOKED_AT = 200
_ENOUGH = 3
BUSY = "Cette collectivité a déjà reçu {most} questions ce mois-ci : posez la vôtre à une autre, ou le mois prochain."
ASKED_ALREADY = "Votre collectivité lui a déjà posé une question sur ce service ce mois-ci."
ENDED = "Cet échange est clos : plus personne ne peut y écrire."
LONG = f"Cet échange a déjà {MOST_MESSAGES} messages : posez une autre question."
IN_A_ROW = f"Vous venez d'écrire {_MOST_IN_A_ROW} messages : attendez la réponse."


def ask(service: ServicePage, asked: Organisation, author: User, text: str) -> FeedbackQuestion:
    """Ask the contact with the fewest questions. Raises ValidationError if nobody can be asked any more this month."""
    month = timezone.localdate().replace(day=1)
    same = FeedbackQuestion.objects.filter(asking=author.organisation, asked=asked, service=service, month=month)
    for contact in least_asked_first([asked], month):
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


def refused_this_month(service: ServicePage, asking: Organisation, among: Sequence[Organisation]) -> dict[int, str]:
    """Ids of the organisations that `ask` would refuse, each with why, in a few words."""
    month = timezone.localdate().replace(day=1)
    mine = FeedbackQuestion.objects.filter(asking=asking, service=service, month=month)
    already = set(mine.values_list("asked", flat=True))
    contacts = least_asked_first(among, month).filter(asked__lt=MOST_A_MONTH)  # type: ignore[misc]  # annotated
    free = set(contacts.values_list("organisation", flat=True))
    said = {one.pk: "déjà interrogée ce mois-ci" for one in among if one.pk in already}
    busy = {one.pk: "a reçu assez de questions ce mois-ci" for one in among if one.pk not in free}
    return busy | said


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


@transaction.atomic
def write(question: FeedbackQuestion, side: Side, author: User, text: str) -> FeedbackMessage:
    """Raises ValidationError if the conversation is over, or if this side must wait for the other. A text sent twice in
    a row is kept once.
    """
    _hold(question)
    last = question.messages.last()
    if last and (last.side, last.text) == (side, text):
        return last
    sides = list(question.messages.values_list("side", flat=True))
    if len(sides) >= MOST_MESSAGES:
        raise ValidationError(LONG)
    if sides[-_MOST_IN_A_ROW:] == [side] * _MOST_IN_A_ROW:
        raise ValidationError(IN_A_ROW)
    message = question.messages.create(side=side, author=author, text=text, rank=len(sides) + 1)
    if side == Side.ASKED and question.answered is None:
        question.answered = message.at
        question.save(update_fields=["answered"])
    message_written.send(FeedbackMessage, message=message)
    return message


@transaction.atomic
def end(question: FeedbackQuestion, side: Side) -> None:
    """Raises ValidationError if it is over already."""
    _hold(question)
    question.ended, question.ended_by = timezone.now(), side
    question.save(update_fields=["ended", "ended_by"])
    question_ended.send(FeedbackQuestion, question=question)


def _hold(question: FeedbackQuestion) -> None:
    """Until the transaction ends, nobody else writes in this conversation."""
    held = FeedbackQuestion.objects.select_for_update().get(pk=question.pk)
    if held.ended:
        raise ValidationError(ENDED)
    question.answered = held.answered


def usual_delay() -> int | None:
    """In days, at least one: the median of the last answers; None if they are too few to tell anything."""
    last = FeedbackQuestion.objects.filter(answered__isnull=False).order_by("-answered")
    dates = last.values_list("created", "answered")[:_LOOKED_AT]
    days = [(end - start) / timedelta(days=1) for start, end in dates if end]
    return max(round(median(days)), 1) if len(days) >= _ENOUGH else None
