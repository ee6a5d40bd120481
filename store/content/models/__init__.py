"""What the Store says of itself, and what people tell it."""

from store.content.models.contact import StoreContact
from store.content.models.proposal import Proposal, ProposalState

__all__ = ["Proposal", "ProposalState", "StoreContact"]
