"""Which services an address compares, which rows it shows, and the addresses of other comparisons."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from catalogue.services.models import ServicePage
from catalogue.territories.chosen import PARAMETER, chosen_territory
from catalogue.territories.models import Territory
from search.answering.query import clean_text

FEWEST, MOST = 2, 4
_MOST_READ = 12
"""Of an address with too many, to choose from."""
SERVICES, ALL, WORDS = "services", "tout", "q"


@dataclass(frozen=True)
class Asked:
    """`slugs`: each once, in the order of the address. `in_full`: rows without difference too. `words`: typed to find
    a service to add.
    """

    slugs: tuple[str, ...] = ()
    territory: Territory | None = None
    in_full: bool = False
    words: str = ""

    @classmethod
    def in_address(cls, request: HttpRequest) -> Self:
        slugs = dict.fromkeys(slug for slug in request.GET.getlist(SERVICES) if slug and "\0" not in slug)
        words = clean_text(request.GET.get(WORDS, ""))
        return cls(tuple(slugs), chosen_territory(request), bool(request.GET.get(ALL)), words)

    def of(self, services: list[ServicePage]) -> Self:
        return replace(self, slugs=tuple(service.slug for service in services))

    def without(self, slug: str) -> Self:
        return replace(self, slugs=tuple(other for other in self.slugs if other != slug))

    def with_all_rows(self, in_full: bool) -> Self:
        return replace(self, in_full=in_full)

    @property
    def url(self) -> str:
        pairs = [(SERVICES, slug) for slug in self.slugs]
        pairs += [(PARAMETER, self.territory.key)] if self.territory else []
        pairs += [(ALL, "1")] if self.in_full else []
        return f"{reverse('comparison')}?{urlencode(pairs)}" if pairs else reverse("comparison")


def services_of(asked: Asked, user) -> list[ServicePage]:
    """Those that exist and that `user` may see in lists, in the order of the address."""
    wanted = asked.slugs[:_MOST_READ]
    if not wanted:
        return []
    read = ServicePage.objects.visible_to(user).filter(slug__in=wanted).select_related("figures")
    found = {page.slug: page for page in read.defer("figures__users", "figures__made_up_users", "figures__days")}
    return [found[slug] for slug in wanted if slug in found]
