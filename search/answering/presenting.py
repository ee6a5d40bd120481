"""From what was found to what a template loops over: pages, sorts, title."""

from dataclasses import dataclass, field

from search.answering.panels import chips
from search.answering.query import LAST_PAGE, PER_PAGE, SORTS, SearchQuery
from search.answering.results import Hit, Initials, Link, PageLink, Pagination, Panel, Relaxation, Results, SortChoice
from search.answering.visit import Visit

_AROUND = 1
_MOST_NAMED = 3


@dataclass(frozen=True)
class Presented:
    hits: list[Hit]
    total: int
    whole: int
    panels: list[Panel] = field(default_factory=list)
    relaxations: list[Relaxation] = field(default_factory=list)
    corrected: str = ""
    notice: str = ""
    places: list[Link] = field(default_factory=list)
    unheard: tuple[str, ...] = ()
    initials: list[Initials] = field(default_factory=list)
    proposed: bool = False
    says_nothing: bool = False


def present(query: SearchQuery, found: Presented, visit: Visit) -> Results:
    return Results(
        query=query,
        hits=found.hits,
        total=found.total,
        whole=found.whole,
        pagination=pagination(query, found.total),
        panels=found.panels,
        chips=chips(query, visit.vocabulary),
        sorts=sorts(query),
        did_you_mean=Link(found.corrected, query.asking(found.corrected).url()) if found.corrected else None,
        relaxations=found.relaxations,
        territory=visit.territory,
        clear_url=query.cleared().url(),
        canonical_url=query.url(),
        title=title(query, found, visit),
        notice=found.notice,
        places=found.places,
        unheard=found.unheard,
        initials=found.initials,
        proposed=found.proposed,
        says_nothing=found.says_nothing,
        without_territory_url=query.elsewhere().url() if query.territory else "",
    )


def pagination(query: SearchQuery, total: int) -> Pagination:
    count = min(max(-(-total // PER_PAGE), 1), LAST_PAGE)
    number = min(query.page, count)
    shown = {1, count, *range(max(number - _AROUND, 1), min(number + _AROUND, count) + 1)}
    items: list[PageLink | None] = []
    for page in sorted(shown):
        if items and page - 1 not in shown:
            items.append(None)
        items.append(PageLink(page, query.on_page(page).url(), page == number))
    return Pagination(
        number=number,
        count=count,
        previous_url=query.on_page(number - 1).url() if number > 1 else "",
        next_url=query.on_page(number + 1).url() if number < count else "",
        items=items,
    )


def sorts(query: SearchQuery) -> list[SortChoice]:
    """Nothing is pertinent as long as nothing is asked. The usual sort has no value: it follows what is asked next."""
    return [
        SortChoice("" if value == query.default_sort else value, label, value == query.sort)
        for value, label in SORTS.items()
        if query.q or value != "pertinence"
    ]


def title(query: SearchQuery, found: Presented, visit: Visit) -> str:
    """Tells the pages of the catalogue apart: what is asked, how many services, which page."""
    named = [visit.vocabulary.label(facet, value) for facet, values in query.selected for value in values]
    asked = [f"« {query.q} »"] if query.q else []
    about = ", ".join([*asked, *named[:_MOST_NAMED]])
    page = f", page {query.page}" if query.page > 1 else ""
    if not about:
        return f"Catalogue des services{page}"
    partial = found.total - found.whole
    if partial and not found.whole:
        return f"{_counted(partial)} en partie pour {about}{page}"
    return f"{_counted(found.whole)} pour {about}{f', {partial} en partie' if partial else ''}{page}"


def _counted(services: int) -> str:
    return "Aucun service" if not services else "1 service" if services == 1 else f"{services} services"
