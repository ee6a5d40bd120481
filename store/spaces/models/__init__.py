"""Sent baskets, confirmation links, requests to confirm, questions between collectivités."""

from store.spaces.models.confirmation_link import ConfirmationLink
from store.spaces.models.feedback import (
    MESSAGE_LENGTH,
    MOST_A_MONTH,
    MOST_MESSAGES,
    FeedbackContact,
    FeedbackMessage,
    FeedbackQuestion,
    Side,
)
from store.spaces.models.pending_request import PendingRequest
from store.spaces.models.sent_basket import SentBasket

__all__ = [
    "MESSAGE_LENGTH",
    "MOST_A_MONTH",
    "MOST_MESSAGES",
    "ConfirmationLink",
    "FeedbackContact",
    "FeedbackMessage",
    "FeedbackQuestion",
    "PendingRequest",
    "SentBasket",
    "Side",
]
