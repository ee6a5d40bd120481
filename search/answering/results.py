"""What templates receive, built from what was found: panels, chips, pages, sorts, title."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.utils.safestring import SafeString

from catalogue.foundation.french import agree, quantity
from catalogue.foundation.pagination import PageLinks, page_links
from catalogue.services.models import Phase
from catalogue.services.rules.eligibility import Verdict
from catalogue.services.sheet.card import Used
from catalogue.territories.models import Territory
from search.answering.query import BY_SCORE, LAST_PAGE, PER_PAGE, SearchQuery
from search.answering.search_vocabulary import SearchVocabulary
from search.answering.visit import Visit
from search.collection import Facet, Words


class HitSheet(NamedTuple):
    """The columns of a sheet that cards and rules need: building whole pages takes longer than reading them."""

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


@dataclass(frozen=True, kw_only=True)
class FoundDocument:
    """A document of any collection, among the answers to a question. `full`: it answers the whole of it.

    Otherwise, `lacking`: the words it does not have; `in_passing`: it has them all, but only in the body.
    """

    full: bool = True
    lacking: tuple[str, ...] = ()
    in_passing: bool = False

    @property
    def pk(self) -> int:
        raise NotImplementedError


@dataclass(frozen=True)
class Hit(Used, FoundDocument):
    """A service. `action`, `name` and `summary` are escaped, with matching words in <mark>.

    `has_demo`: some uses are invented. `definition`: what « déployé » means.
    """

    sheet: HitSheet
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
    alike: int = 0
    logo: str = ""

    @property
    def pk(self) -> int:
        return self.sheet.pk

    @property
    def slug(self) -> str:
        return self.sheet.slug

    @property
    def title(self) -> str:
        return self.sheet.title

    @property
    def definition(self) -> str:
        return self.sheet.deployed_definition

    @property
    def is_stopped(self) -> bool:
        return self.sheet.phase == Phase.ARRETE

    @property
    def phase(self) -> str:
        return Phase(self.sheet.phase).label if self.sheet.phase else ""


@dataclass(frozen=True)
class FacetChoice:
    value: str
    label: str
    count: int
    selected: bool
    input_id: str
    children: "list[FacetChoice]"


@dataclass(frozen=True)
class Panel:
    name: str
    label: str
    choices: list[FacetChoice]
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
    """« sans le filtre X : N services »; `number`: « N services »."""

    label: str
    url: str
    total: int
    number: str


@dataclass(frozen=True)
class Initials:
    """Initials that no sheet contains: their meaning, and the nearest theme if there is one."""

    letters: str
    meaning: str
    theme: Link | None


@dataclass(frozen=True)
class Results:
    """`hits`: of the query's collection (FoundDocument). `notice`: empty, or in French that the answer is limited
    because the index could not be used.

    `full`: how many of the total answer the whole question; they come first. `places`: territories that the question
    names, if no service was found. `unheard`: words that no service has. `did_you_mean`: the corrected question, whose
    results are shown unless it is only `proposed`. `says_nothing`: the question has no significant word, so everything
    is shown.
    """

    query: SearchQuery
    hits: Sequence[Any]
    total: int
    full: int
    pagination: PageLinks
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
    def words(self) -> Words:
        return self.query.collection.words

    @property
    def partial(self) -> int:
        return self.total - self.full

    @property
    def in_numbers(self) -> str:
        """« 12 services, 3 autres en partie »."""
        one, many = self.words.one, self.words.many
        if self.some_words:
            return f"{quantity(self.total, one, many)} {agree(self.total, 'répond', 'répondent')} en partie"
        others = f", {quantity(self.partial, 'autre')} en partie" if self.partial else ""
        return f"{quantity(self.full, one, many)}{others}"

    @property
    def partial_in_numbers(self) -> str:
        """« 3 autres services répondent en partie »."""
        others = agree(self.partial, f"autre {self.words.one}", f"autres {self.words.many}")
        return f"{quantity(self.partial, others, others)} {agree(self.partial, 'répond', 'répondent')} en partie"

    @property
    def some_words(self) -> bool:
        """Whether nothing answers the whole question."""
        return bool(self.total) and not self.full

    @property
    def hits_full(self) -> list[FoundDocument]:
        return [hit for hit in self.hits if hit.full]

    @property
    def definitions(self) -> dict[str, str]:
        """By the title of a service: what its team calls deployed, where it said so."""
        return {hit.title: hit.definition for hit in self.hits if hit.in_use and hit.definition}

    @property
    def hits_partial(self) -> list[FoundDocument]:
        return [hit for hit in self.hits if not hit.full]


_MOST_NAMED = 3


def present(
    query: SearchQuery, visit: Visit, *, hits: Sequence[Any], total: int, full: int, corrected: str = "", **said
) -> Results:
    """`corrected`: the corrected question. `said`: fields of Results that are passed on."""
    return Results(
        query=query,
        hits=hits,
        total=total,
        full=full,
        pagination=pagination(query, total),
        chips=chips(query, visit.vocabulary),
        sorts=sorts(query),
        did_you_mean=Link(corrected, query.asking(corrected).url()) if corrected else None,
        territory=visit.territory,
        clear_url=query.cleared().url(),
        canonical_url=query.as_cards.url(),
        title=title(query, total, full, visit),
        without_territory_url=query.elsewhere().url() if query.territory else "",
        **said,
    )


def pagination(query: SearchQuery, total: int) -> PageLinks:
    """Up to LAST_PAGE."""
    page = Paginator(range(min(total, LAST_PAGE * PER_PAGE)), PER_PAGE).get_page(query.page)
    return page_links(page, lambda number: query.on_page(number).url())


def sorts(query: SearchQuery) -> list[SortChoice]:
    """« Pertinence » needs a text. The default sort has an empty value, so that it follows the next question."""
    return [
        SortChoice("" if value == query.default_sort else value, sort.label, value == query.sort)
        for value, sort in query.collection.sorts.items()
        if query.q or value != BY_SCORE
    ]


def title(query: SearchQuery, total: int, full: int, visit: Visit) -> str:
    """A title for each page of results: the question, the number of services, the page."""
    about, words = subject(query, visit), query.collection.words
    page = f", page {query.page}" if query.page > 1 else ""
    if not about:
        return f"{words.title}{page}"
    partial = total - full
    if partial and not full:
        return f"{_counted(partial, words)} en partie pour {about}{page}"
    return f"{_counted(full, words)} pour {about}{f', {partial} en partie' if partial else ''}{page}"


def subject(query: SearchQuery, visit: Visit) -> str:
    """What is asked, in a few words: « cantine », Éducation. Empty for the whole catalogue."""
    named = [visit.vocabulary.label(facet, value) for facet, values in query.selected for value in values]
    asked = [f"« {query.q} »"] if query.q else []
    return ", ".join([*asked, *named[:_MOST_NAMED]])


def _counted(number: int, words: Words) -> str:
    return quantity(number, words.one, words.many) if number else f"Aucun {words.one}"


Counts = dict[str, dict[str, int]]


def panels(query: SearchQuery, counts: Counts, vocabulary: SearchVocabulary) -> list[Panel]:
    """Shows the values that would find something, and the selected ones."""
    drawn = (_panel(facet, query, counts.get(facet.name, {}), vocabulary) for facet in query.collection.facets)
    return [panel for panel in drawn if panel.choices]


def chips(query: SearchQuery, vocabulary: SearchVocabulary) -> list[Chip]:
    return [
        Chip(query.collection.facet_labels[facet], vocabulary.label(facet, value), query.removing(facet, value).url())
        for facet, values in query.selected
        for value in values
    ]


def _panel(facet: Facet, query: SearchQuery, counts: dict[str, int], vocabulary: SearchVocabulary) -> Panel:
    selected = query.values(facet.name)
    drawn = {
        value: FacetChoice(value, label, counts.get(value, 0), value in selected, f"f-{facet.name}-{value}", [])
        for value, label in vocabulary.labels[facet.name].items()
        if counts.get(value) or value in selected
    }
    choices = _nested(drawn, vocabulary) if facet.areas else list(drawn.values())
    return Panel(facet.name, facet.label, choices, facet.is_open or bool(selected), facet.help)


def _nested(drawn: dict[str, FacetChoice], vocabulary: SearchVocabulary) -> list[FacetChoice]:
    """Régions; départements of a région appear when it, or one of them, is selected."""
    parents = vocabulary.parents
    opened = {parents.get(value, value) for value, choice in drawn.items() if choice.selected}
    for value, parent in parents.items():
        if value in drawn and parent in drawn and parent in opened:
            drawn[parent].children.append(drawn[value])
    return [choice for value, choice in drawn.items() if value not in parents]
