"""Who signs in, which services they maintain, and which organisation they ask to be attached to."""

from store.accounts.models.address_change import AddressChange
from store.accounts.models.attachment import AttachmentRequest
from store.accounts.models.maintenance import Maintenance
from store.accounts.models.person import Mandate, User

__all__ = ["AddressChange", "AttachmentRequest", "Maintenance", "Mandate", "User"]
