"""What the address of the grid asks for: which deployments, in which order, which page. Invalid values are dropped."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from catalogue.deployments.models import Status
from catalogue.territories.chosen import PARAMETER as TERRITORY
from catalogue.territories.chosen import chosen_territory
from catalogue.territories.models import Territory
from store.spaces.maintainer.signature_states import SITUATIONS
from store.spaces.query_parameters import page_numbered

SORTS = {
    "nom": ("Par nom", ("organisation__name", "pk")),
    "statut": ("Par statut", ("status", "organisation__name", "pk")),
    "depuis": ("Les plus récents d'abord", ("-since", "organisation__name", "pk")),
    "modification": ("Modifiés en dernier d'abord", ("-updated", "pk")),
}
USUAL_SORT = "nom"


@dataclass(frozen=True)
class GridChoice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class GridQuery:
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
            page=page_numbered(data.get("page", "")),
        )

    @property
    def query(self) -> str:
        """With its question mark; empty without filters. Normalised: equal queries give equal URLs."""
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
    def statuses(self) -> list[GridChoice]:
        return _choices(dict(Status.choices), self.status, "Tous les statuts")

    @property
    def situations(self) -> list[GridChoice]:
        labels = {key: situation.label for key, situation in SITUATIONS.items()}
        return _choices(labels, self.situation, "Toutes les signatures")

    @property
    def sorts(self) -> list[GridChoice]:
        return [GridChoice(value, label, value == self.sort) for value, (label, _) in SORTS.items()]


def _choices(labels: dict[str, str], chosen: str, all_of_them: str) -> list[GridChoice]:
    every = {"": all_of_them, **labels}
    return [GridChoice(value, str(label), value == chosen) for value, label in every.items()]
