"""Finding a territory as people name it: by name, code or postcode, whatever the accents, case and hyphens."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Case, F, IntegerField, Q, Value, When

from catalogue.territories.folding import fold
from catalogue.territories.models import Containment, Kind, Territory

_CODE = re.compile(r"\d[\dAB]\d{0,7}", re.IGNORECASE)
_LONGEST = 100


def find_territories(text: str, limit: int = 8) -> list[Territory]:
    """The whole name or code first, then what begins so, then what contains it; the most populated first. One query."""
    folded = fold(text[:_LONGEST])
    if not folded:
        return []
    number = folded.replace(" ", "")
    matches = _named(folded) | (_numbered(number) if _CODE.fullmatch(number) else Q(pk__in=[]))
    found = Territory.objects.filter(matches).annotate(rank=_rank(folded, number))
    return list(found.order_by("rank", F("population").desc(nulls_last=True), "folded_name", "code")[:limit])


def _named(folded: str) -> Q:
    """Every word, in any order."""
    wanted = Q()
    for word in folded.split():
        wanted &= Q(folded_name__contains=word)
    return wanted


def _numbered(number: str) -> Q:
    return Q(code__istartswith=number) | Q(postcodes__startswith=number) | Q(postcodes__contains=f" {number}")


def _rank(folded: str, number: str) -> Case:
    return Case(
        When(Q(folded_name=folded) | Q(code__iexact=number), then=Value(0)),
        When(folded_name__startswith=folded, then=Value(1)),
        When(Q(folded_name__contains=f" {folded}") | Q(postcodes__contains=number), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def describe(territories: Iterable[Territory]) -> dict[int, str]:
    """What tells namesakes apart, by id: « Commune, Loire (42) », « Intercommunalité, Gard (30), Vaucluse (84) »."""
    territories = list(territories)
    around = defaultdict(list)
    links = Containment.objects.filter(
        member__in=[territory.pk for territory in territories], container__kind__in=[Kind.DEPARTEMENT, Kind.REGION]
    ).select_related("container")
    for link in links.order_by("container__code"):
        around[link.member_id].append(link.container)
    return {territory.pk: _description(territory, around[territory.pk]) for territory in territories}


def _description(territory: Territory, around: list[Territory]) -> str:
    kind = str(Kind(territory.kind).label)
    departements = [f"{one.name} ({one.code})" for one in around if one.kind == Kind.DEPARTEMENT]
    if territory.kind == Kind.DEPARTEMENT:
        return ", ".join([f"{kind} {territory.code}", *(one.name for one in around if one.name != territory.name)])
    return ", ".join([kind, *departements])
