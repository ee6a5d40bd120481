"""The Store's own pages, what it says of itself, and what people tell it."""

from store.content.models.editorial_page import EditorialPage
from store.content.models.events import EventIndex, StoreEvent
from store.content.models.faq import FaqPage
from store.content.models.guides import ComparedService, Guide, GuideIndex
from store.content.models.home_page import HomePage
from store.content.models.lost_address import LostAddress
from store.content.models.news import News, NewsIndex, NewsTag
from store.content.models.proposal import Proposal, ProposalState
from store.content.models.site_settings import SiteSettings
from store.content.models.stories import Story, StoryIndex
from store.content.models.trash import ThrownPage, TrashPage

__all__ = [
    "ComparedService",
    "EditorialPage",
    "EventIndex",
    "FaqPage",
    "Guide",
    "GuideIndex",
    "HomePage",
    "LostAddress",
    "News",
    "NewsIndex",
    "NewsTag",
    "Proposal",
    "ProposalState",
    "SiteSettings",
    "StoreEvent",
    "Story",
    "StoryIndex",
    "ThrownPage",
    "TrashPage",
]
