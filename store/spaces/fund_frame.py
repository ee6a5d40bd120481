"""The frame of the pages of those who run the fund: one menu, whichever desks they hold."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from catalogue.funding.models import FundDesk
from store.accounts.people import person_of
from store.spaces.tabs import Tab

_TABS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Ce qui vous attend", "/instruction/", tuple(FundDesk)),
    ("Enveloppes", "/instruction/enveloppes/", (FundDesk.ENVELOPES, FundDesk.PREFECTURE)),
    ("Subventions", "/instruction/subventions/", (FundDesk.PAYMENTS, FundDesk.PREFECTURE, FundDesk.NATIONAL)),
)


def fund_tabs(request: HttpRequest) -> list[Tab]:
    """Those of the desks that the person holds today; the most specific one is current."""
    held = person_of(request.user).fund_desks
    mine = [(label, url) for label, url, desks in _TABS if held & set(desks)]
    nearest = max((url for _, url in mine if request.path.startswith(url)), key=len, default="")
    exact = "page" if request.path == nearest else "true"
    return [Tab(label, url, exact if url == nearest else "") for label, url in mine]


def fund_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """`template` extends spaces/fund_base.html. Never kept by a browser: what it shows is provisional."""
    frame = {"space": "Instruction", "tabs": fund_tabs(request)}
    response = render(request, template, {**frame, **context}, status=status)
    add_never_cache_headers(response)
    return response
