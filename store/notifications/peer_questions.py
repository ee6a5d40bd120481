"""Questions between collectivités: to the contact who is asked, then to the person who asked."""

from store.mail.categories import FEEDBACK, REQUESTS
from store.mail.posting import post
from store.spaces.models import FeedbackQuestion


def ask_contact(sender, question: FeedbackQuestion, **kwargs) -> None:
    key = f"retour:{question.pk}:question"
    post(key, question.contact.email, FEEDBACK, "notifications/question.html", {"question": question})


def answer_author(sender, question: FeedbackQuestion, **kwargs) -> None:
    """Unless they have no address, or act for another organisation by now."""
    author = question.author
    if author.email and author.organisation_id == question.asking_id:
        key = f"retour:{question.pk}:reponse"
        post(key, author.email, REQUESTS, "notifications/question_answered.html", {"question": question})
