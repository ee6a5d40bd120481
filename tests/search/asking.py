"""Asking the catalogue as a visitor does, and reading what is shown."""

from urllib.parse import urlencode

from django.test import Client, override_settings

from search.answering.results import FacetChoice, Results


def ask(query: str = "", client: Client | None = None, **parameters) -> Results:
    """The results of `/services/?q=…`; lists become repeated parameters."""
    pairs = {"q": query, **parameters} if query else parameters
    return follow(f"/services/?{urlencode(pairs, doseq=True)}", client)


def follow(url: str, client: Client | None = None) -> Results:
    """The results at an address."""
    with override_settings(PAGE_CACHE_MEGABYTES=0):  # a cached page has no context to read
        response = (client or Client()).get(url)
    assert response.status_code == 200
    results = response.context["results"]
    assert not results.notice  # the index answers, not the database in its place
    return results


def names(results: Results) -> list[str]:
    return [hit.sheet.title for hit in results.hits]


def found(query: str = "", **parameters) -> set[str]:
    return set(names(ask(query, **parameters)))


def counts(results: Results, facet: str) -> dict[str, int]:
    """Value -> count, as the panel shows them, children included."""
    choices: list[FacetChoice] = [choice for panel in results.panels if panel.name == facet for choice in panel.choices]
    return {choice.value: choice.count for top in choices for choice in [top, *top.children]}
