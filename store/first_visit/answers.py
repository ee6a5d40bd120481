"""What was answered so far, as the address says it."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from catalogue.deployments.models import Function
from catalogue.territories.chosen import PARAMETER, chosen_territory
from catalogue.territories.models import Territory
from search.answering.query import clean_text

WHO = "qui"
_NEEDS: dict[str, tuple[str, ...]] = {
    Function.ELU: ("participation citoyenne", "mobilité", "aides financières"),
    Function.DGS: ("marchés publics", "documents partagés", "visioconférence"),
    Function.AGENT: ("prendre rendez-vous", "démarches en ligne", "adresses"),
    Function.AUTRE: ("prendre rendez-vous", "cantine", "réserver une salle"),
}
"""What each often looks for."""


@dataclass(frozen=True)
class Answers:
    """`who` is a value of Function, or empty."""

    who: str = ""
    territory: Territory | None = None
    need: str = ""

    @classmethod
    def in_address(cls, request: HttpRequest) -> Self:
        said = request.GET.get(WHO, "")
        who = said if said in list(Function) else ""
        return cls(who, chosen_territory(request), clean_text(request.GET.get("q", "")))

    @property
    def examples(self) -> list[tuple[str, str]]:
        """Needs of people like the reader, and the address of the catalogue for each."""
        needs = _NEEDS[self.who or Function.AUTRE]
        return [(need, Answers(self.who, self.territory, need).url("first-visit-end")) for need in needs]

    @property
    def on_to_the_territory(self) -> str:
        return self.url("first-visit-where")

    @property
    def on_to_the_need(self) -> str:
        return self.url("first-visit-what")

    @property
    def without_territory(self) -> str:
        return Answers(self.who).url("first-visit-what")

    @property
    def to_the_end(self) -> str:
        return Answers(self.who, self.territory).url("first-visit-end")

    @property
    def catalogue(self) -> str:
        """With the need and the territory; who asks stays behind."""
        return Answers("", self.territory, self.need).url("catalogue")

    def url(self, name: str) -> str:
        said = {WHO: self.who, "q": self.need, PARAMETER: self.territory.key if self.territory else ""}
        query = urlencode({parameter: value for parameter, value in said.items() if value})
        return f"{reverse(name)}?{query}" if query else reverse(name)
