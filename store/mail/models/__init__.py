"""Mails, and who does not want which of them."""

from store.mail.models.message import Message, State
from store.mail.models.preference import Preference

__all__ = ["Message", "Preference", "State"]
