"""What the sections of the home page show, read once for all of them."""

from collections.abc import Iterable
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone

from catalogue.needs.under_way import OpenConsultations
from catalogue.territories.chosen import chosen_territory
from catalogue.territories.models import Territory
from search.answering.results import Hit
from search.answering.storefront import CatalogueCounts, Shelf, StoreFigures, catalogue_counts, figures, fill_shelves
from search.answering.visit import Visit


class HomeShown:
    """`shelves`: those of the page, by the id of their section; a service stands on one of them only."""

    def __init__(self, request: HttpRequest, shelves: Iterable[tuple[str, Shelf]]) -> None:
        self.territory: Territory | None = chosen_territory(request)
        self.now = timezone.now()
        self._shelves = dict(shelves)

    @cached_property
    def under_way(self) -> OpenConsultations:
        return OpenConsultations(self.now)

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
