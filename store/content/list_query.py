"""The query string of a list of pages: « ?page=2 », « ?mot=formation »."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from catalogue.territories.chosen import PARAMETER

_PAGE = re.compile(r"[0-9]{1,4}", re.ASCII)
_WORD = re.compile(r"[\w-]{1,100}")
_MOST_LETTERS = 200


@dataclass(frozen=True)
class ListQuery:
    """`word`: the slug of a tag. The chosen territory is kept from page to page."""

    page: int = 1
    word: str = ""
    territory: str = ""

    def address_of_page(self, number: int) -> str:
        kept = {"mot": self.word, "page": number if number > 1 else "", PARAMETER: self.territory}
        return "?" + urlencode({name: value for name, value in kept.items() if value})


@dataclass(frozen=True)
class WordsQuery:
    """The query string of the search in pages: « ?q=rendez-vous&genre=guides »."""

    words: str = ""
    kind: str = ""


def words_query(request: HttpRequest) -> WordsQuery:
    """What is too long is cut."""
    return WordsQuery(request.GET.get("q", "")[:_MOST_LETTERS].strip(), request.GET.get("genre", "")[:20])


def list_query(request: HttpRequest) -> ListQuery:
    """Invalid values are dropped."""
    page, word = request.GET.get("page", ""), request.GET.get("mot", "")
    return ListQuery(
        max(int(page), 1) if _PAGE.fullmatch(page) else 1,
        word if _WORD.fullmatch(word) else "",
        request.GET.get(PARAMETER, "")[:40],
    )
