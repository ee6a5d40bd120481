"""What the Store tells besides services, searched by its words: guides, stories, news, events, questions, pages."""

import re
from dataclasses import dataclass

from wagtail.models import Page

from store.content.models import EditorialPage, FaqPage, Guide, News, StoreEvent, Story
from store.content.models.house_page import HousePageQuerySet

KINDS: dict[str, tuple[str, type[Page]]] = {
    "guides": ("Guides", Guide),
    "retours": ("Retours d'expérience", Story),
    "actualites": ("Actualités", News),
    "evenements": ("Événements", StoreEvent),
    "questions": ("Questions", FaqPage),
    "pages": ("Pages du site", EditorialPage),
}
"""By the value of « genre » in the address."""
_MOST_READ, _MOST_SHOWN, _MOST_OF_ONE = 200, 3, 50
_WORDS = re.compile(r"\w+")
_MOST_WORDS = 12


@dataclass(frozen=True)
class FoundKind:
    """`total`: how many there are; `pages`: the first of them, the best first."""

    value: str
    label: str
    total: int
    pages: list[Page]


def find_pages(words: str, kind: str, user) -> list[FoundKind]:
    """Only the kinds that hold something; one kind alone shows more. Nothing is found without a word."""
    asked = " ".join(_WORDS.findall(words.lower())[:_MOST_WORDS])
    kinds = {kind: KINDS[kind]} if kind in KINDS else KINDS
    most = _MOST_OF_ONE if kind in KINDS else _MOST_SHOWN
    found = ((value, label, _of_kind(model, asked, user)) for value, (label, model) in kinds.items()) if asked else ()
    return [FoundKind(value, label, len(pages), pages[:most]) for value, label, pages in found if pages]


def _of_kind(model: type[Page], asked: str, user) -> list[Page]:
    """Wagtail's index has drafts and restricted pages too: they are left out here."""
    best = list(model.objects.search(asked)[:_MOST_READ])
    shown = HousePageQuerySet(model).visible_to(user).current().filter(pk__in=[page.pk for page in best])
    numbers = set(shown.values_list("pk", flat=True))
    return [page for page in best if page.pk in numbers]
