"""The query strings of the desks of the fund. What is not valid is dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from catalogue.funding.instructing import Desk, files_at
from catalogue.funding.models import UNDER_REVIEW, UNFILED, Application, ApplicationState, FundingCall, Wave
from store.spaces.query_parameters import requested_page, typed_words

ALL, MINE, NOBODY = "tous", "moi", "personne"
_LONGEST_NUMBER = 18
"""Digits of what a database holds."""


@dataclass(frozen=True)
class AskedFiles:
    """`?appel=&vague=&etat=&suivi=&q=&page=`; what is not valid is dropped."""

    call: str = ""
    wave: str = ""
    state: str = ""
    followed: str = ""
    words: str = ""
    page: int = 1

    def query(self, page: int = 1) -> str:
        said = {"appel": self.call, "vague": self.wave, "etat": self.state, "suivi": self.followed, "q": self.words}
        kept = {name: value for name, value in said.items() if value}
        return "?" + urlencode(kept | ({"page": str(page)} if page > 1 else {}))

    def among(self, desk: Desk) -> QuerySet[Application]:
        rows = files_at(desk.officer)
        if self.call:
            rows = rows.filter(call=int(self.call))
        if self.wave:
            rows = rows.filter(wave=int(self.wave))
        if self.state != ALL:
            rows = rows.filter(state__in=[self.state] if self.state else UNDER_REVIEW)
        if self.followed:
            rows = rows.filter(assignment__officer=desk.officer if self.followed == MINE else None)
        for word in self.words.split():
            rows = rows.filter(Q(title__icontains=word) | Q(reference__icontains=word) | Q(lead__name__icontains=word))
        return rows


def asked_files(request: HttpRequest, calls: Iterable[FundingCall], waves: Iterable[Wave]) -> AskedFiles:
    """`calls` and `waves`: those that may be asked."""

    def one_of(name: str, values: Iterable[str]) -> str:
        asked = request.GET.get(name, "")
        return asked if asked in set(values) else ""

    states = [str(state) for state in ApplicationState if state not in UNFILED]
    return AskedFiles(
        one_of("appel", (str(call.pk) for call in calls)),
        one_of("vague", (str(wave.pk) for wave in waves)),
        one_of("etat", [*states, ALL]),
        one_of("suivi", (MINE, NOBODY)),
        typed_words(request),
        requested_page(request),
    )


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER


def asked_numbers(request: HttpRequest, name: str) -> list[int]:
    """`?dossier=12&dossier=13`, each once."""
    return list(dict.fromkeys(int(one) for one in request.GET.getlist(name) if is_number(one)))
