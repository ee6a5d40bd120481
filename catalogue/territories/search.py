"""Finding a territory or an organisation as people name it. Every field, chooser and list uses this search.

By name, kind, code, SIREN or postcode, with words in any order and without accents. A merged commune or a municipal
arrondissement leads to the current commune.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Length
from rapidfuzz import fuzz, process

from catalogue.territories.designation import CODE_LENGTH, Designation, departement_of, designations, number_in
from catalogue.territories.folding import LONGEST, compact, district, fold
from catalogue.territories.governing import SAME_PLACE
from catalogue.territories.models import Containment, Kind, NameWord, Organisation, OtherName, Territory
from catalogue.territories.name_words import INITIALS, NUMBER, words_to_find

_BEGUN = re.compile(r"\d[\dab]\d*", re.IGNORECASE)
_LIKE_A_SIREN = 6
"""Digits from which a number may be the start of a SIREN: fewer match every other intercommunalité."""
_SHORTEST_MISSPELLED, _CLOSE = 5, 85
_SHORTER = _CLOSE / (200 - _CLOSE)
"""How much shorter one of two close names may be: `fuzz.ratio` is twice what they share over their total length."""
_WIDE = (Kind.DEPARTEMENT, Kind.REGION)
NOTHING = Q(pk__in=[])


def find_territories(text: str, limit: int = 8) -> list[Territory]:
    """The likeliest first, in one query. Misspellings are ignored, since people type other things in the same field."""
    return list(_Question(text, designations(text)).ask(Territory.objects.all())[:limit])


def likeliest(territories: QuerySet[Territory], text: str, limit: int) -> list[Territory]:
    """The first of `ranked`."""
    return _first_rows(territories, text, limit, "")


def likeliest_organisations(text: str, limit: int) -> list[Organisation]:
    """The first of `organisations_named`, with their territories."""
    return _first_rows(Organisation.objects.select_related("territory"), text, limit, "territory__")


def ranked(territories: QuerySet[Territory], text: str) -> QuerySet[Territory]:
    """Those that people mean by `text`, the likeliest first, then the most populated."""
    return _first_answer(territories, text, "")


def organisations_named(organisations: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """By their own name, acronym or SIREN, or by their territory; ranked as territories are."""
    return _first_answer(organisations, text, "territory__")


def _first_rows(rows: QuerySet, text: str, limit: int, prefix: str) -> list:
    return next(filter(None, (list(found[:limit]) for found in _answers(rows, text, prefix))), [])


def _first_answer(rows: QuerySet, text: str, prefix: str) -> QuerySet:
    found = rows.none()
    for found in _answers(rows, text, prefix):
        if found.exists():
            break
    return found


def _answers(rows: QuerySet, text: str, prefix: str) -> Iterator[QuerySet]:
    """As written; otherwise with its last words read as a place; otherwise with the nearest spelling."""
    yield _Question(text, designations(text), prefix).ask(rows)
    for read_again in (_with_a_place, _nearest_names):
        if fold(text) and (read := read_again(text)):
            yield _Question(text, read, prefix).ask(rows)


def _with_a_place(text: str) -> list[Designation]:
    """« Saint-Denis de la Réunion », « Saint-Denis Gard ». None when it adds nothing new."""
    wide = Territory.objects.filter(kind__in=_WIDE).order_by().values_list("compact_name", flat=True)
    before = set(designations(text))
    read = designations(text, frozenset(wide))
    return read if before.symmetric_difference(read) else []


def _nearest_names(text: str) -> list[Designation]:
    """Among names of similar length with the same first letter: comparing with all of them would be too slow."""
    read = [one for one in designations(text) if len(one.key) >= _SHORTEST_MISSPELLED]
    alike = Q(pk__in=[])
    for one in read:
        lengths = (int(len(one.key) * _SHORTER), int(len(one.key) / _SHORTER) + 1)
        alike |= Q(compact_name__begins=one.key[0], length__range=lengths)
    sized = Territory.objects.order_by().annotate(length=Length("compact_name"))
    keys = sorted(set(sized.filter(alike).values_list("compact_name", flat=True))) if read else []
    close = [
        (one, key)
        for one in read
        for key, *_ in process.extract(one.key, keys, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=10)
    ]
    found = Territory.objects.filter(compact_name__in={key for _, key in close}).order_by("pk")
    names = dict(found.values_list("compact_name", "folded_name")) if close else {}
    return [Designation(names[key], one.kinds, one.form, one.place) for one, key in close]


def _with_words(column: str, name: str) -> QuerySet:
    """Values of `column` in NameWord for which each word of a folded name starts one of their words. Starts from the
    rarest word, then checks the others.
    """
    rarest, *others = words_to_find(name)
    found = NameWord.objects.filter(word__begins=rarest, **{f"{column}__isnull": False})
    for word in others:
        found = found.filter(Exists(NameWord.objects.filter(word__begins=word, **{column: OuterRef(column)})))
    return found.values(column)


def _of_kinds(kinds: Iterable[str]) -> Q:
    """Written as an exclusion: otherwise SQLite would read all communes through the index on kinds."""
    return ~Q(kind__in=[kind.value for kind in Kind if kind not in kinds])


def _either(found: Sequence[QuerySet]) -> QuerySet:
    """A union instead of « or », for which a database would read the whole table."""
    return found[0].union(*found[1:]) if found[1:] else found[0]


def _in_place(place: str) -> Q:
    """Territories in a département (by its code or that of one of its communes) or in a région (by name)."""
    if place[0].isdigit():
        codes = departement_of(place)
        inside = Containment.objects.filter(container__kind=Kind.DEPARTEMENT, container__code__in=codes)
        itself = Q(kind=Kind.DEPARTEMENT, code__in=codes) | Q(code__iexact=place)
        for code in codes:
            itself |= Q(kind=Kind.COMMUNE, code__startswith=code)
        return Q(pk__in=inside.values("member")) | itself
    inside = Containment.objects.filter(container__kind__in=_WIDE, container__compact_name=compact(place))
    return Q(pk__in=inside.values("member"))


@dataclass
class _Question:
    """`prefix`: the path from the queried rows to their territory, such as "territory__"."""

    text: str
    read: list[Designation]
    prefix: str = ""

    def __post_init__(self) -> None:
        self.folded = fold(self.text.replace("\0", " ")[:LONGEST])
        self.number = self.folded.replace(" ", "")

    def ask(self, rows: QuerySet) -> QuerySet:
        """When a circonscription covers the same area as its commune or département, only the latter is shown."""
        found = rows.filter(self.wanted()).exclude(self._twice()).annotate(rank=self.rank(), weight=self._weight())
        weight = F("weight").desc(nulls_last=True)
        return found.order_by("rank", weight, *(("name", "pk") if self.prefix else ("folded_name", "code")))

    def q(self, **conditions) -> Q:
        return Q(*[(f"{self.prefix}{name}", value) for name, value in conditions.items()])

    def _weight(self) -> Case:
        """By population; an intercommunalité comes just after the commune it is named after."""
        bearer = Territory.objects.filter(
            _of_kinds([Kind.COMMUNE]), compact_name=OuterRef(f"{self.prefix}compact_name")
        )
        biggest = bearer.order_by(F("population").desc(nulls_last=True)).values("population")[:1]
        population = F(f"{self.prefix}population")
        is_epci = When(self.q(kind=Kind.EPCI), then=Coalesce(Subquery(biggest) - 1, population))
        return Case(is_epci, default=population, output_field=IntegerField())

    def wanted(self) -> Q:
        if not self.folded:
            return NOTHING
        alike: dict[tuple, list[Designation]] = {}
        for one in self.read:
            alike.setdefault((one.kinds, one.place), []).append(one)
        places = [self._named(kinds, place, names) for (kinds, place), names in alike.items()] + self._numbered()
        territories = _either([places.order_by().values("pk") for places in places])
        if not self.prefix:
            return Q(pk__in=territories)
        theirs = Organisation.objects.order_by().filter(territory__in=territories).values("pk")
        return Q(pk__in=_either([theirs, *self._owns()]))

    def _twice(self) -> Q:
        twins = Q()
        for kind in _WIDE:
            codes = [key.partition("-")[2] for key in SAME_PLACE if key.startswith(f"{kind}-")]
            twins |= self.q(kind=kind, code__in=codes)
        return twins & Q(territory__isnull=False) if self.prefix else twins

    def _named(self, kinds: Sequence[str], place: str, names: Sequence[Designation]) -> QuerySet:
        keys = {key for one in names for key in one.keys}
        whole = OtherName.objects.order_by().filter(compact_name__in={one.key for one in names})
        initials = NameWord.objects.filter(word__in=[f"{INITIALS}{one.name}" for one in names])
        found: list[QuerySet] = [Territory.objects.order_by().filter(compact_name__in=keys).values("pk")]
        found += [rows.values("territory") for rows in (whole, initials)]
        for name in dict.fromkeys(one.name for one in names):
            others = OtherName.objects.order_by().filter(pk__in=_with_words("other", name))
            found += [_with_words("territory", name), others.values("territory")]
        places = Territory.objects.filter(pk__in=_either(found))
        if kinds:
            places = places.filter(_of_kinds(kinds))
        return places.filter(_in_place(place)) if place else places

    def _owns(self) -> Iterator[QuerySet]:
        """Organisations by their own name, acronym or SIREN."""
        organisations = Organisation.objects.order_by()
        for one in self.read:
            if not one.kinds and not one.place:
                yield _with_words("organisation", one.name)
                yield organisations.filter(compact_name__in=one.keys).values("pk")
        if (number := number_in(self.text)) and number.is_siren:
            yield organisations.filter(siren=number.digits).values("pk")

    def _numbered(self) -> list[QuerySet]:
        number = number_in(self.text)
        territories = Territory.objects.order_by()
        if number and number.is_siren:
            digits = number.digits
            return [territories.filter(siren=digits), territories.filter(kind__in=Kind.values, code=digits)]
        if number and number.kind:
            return self._code(number.digits, number.kind)
        if not _BEGUN.fullmatch(self.number):
            return []
        begun = NameWord.objects.filter(word__begins=f"{NUMBER}{self.number}").values("territory")
        codes = territories.filter(pk__in=begun)
        if len(self.number) < _LIKE_A_SIREN:
            codes = codes.exclude(kind__in=[Kind.EPCI, Kind.SYNDICAT])
        return [codes, *self._code(number.digits if number else self.number)]

    def _code(self, code: str, kind: str = "") -> list[QuerySet]:
        """Restores a leading zero lost in a spreadsheet; a former code leads to the current commune."""
        codes, kinds = [code.upper(), f"0{code.upper()}"], [kind] if kind else Kind.values
        former = OtherName.objects.filter(code__in=codes, kind__in=kinds).order_by()
        territories = Territory.objects.order_by()
        return [
            territories.filter(kind__in=kinds, code__in=codes),
            territories.filter(pk__in=former.values("territory")),
        ]

    def rank(self) -> Case:
        """A postcode comes before a code: people know theirs, and mean Marseille by « 13001 », not Aix-en-Provence."""
        keys = {key for one in self.read for key in one.keys}
        names = {one.name for one in self.read}
        postcode = self.number if self.number.isdigit() and len(self.number) == CODE_LENGTH else ""
        placed = {one.place for one in self.read if one.place.isdigit() and len(one.place) == CODE_LENGTH}
        others = OtherName.objects.filter(compact_name__in=keys)
        initials = NameWord.objects.filter(word__in={f"{INITIALS}{name}" for name in names})
        is_epci = self.q(kind=Kind.EPCI)
        own = Q(compact_name__in=keys) | Q(acronym__iexact=self.folded) | Q(siren=self.number)
        whole = self.q(folded_name__in=names) | self.q(code__iexact=self.number) | self.q(siren=self.number or "-")
        if number := number_in(self.text):
            for coded in self._code(number.digits, number.kind):
                whole |= self.q(pk__in=coded.values("pk"))
        for one in self.read:
            if one.kinds:
                whole |= self.q(compact_name__in=one.keys, kind__in=one.kinds)
        first = next(iter(self.read), Designation(self.folded)).name
        return Case(
            *[When(self.q(postcodes__contains=code, folded_name__in=names), then=Value(0)) for code in sorted(placed)],
            *([When(self.q(postcodes__contains=postcode), then=Value(0))] if postcode else []),
            When(whole | own if self.prefix else whole, then=Value(1)),
            When(self.q(compact_name__in=keys) & ~is_epci, then=Value(2)),
            When(self.q(pk__in=others.values("territory")), then=Value(3)),
            When(self.q(compact_name__in=keys) | self.q(pk__in=initials.values("territory")), then=Value(3)),
            When(self.q(folded_name__startswith=first), then=Value(4)),
            When(self.q(folded_name__contains=f" {first}"), then=Value(5)),
            default=Value(6),
            output_field=IntegerField(),
        )


def describe(territories: Iterable[Territory], text: str = "") -> dict[int | None, str]:
    """What tells namesakes apart, by id: « Commune, Loire (42) », « Intercommunalité, Gard (30), Vaucluse (84) ».

    With the `text` that found them, also why it did: « Commune, Haute-Savoie (74) — Cran-Gevrier en fait partie ».
    Organisations without a territory may ask for None.
    """
    territories = list(territories)
    around = defaultdict(list)
    links = Containment.objects.filter(
        member__in=[territory.pk for territory in territories], container__kind__in=_WIDE
    ).select_related("container")
    for link in links.order_by("container__code"):
        around[link.member_id].append(link.container)
    why = _reasons(territories, text) if text else {}
    return {
        territory.pk: " — ".join(filter(None, (_description(territory, around[territory.pk]), why.get(territory.pk))))
        for territory in territories
    }


def _reasons(territories: list[Territory], text: str) -> dict[int, str]:
    """For those found through another name or code, by id."""
    read = designations(text)
    number = number_in(text)
    keys = {key for one in read for key in one.keys}
    codes = {number.digits, f"0{number.digits}"} if number else set()
    by_number = number or district(fold(text))
    why: dict[int, str] = {}
    for other in OtherName.objects.filter(territory__in=territories).exclude(relation=OtherName.Relation.USAGE):
        territory = other.territory_id
        if number and other.code in codes:
            why[territory] = other.within if other.name else f"{other.code} : {other.within}"
        elif not number and other.name and other.compact_name in keys:
            why[territory] = other.within
        elif not by_number and other.name and any(_has_all_words(other, one) for one in read):
            why.setdefault(territory, other.within)
    named = {one.pk for one in territories if not by_number and any(_has_all_words(one, said) for said in read)}
    return {pk: reason for pk, reason in why.items() if pk not in named}


def _has_all_words(named: Territory | OtherName, one: Designation) -> bool:
    return all(word in named.folded_name for word in one.name.split())


def _description(territory: Territory, around: list[Territory]) -> str:
    kind = str(Kind(territory.kind).label)
    departements = [f"{one.name} ({one.code})" for one in around if one.kind == Kind.DEPARTEMENT]
    if territory.kind == Kind.DEPARTEMENT:
        return ", ".join([f"{kind} {territory.code}", *(one.name for one in around if one.name != territory.name)])
    return ", ".join([kind, *departements])
