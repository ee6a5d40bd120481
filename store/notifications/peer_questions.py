"""Questions between collectivités: to the contact who is asked, then from each side to the other."""

from store.mail.categories import FEEDBACK, REQUESTS
from store.mail.posting import post
from store.spaces.models import FeedbackMessage, FeedbackQuestion, Side

_LETTERS: dict[str, str] = {
    Side.ASKED: "notifications/question_answered.html",
    Side.ASKING: "notifications/question_followed.html",
}
"""By who wrote."""


def ask_contact(sender, question: FeedbackQuestion, **kwargs) -> None:
    key = f"retour:{question.pk}:question"
    post(key, question.contact.email, FEEDBACK, "notifications/question.html", {"question": question})


def tell_other_side(sender, message: FeedbackMessage, **kwargs) -> None:
    question = message.question
    context = {"question": question, "message": message}
    _write(question, Side(message.side), f"message:{message.rank}", _LETTERS[message.side], context)


def tell_other_side_of_the_end(sender, question: FeedbackQuestion, **kwargs) -> None:
    _write(question, Side(question.ended_by), "fin", "notifications/question_ended.html", {"question": question})


def _write(question: FeedbackQuestion, by: Side, about: str, template: str, context: dict) -> None:
    """To the one person of the other side, unless they have no address, or act for another organisation by now."""
    to_author = by == Side.ASKED
    reader, organisation = (question.author, question.asking_id) if to_author else (question.contact, question.asked_id)
    if reader.email and reader.organisation_id == organisation:
        key = f"retour:{question.pk}:{about}"
        category = REQUESTS if to_author else FEEDBACK
        post(key, reader.email, category, template, {**context, "to_author": to_author})
