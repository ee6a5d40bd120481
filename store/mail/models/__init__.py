"""What was written to whom, and who does not want to be written to."""

from store.mail.models.message import Message, State
from store.mail.models.preference import Preference

__all__ = ["Message", "Preference", "State"]
