"""What the sections of the home page show, read once for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

from django.http import HttpRequest
from django.utils import timezone

from catalogue.foundation.dates import moment
from catalogue.funding.models import Wave
from catalogue.funding.open_waves import open_waves
from catalogue.needs.models import PilotCall
from catalogue.needs.under_way import OpenConsultations
from catalogue.territories.chosen import chosen_territory
from catalogue.territories.models import Territory
from search.answering.results import Hit
from search.answering.storefront import CatalogueCounts, Shelf, StoreFigures, catalogue_counts, figures, fill_shelves
from search.answering.visit import Visit


@dataclass(frozen=True)
class OpenCall:
    """`until`: the end of the sentence that says when it closes."""

    title: str
    url: str
    closes: datetime
    until: str
    is_demo: bool

    @classmethod
    def for_pilots(cls, call: PilotCall) -> Self:
        need = call.project.contribution
        said = f"Territoires pilotes : candidatures jusqu'au {moment(call.closes)}"
        return cls(need.title, need.get_absolute_url(), call.closes, said, call.is_demo)

    @classmethod
    def of_the_fund(cls, wave: Wave) -> Self:
        title = f"{wave.call.title}, vague {wave.number}" if wave.number > 1 else wave.call.title
        said = f"Financement : dossiers jusqu'au {wave.last_moment}"
        return cls(title, wave.call.get_url() or "", wave.closes, said, wave.is_demo)


class HomeShown:
    """`shelves`: those of the page, by the id of their section; a service stands on one of them only."""

    def __init__(self, request: HttpRequest, shelves: Iterable[tuple[str, Shelf]]) -> None:
        self.territory: Territory | None = chosen_territory(request)
        self.now = timezone.now()
        self._shelves = dict(shelves)

    @cached_property
    def under_way(self) -> OpenConsultations:
        return OpenConsultations(self.now)

    def open_calls(self, most: int) -> list[OpenCall]:
        """Those of the fund and those for pilots, the next to close first."""
        found = [OpenCall.for_pilots(call) for call in self.under_way.calls(most)]
        found += [OpenCall.of_the_fund(wave) for wave in open_waves(self.now)[:most]]
        return sorted(found, key=lambda one: one.closes)[:most]

    @cached_property
    def counts(self) -> CatalogueCounts:
        return catalogue_counts()

    @cached_property
    def figures(self) -> StoreFigures:
        return figures(self.counts)

    @cached_property
    def cards(self) -> dict[str, list[Hit]]:
        visit = Visit.of(self.territory) if self.territory else Visit.nowhere()
        return dict(zip(self._shelves, fill_shelves(list(self._shelves.values()), visit), strict=True))
