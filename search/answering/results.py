"""What a template receives: it loops over these and decides nothing."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.safestring import SafeString

from catalogue.services.card import Used
from catalogue.services.eligibility import Verdict
from catalogue.services.models import Phase
from catalogue.territories.models import Territory
from search.answering.query import SearchQuery


class Sheet(NamedTuple):
    """What a card and its rules need of a sheet: making a whole page of each hit takes longer than reading it."""

    pk: int
    slug: str
    path: str
    url_path: str
    locale_id: int
    title: str
    action: str
    summary: str
    deployed_definition: str
    phase: str
    allowed_kinds: list[str]
    population_min: int | None
    population_max: int | None


@dataclass(frozen=True)
class Hit(Used):
    """`action`, `name` and `summary` are escaped, with the words that matched between <mark>.

    `has_demo`: some of the uses counted were made up for the demonstration; `definition`: what « déployé » means.
    `whole`: whether it answers the whole question. If not, `lacking`: the words that it has not; `in_passing`: it has
    them all, in the detail of its sheet.
    """

    sheet: Sheet
    url: str
    action: SafeString
    name: SafeString
    summary: SafeString
    themes: list[str]
    in_use: int
    confirmed: int
    deployed: int
    usability: Verdict | None = None
    has_demo: bool = False
    whole: bool = True
    lacking: tuple[str, ...] = ()
    in_passing: bool = False

    @property
    def pk(self) -> int:
        return self.sheet.pk

    @property
    def title(self) -> str:
        return self.sheet.title

    @property
    def definition(self) -> str:
        return self.sheet.deployed_definition

    @property
    def is_stopped(self) -> bool:
        return self.sheet.phase == Phase.ARRETE


@dataclass(frozen=True)
class PageLink:
    number: int
    url: str
    current: bool


@dataclass(frozen=True)
class Pagination:
    """`items` holds None where pages are left out."""

    number: int
    count: int
    previous_url: str
    next_url: str
    items: list[PageLink | None]


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    selected: bool
    input_id: str
    children: "list[Choice]"


@dataclass(frozen=True)
class Panel:
    name: str
    label: str
    choices: list[Choice]
    is_open: bool
    help: str


@dataclass(frozen=True)
class Chip:
    facet_label: str
    label: str
    remove_url: str


@dataclass(frozen=True)
class SortChoice:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Relaxation:
    """« sans le filtre X : N services »."""

    label: str
    url: str
    total: int


@dataclass(frozen=True)
class Initials:
    """Those that no sheet has: what they stand for, and the nearest theme, if one is near."""

    letters: str
    meaning: str
    theme: Link | None


@dataclass(frozen=True)
class Results:
    """`notice` is empty, or says in French that the answer is a lesser one (the index could not answer).

    `whole`: how many of the total answer the whole question; they come first. `places`: the territories that the
    question names, when it finds no service. `unheard`: the words that no service has. `did_you_mean`: the question
    with other words, which were looked for instead unless they are only `proposed`. `says_nothing`: no word of the
    question tells what is looked for, everything is shown.
    """

    query: SearchQuery
    hits: list[Hit]
    total: int
    whole: int
    pagination: Pagination
    chips: list[Chip]
    sorts: list[SortChoice]
    did_you_mean: Link | None
    territory: Territory | None
    clear_url: str
    canonical_url: str
    title: str
    panels: list[Panel] = field(default_factory=list)
    relaxations: list[Relaxation] = field(default_factory=list)
    notice: str = ""
    without_territory_url: str = ""
    places: list[Link] = field(default_factory=list)
    unheard: tuple[str, ...] = ()
    initials: list[Initials] = field(default_factory=list)
    proposed: bool = False
    says_nothing: bool = False

    @property
    def partial(self) -> int:
        return self.total - self.whole

    @property
    def some_words(self) -> bool:
        """Whether nothing that is shown answers the whole question."""
        return bool(self.total) and not self.whole

    @property
    def hits_whole(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.whole]

    @property
    def hits_partial(self) -> list[Hit]:
        return [hit for hit in self.hits if not hit.whole]
