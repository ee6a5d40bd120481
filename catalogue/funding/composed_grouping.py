"""A grouping being composed. The address is the whole state, without a cookie or a script.

`territoire` is the lead; `avec`, keys of the others with dots between them (an address holds 200). While a member is
being added, `porteur` holds the lead and `territoire` the one just chosen; `retirer` names one that leaves. The page
then leads to its plain address.
"""

from collections.abc import Iterable, Sequence
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from catalogue.funding.grouping_rules import MOST_MEMBERS
from catalogue.territories.chosen import PARAMETER, chosen_territory
from catalogue.territories.models import Kind, Organisation, OrganisationKind, Territory

_BESIDE, _LEAD, _LEAVING = "avec", "porteur", "retirer"


class ComposedGrouping:
    """Keys that name nothing are left out, and the lead is not its own partner. `is_plain`: at its own address."""

    def __init__(self, lead: Territory | None, others: Sequence[Territory], *, is_plain: bool = True) -> None:
        self.lead = lead
        self.others = [one for one in dict.fromkeys(others) if one != lead][: MOST_MEMBERS - 1] if lead else []
        self.is_plain = is_plain

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        others = _territories(".".join(request.GET.getlist(_BESIDE)).split("."))
        chosen = chosen_territory(request)
        if leaving := request.GET.get(_LEAVING):
            return cls(chosen, [one for one in others if one.key != leaving], is_plain=False)
        lead = next(iter(_territories([request.GET.get(_LEAD, "")])), None)
        if lead is None:
            return cls(chosen, others)
        return cls(lead, [*others, chosen] if chosen else others, is_plain=False)

    @property
    def beside(self) -> str:
        """As `avec` has it."""
        return ".".join(one.key for one in self.others)

    @property
    def size(self) -> int:
        return len(self.others) + 1

    @property
    def is_full(self) -> bool:
        return self.size >= MOST_MEMBERS

    @property
    def address(self) -> str:
        return self._address(PARAMETER)

    @property
    def adding(self) -> str:
        """Where the search of a territory comes back to, with one more."""
        return self._address(_LEAD)

    def _address(self, name: str) -> str:
        said = {name: self.lead.key if self.lead else "", _BESIDE: self.beside}
        query = urlencode({key: value for key, value in said.items() if value})
        return reverse("funding-eligibility") + (f"?{query}" if query else "")

    def organisations(self) -> list[Organisation]:
        """Of the lead first, then of the others; one query. A place without a collectivité is judged by its name."""
        places = [self.lead, *self.others] if self.lead else []
        rows = Organisation.objects.filter(territory__in=places).order_by("-kind", "-pk")
        kinds = (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT)
        known = {one.territory_id: one for one in rows if one.kind in kinds}
        return [_of(place, known.get(place.pk)) for place in places]


def _of(place: Territory, known: Organisation | None) -> Organisation:
    found = known or Organisation(pk=-place.pk, kind=OrganisationKind.COLLECTIVITE, name=place.name)
    found.territory = place
    return found


def _territories(keys: Iterable[str]) -> list[Territory]:
    """In the order of the keys, however many are made up; one query."""
    pairs = [tuple(key.partition("-")[::2]) for key in list(dict.fromkeys(keys))[:MOST_MEMBERS]]
    codes: dict[str, list[str]] = {}
    for kind, code in pairs:
        if kind in Kind.values and code.isalnum():
            codes.setdefault(kind, []).append(code)
    if not codes:
        return []
    wanted = Q(pk__in=[])
    for kind, some in codes.items():
        wanted |= Q(kind=kind, code__in=some)
    known = {(one.kind, one.code): one for one in Territory.objects.filter(wanted)}
    return [known[kind, code] for kind, code in pairs if (kind, code) in known]
