"""What the Store says of itself, and what people tell it."""

from store.content.models.proposal import Proposal, ProposalState
from store.content.models.store_contact import StoreContact

__all__ = ["Proposal", "ProposalState", "StoreContact"]
