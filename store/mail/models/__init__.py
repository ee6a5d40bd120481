"""Mails, and who does not want which of them."""

from store.mail.models.message import Message, MessageState
from store.mail.models.preference import Preference

__all__ = ["Message", "MessageState", "Preference"]
