"""The query strings of the spaces. Invalid values are dropped. That of the grid is `maintainer.grid_query`."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest

from catalogue.deployments.bulk import Fate
from catalogue.foundation.text import longest
from catalogue.funding.models import GrantState
from catalogue.needs.models import Contribution

_PAGE = re.compile(r"[0-9]{1,4}", re.ASCII)


def typed_words(request: HttpRequest) -> str:
    """`?q=agenda`: what was typed to shorten a list."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def requested_page(request: HttpRequest) -> int:
    return page_numbered(request.GET.get("page", ""))


def page_numbered(text: str) -> int:
    """1 if it is not a number."""
    return max(int(text), 1) if _PAGE.fullmatch(text) else 1


def requested_fate(request: HttpRequest) -> Fate | None:
    """`?lignes=refus`: which lines of a dry run."""
    asked = request.GET.get("lignes", "")
    return Fate(asked) if asked in list(Fate) else None


def requested_grant_state(request: HttpRequest) -> str:
    """`?etat=signee`: which grants; empty for all."""
    asked = request.GET.get("etat", "")
    return asked if asked in GrantState.values else ""


def requested_day(request: HttpRequest) -> date | None:
    """`?le=2026-03-01`; None if it is no date."""
    try:
        return date.fromisoformat(request.GET.get("le", ""))
    except ValueError:
        return None


@dataclass(frozen=True)
class WantedContribution:
    """`?titre=&consultation=&service=`: what a search or a page already knows; `query`: the same, to be kept."""

    title: str = ""
    consultation: str = ""
    service: str = ""

    @property
    def query(self) -> str:
        said = {"titre": self.title, "consultation": self.consultation, "service": self.service}
        return urlencode({name: word for name, word in said.items() if word})


def wanted_contribution(request: HttpRequest) -> WantedContribution:
    names = ("titre", "consultation", "service")
    title, consultation, service = (request.GET.get(name, "").replace("\x00", "").strip() for name in names)
    return WantedContribution(title[: longest(Contribution, "title")], consultation[:255], service[:255])
