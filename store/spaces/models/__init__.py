"""Sent baskets, confirmation links, requests to confirm, questions between collectivités."""

from store.spaces.models.confirmation_link import ConfirmationLink
from store.spaces.models.feedback import MOST_A_MONTH, FeedbackContact, FeedbackQuestion
from store.spaces.models.pending_request import PendingRequest
from store.spaces.models.sent_basket import SentBasket

__all__ = ["MOST_A_MONTH", "ConfirmationLink", "FeedbackContact", "FeedbackQuestion", "PendingRequest", "SentBasket"]
