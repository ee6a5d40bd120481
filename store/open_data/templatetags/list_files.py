"""`{% asked_at results.query "results-csv" as address %}`: another form of a list of results."""

from django import template

from search.answering.query import SearchQuery

register = template.Library()


@register.simple_tag
def asked_at(query: SearchQuery, name: str) -> str:
    """Whatever page of the list one is on."""
    return query.on_page(1).as_cards.url(name)
