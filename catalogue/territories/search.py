"""Finding a territory as people name it: by name, code or postcode, whatever the accents, case and hyphens."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from catalogue.territories.folding import fold
from catalogue.territories.models import Containment, Kind, Organisation, Territory

_CODE = re.compile(r"\d[\dAB]\d{0,7}", re.IGNORECASE)
_POSTCODE = re.compile(r"\d{5}")
_LIKE_A_SIREN = 6
"""Digits from which a number may begin a SIREN: fewer begin that of every other intercommunalité."""
_WITH_NUMBER = re.compile(r"(?P<name>\D*[a-z]) (?P<number>\d[\dab]?\d{0,3})(?:e|er|eme)?(?: arrondissement)?")
_WITH_ARRONDISSEMENTS = ("paris", "lyon", "marseille")
_LONGEST = 100


def find_territories(text: str, limit: int = 8) -> list[Territory]:
    """The whole name or code first, then what begins so, then what contains it; the most populated first.

    One query, a second when nothing is found: « lhay les roses » is looked for without its spaces.
    """
    found = list(ranked(Territory.objects.all(), text)[:limit])
    whole = fold(text[:_LONGEST]).replace(" ", "")
    if found or not whole:
        return found
    squeezed = Territory.objects.annotate(squeezed=Replace("folded_name", Value(" "))).filter(squeezed__contains=whole)
    return list(squeezed.order_by(F("population").desc(nulls_last=True), "folded_name", "code")[:limit])


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
    found = _all_words(folded, prefix) | _with_number(folded, prefix)
    return found | _numbered(number, prefix) if _CODE.fullmatch(number) else found


def organisations_named(organisations: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """By their own name, acronym or SIREN, or by their territory, ranked as territories are."""
    itself = Q(acronym__iexact=text) | Q(name__iexact=text) | Q(siren=text.replace(" ", ""))
    found = organisations.filter(itself | Q(name__icontains=text) | named(text, "territory__"))
    rank = Case(When(itself, then=Value(-1)), default=_rank(text, "territory__"), output_field=IntegerField())
    return found.annotate(rank=rank).order_by("rank", F("territory__population").desc(nulls_last=True), "name")


def _all_words(folded: str, prefix: str) -> Q:
    """Every word, in any order."""
    wanted = Q()
    for word in folded.split():
        wanted &= Q((f"{prefix}folded_name__contains", word))
    return wanted


def _with_number(folded: str, prefix: str) -> Q:
    """« Loire (42) », « Saint-Denis 93 », « Lyon 69003 », « Lyon 3 »: a name, and a number that tells which."""
    said = _WITH_NUMBER.fullmatch(folded)
    if not said:
        return Q(pk__in=[])
    number = said["number"]
    where = Q((f"{prefix}code__istartswith", number)) | Q((f"{prefix}postcodes__contains", number))
    if said["name"] in _WITH_ARRONDISSEMENTS:
        where |= Q((f"{prefix}folded_name", said["name"]))
    return _all_words(said["name"], prefix) & where


def _numbered(number: str, prefix: str) -> Q:
    codes = Q((f"{prefix}code__istartswith", number))
    if len(number) < _LIKE_A_SIREN:
        codes &= ~Q((f"{prefix}kind__in", [Kind.EPCI, Kind.SYNDICAT]))
    return codes | Q((f"{prefix}postcodes__startswith", number)) | Q((f"{prefix}postcodes__contains", f" {number}"))


def _rank(text: str, prefix: str = "") -> Case:
    """A postcode before a code: people know theirs, « 13001 » is Marseille to them, not Aix-en-Provence."""
    folded = fold(text[:_LONGEST])
    number = folded.replace(" ", "")
    said = _WITH_NUMBER.fullmatch(folded)
    name = said["name"] if said else folded
    postcode = Q((f"{prefix}postcodes__contains", number)) if _POSTCODE.fullmatch(number) else Q(pk__in=[])
    whole = Q((f"{prefix}folded_name__in", {folded, name})) | Q((f"{prefix}code__iexact", number))
    word = Q((f"{prefix}folded_name__contains", f" {name}")) | Q((f"{prefix}postcodes__contains", number))
    return Case(
        When(postcode, then=Value(0)),
        When(whole, then=Value(1)),
        When(Q((f"{prefix}folded_name__startswith", name)), then=Value(2)),
        When(word, then=Value(3)),
        default=Value(4),
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
