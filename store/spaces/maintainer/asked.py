"""What the address asks for: which deployments, in which order, which page; what is not valid is dropped."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from catalogue.deployments.bulk import Fate
from catalogue.deployments.models import Status
from catalogue.territories.chosen import PARAMETER as TERRITORY
from catalogue.territories.chosen import chosen_territory
from catalogue.territories.models import Territory
from store.spaces.maintainer.waiting import SITUATIONS

_PAGE = re.compile(r"[0-9]{1,4}", re.ASCII)
SORTS = {
    "nom": ("Par nom", ("organisation__name", "pk")),
    "statut": ("Par statut", ("status", "organisation__name", "pk")),
    "depuis": ("Les plus récents d'abord", ("-since", "organisation__name", "pk")),
    "modification": ("Modifiés en dernier d'abord", ("-updated", "pk")),
}
USUAL_SORT = "nom"


def words_asked(request: HttpRequest) -> str:
    """What was typed to shorten a list."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    status: str = ""
    situation: str = ""
    sort: str = USUAL_SORT
    territory: Territory | None = None
    page: int = 1

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        return cls.parse(request.GET, chosen_territory(request))

    @classmethod
    def parse(cls, data: QueryDict, territory: Territory | None) -> Self:
        status, situation, sort = data.get("statut", ""), data.get("signature", ""), data.get("tri", "")
        return cls(
            status=status if status in Status.values else "",
            situation=situation if situation in SITUATIONS else "",
            sort=sort if sort in SORTS else USUAL_SORT,
            territory=territory,
            page=_page(data.get("page", "")),
        )

    @property
    def query(self) -> str:
        """With its question mark, empty when nothing is asked; equal questions have equal addresses."""
        pairs = [("statut", self.status), ("signature", self.situation)]
        pairs.append((TERRITORY, self.territory.key if self.territory else ""))
        pairs.append(("tri", self.sort if self.sort != USUAL_SORT else ""))
        pairs.append(("page", str(self.page) if self.page > 1 else ""))
        said = [(name, value) for name, value in pairs if value]
        return f"?{urlencode(said)}" if said else ""

    def on_page(self, page: int) -> Self:
        return replace(self, page=page)

    def everywhere(self) -> Self:
        return replace(self, territory=None, page=1)

    @property
    def is_filtered(self) -> bool:
        return bool(self.status or self.situation or self.territory)

    @property
    def statuses(self) -> list[Choice]:
        return _choices(dict(Status.choices), self.status, "Tous les statuts")

    @property
    def situations(self) -> list[Choice]:
        labels = {key: situation.label for key, situation in SITUATIONS.items()}
        return _choices(labels, self.situation, "Toutes les signatures")

    @property
    def sorts(self) -> list[Choice]:
        return [Choice(value, label, value == self.sort) for value, (label, _) in SORTS.items()]


def page_asked(request: HttpRequest) -> int:
    return _page(request.GET.get("page", ""))


def fate_asked(request: HttpRequest) -> Fate | None:
    """`?lignes=refus`: which lines of a dry run."""
    asked = request.GET.get("lignes", "")
    return Fate(asked) if asked in list(Fate) else None


def day_asked(request: HttpRequest) -> date | None:
    """`?le=2026-03-01`; None when it is no day."""
    try:
        return date.fromisoformat(request.GET.get("le", ""))
    except ValueError:
        return None


def _page(asked: str) -> int:
    return max(int(asked), 1) if _PAGE.fullmatch(asked) else 1


def _choices(labels: dict[str, str], chosen: str, all_of_them: str) -> list[Choice]:
    every = {"": all_of_them, **labels}
    return [Choice(value, str(label), value == chosen) for value, label in every.items()]
