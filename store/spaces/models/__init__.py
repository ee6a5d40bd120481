"""What spaces remember: baskets sent, links that confirm by mail, questions from one collectivité to another."""

from store.spaces.models.confirmation_link import ConfirmationLink
from store.spaces.models.feedback import MOST_A_MONTH, FeedbackContact, FeedbackQuestion
from store.spaces.models.sent_basket import SentBasket

__all__ = ["MOST_A_MONTH", "ConfirmationLink", "FeedbackContact", "FeedbackQuestion", "SentBasket"]
