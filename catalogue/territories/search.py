"""Finding a territory as people name it: by name, code or postcode, whatever the accents, case and hyphens."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from catalogue.territories.folding import fold
from catalogue.territories.models import Containment, Kind, Organisation, Territory

_CODE = re.compile(r"\d[\dAB]\d{0,7}", re.IGNORECASE)
_LONGEST = 100


def find_territories(text: str, limit: int = 8) -> list[Territory]:
    """The whole name or code first, then what begins so, then what contains it; the most populated first. One query."""
    return list(ranked(Territory.objects.all(), text)[:limit])


def ranked(territories: QuerySet[Territory], text: str) -> QuerySet[Territory]:
    """Those of them that people mean by `text`, the likeliest first."""
    found = territories.filter(named(text)).annotate(rank=_rank(text))
    return found.order_by("rank", F("population").desc(nulls_last=True), "folded_name", "code")


def named(text: str, prefix: str = "") -> Q:
    """The territories that `text` may name, or the rows that refer to one through `prefix` (such as "territory__")."""
    folded = fold(text[:_LONGEST])
    if not folded:
        return Q(pk__in=[])
    number = folded.replace(" ", "")
    return _all_words(folded, prefix) | (_numbered(number, prefix) if _CODE.fullmatch(number) else Q(pk__in=[]))


def organisations_named(organisations: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """By their own name, acronym or SIREN, or by their territory, ranked as territories are."""
    itself = Q(acronym__iexact=text) | Q(name__iexact=text) | Q(siren=text.replace(" ", ""))
    found = organisations.filter(itself | Q(name__icontains=text) | named(text, "territory__"))
    rank = Case(When(itself, then=Value(0)), default=_rank(text, "territory__"), output_field=IntegerField())
    return found.annotate(rank=rank).order_by("rank", F("territory__population").desc(nulls_last=True), "name")


def _all_words(folded: str, prefix: str) -> Q:
    """Every word, in any order."""
    wanted = Q()
    for word in folded.split():
        wanted &= Q((f"{prefix}folded_name__contains", word))
    return wanted


def _numbered(number: str, prefix: str) -> Q:
    return (
        Q((f"{prefix}code__istartswith", number))
        | Q((f"{prefix}postcodes__startswith", number))
        | Q((f"{prefix}postcodes__contains", f" {number}"))
    )


def _rank(text: str, prefix: str = "") -> Case:
    folded = fold(text[:_LONGEST])
    number = folded.replace(" ", "")
    whole = Q((f"{prefix}folded_name", folded)) | Q((f"{prefix}code__iexact", number))
    word = Q((f"{prefix}folded_name__contains", f" {folded}")) | Q((f"{prefix}postcodes__contains", number))
    return Case(
        When(whole, then=Value(0)),
        When(Q((f"{prefix}folded_name__startswith", folded)), then=Value(1)),
        When(word, then=Value(2)),
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
