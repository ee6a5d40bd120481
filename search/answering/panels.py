"""Panels of facets and the chips of what is selected, all from the table of facets."""

from search.answering.query import SearchQuery
from search.answering.results import Chip, Choice, Panel
from search.answering.vocabulary import Vocabulary
from search.facets import FACETS, Facet

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
