"""The Store's own pages, what it says of itself, and what people tell it."""

from store.content.models.house_pages import EditorialPage, HomePage
from store.content.models.proposal import Proposal, ProposalState
from store.content.models.store_contact import StoreContact

__all__ = ["EditorialPage", "HomePage", "Proposal", "ProposalState", "StoreContact"]
