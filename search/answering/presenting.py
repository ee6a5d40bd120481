"""From what was found to what a template loops over: panels, chips, pages, sorts, title."""

from search.answering.query import LAST_PAGE, PER_PAGE, SORTS, SearchQuery
from search.answering.results import (
    Chip,
    Choice,
    Hit,
    Link,
    PageLink,
    Pagination,
    Panel,
    Results,
    SortChoice,
)
from search.answering.visit import Visit
from search.answering.vocabulary import Vocabulary
from search.facets import FACETS, Facet

_AROUND = 1
_MOST_NAMED = 3


def present(
    query: SearchQuery, visit: Visit, *, hits: list[Hit], total: int, whole: int, corrected: str = "", **said
) -> Results:
    """`corrected`: the question with other words; `said`: the fields of Results that need nothing more."""
    return Results(
        query=query,
        hits=hits,
        total=total,
        whole=whole,
        pagination=pagination(query, total),
        chips=chips(query, visit.vocabulary),
        sorts=sorts(query),
        did_you_mean=Link(corrected, query.asking(corrected).url()) if corrected else None,
        territory=visit.territory,
        clear_url=query.cleared().url(),
        canonical_url=query.url(),
        title=title(query, total, whole, visit),
        without_territory_url=query.elsewhere().url() if query.territory else "",
        **said,
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


def title(query: SearchQuery, total: int, whole: int, visit: Visit) -> str:
    """Tells the pages of the catalogue apart: what is asked, how many services, which page."""
    named = [visit.vocabulary.label(facet, value) for facet, values in query.selected for value in values]
    asked = [f"« {query.q} »"] if query.q else []
    about = ", ".join([*asked, *named[:_MOST_NAMED]])
    page = f", page {query.page}" if query.page > 1 else ""
    if not about:
        return f"Catalogue des services{page}"
    partial = total - whole
    if partial and not whole:
        return f"{_counted(partial)} en partie pour {about}{page}"
    return f"{_counted(whole)} pour {about}{f', {partial} en partie' if partial else ''}{page}"


def _counted(services: int) -> str:
    return "Aucun service" if not services else "1 service" if services == 1 else f"{services} services"


Counts = dict[str, dict[str, int]]


def panels(query: SearchQuery, counts: Counts, vocabulary: Vocabulary) -> list[Panel]:
    """A panel shows the values that would find something, and those selected, which never vanish."""
    drawn = (_panel(facet, query, counts.get(facet.name, {}), vocabulary) for facet in FACETS)
    return [panel for panel in drawn if panel.choices]


def chips(query: SearchQuery, vocabulary: Vocabulary) -> list[Chip]:
    labels = {facet.name: facet.label for facet in FACETS}
    return [
        Chip(labels[facet], vocabulary.label(facet, value), query.removing(facet, value).url())
        for facet, values in query.selected
        for value in values
    ]


def _panel(facet: Facet, query: SearchQuery, counts: dict[str, int], vocabulary: Vocabulary) -> Panel:
    selected = query.values(facet.name)
    drawn = {
        value: Choice(value, label, counts.get(value, 0), value in selected, f"f-{facet.name}-{value}", [])
        for value, label in vocabulary.labels[facet.name].items()
        if counts.get(value) or value in selected
    }
    choices = _nested(drawn, vocabulary) if facet.areas else list(drawn.values())
    return Panel(facet.name, facet.label, choices, facet.is_open or bool(selected), facet.help)


def _nested(drawn: dict[str, Choice], vocabulary: Vocabulary) -> list[Choice]:
    """Régions; the départements of one appear once it is selected, or one of them is."""
    parents = vocabulary.parents
    opened = {parents.get(value, value) for value, choice in drawn.items() if choice.selected}
    for value, parent in parents.items():
        if value in drawn and parent in drawn and parent in opened:
            drawn[parent].children.append(drawn[value])
    return [choice for value, choice in drawn.items() if value not in parents]
