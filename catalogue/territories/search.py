"""Finding a territory or an organisation as people name it: the one search that every field, chooser and list uses.

By name, kind, code, SIREN or postcode, in any order of words, whatever the accents; a commune that merged, or a
municipal arrondissement, is answered by the commune of today.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from rapidfuzz import fuzz, process

from catalogue.territories.designation import CODE_LENGTH, Designation, departement_of, designations, number_in
from catalogue.territories.folding import LONGEST, compact, district, fold
from catalogue.territories.governing import SAME_PLACE
from catalogue.territories.models import Containment, Kind, Organisation, OtherName, Territory

_BEGUN = re.compile(r"\d[\dab]\d*", re.IGNORECASE)
_LIKE_A_SIREN = 6
"""Digits from which a number may begin a SIREN: fewer begin that of every other intercommunalité."""
_SHORTEST_MISSPELLED, _CLOSE = 5, 85
_WIDE = (Kind.DEPARTEMENT, Kind.REGION)
NOTHING = Q(pk__in=[])


def find_territories(text: str, limit: int = 8) -> list[Territory]:
    """The likeliest first, in one query; nothing misspelled, since people type other things in the same field."""
    return list(_Question(text, designations(text)).ask(Territory.objects.all())[:limit])


def likeliest(territories: QuerySet[Territory], text: str, limit: int) -> list[Territory]:
    """The first of `ranked`, without asking twice when the first reading is the right one."""
    found = list(_Question(text, designations(text)).ask(territories)[:limit])
    return found or list(ranked(territories, text)[:limit])


def likeliest_organisations(text: str, limit: int) -> list[Organisation]:
    """The first of `organisations_named` among all, with their territory."""
    organisations = Organisation.objects.select_related("territory")
    found = list(_Question(text, designations(text), "territory__").ask(organisations)[:limit])
    return found or list(organisations_named(organisations, text)[:limit])


def ranked(territories: QuerySet[Territory], text: str) -> QuerySet[Territory]:
    """Those of them that people mean by `text`, the likeliest first, then the most populated."""
    return _first_answer(territories, text, "")


def organisations_named(organisations: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """By their own name, acronym or SIREN, or by their territory, ranked as territories are."""
    return _first_answer(organisations, text, "territory__")


def _first_answer(rows: QuerySet, text: str, prefix: str) -> QuerySet:
    """As it is written; else with its last words read as a place; else with its nearest spelling."""
    found = _Question(text, designations(text), prefix).ask(rows)
    for read_again in (_with_a_place, _nearest_names):
        if not fold(text) or found.exists():
            break
        found = _Question(text, read_again(text), prefix).ask(rows)
    return found


def _with_a_place(text: str) -> list[Designation]:
    """« Saint-Denis de la Réunion », « Saint-Denis Gard », whatever stands aside."""
    wide = Territory.objects.filter(kind__in=_WIDE).values_list("compact_name", flat=True)
    return designations(text, frozenset(wide))


def _nearest_names(text: str) -> list[Designation]:
    """Those that begin with the same letter, since reading all of them would take too long."""
    read = [one for one in designations(text) if len(one.key) >= _SHORTEST_MISSPELLED]
    found = []
    for one in read:
        alike = Territory.objects.filter(compact_name__startswith=one.key[0]).order_by()
        names = dict(alike.values_list("compact_name", "folded_name"))
        close = process.extract(one.key, names.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=10)
        found += [Designation(names[key], one.kinds, one.form, one.place) for key, *_ in close]
    return found


@dataclass
class _Question:
    """`prefix`: what leads from the rows asked to their territory, such as "territory__"."""

    text: str
    read: list[Designation]
    prefix: str = ""

    def __post_init__(self) -> None:
        self.folded = fold(self.text.replace("\0", " ")[:LONGEST])
        self.number = self.folded.replace(" ", "")

    def ask(self, rows: QuerySet) -> QuerySet:
        found = rows.filter(self.wanted()).annotate(rank=self.rank())
        population = F(f"{self.prefix}population").desc(nulls_last=True)
        return found.order_by("rank", population, *(("name", "pk") if self.prefix else ("folded_name", "code")))

    def q(self, **conditions) -> Q:
        return Q(*[(f"{self.prefix}{name}", value) for name, value in conditions.items()])

    def wanted(self) -> Q:
        """A circonscription that its commune or its département covers is shown once, as the latter."""
        if not self.folded:
            return NOTHING
        found = NOTHING
        for one in self.read:
            found |= self._named(one)
            if self.prefix and not one.kinds and not one.place:
                found |= self._own_name(one)
        return (found | self._numbered()) & ~self._twice()

    def _twice(self) -> Q:
        twins = Q()
        for kind in _WIDE:
            codes = [key.partition("-")[2] for key in SAME_PLACE if key.startswith(f"{kind}-")]
            twins |= self.q(kind=kind, code__in=codes)
        return twins & Q(territory__isnull=False) if self.prefix else twins

    def _named(self, one: Designation) -> Q:
        words, in_other = Q(), Q()
        for word in one.name.split():
            words &= self.q(folded_name__contains=word)
            in_other &= Q(folded_name__contains=word)
        others = OtherName.objects.filter(in_other | Q(compact_name=one.key))
        if one.kinds:
            words &= self.q(kind__in=one.kinds)
            others = others.filter(kind__in=one.kinds)
        whole = self.q(compact_name__in=one.keys) & (self.q(kind__in=one.kinds) if one.kinds else Q())
        found = words | whole | self.q(pk__in=others.values("territory"))
        return found & self._placed(one.place) if one.place else found

    def _own_name(self, one: Designation) -> Q:
        """Of an organisation; its compact name has no spaces, its words are in it all the same."""
        words = Q()
        for word in one.name.split():
            words &= Q(compact_name__contains=word)
        return words | Q(acronym__iexact=self.text.strip()[:LONGEST])

    def _numbered(self) -> Q:
        number = number_in(self.text)
        if number and number.is_siren:
            itself = self.q(siren=number.digits) | self.q(code=number.digits)
            return itself | Q(siren=number.digits) if self.prefix else itself
        if number and number.kind:
            return self._code(number.digits, number.kind)
        if not _BEGUN.fullmatch(self.number):
            return NOTHING
        codes = self.q(code__istartswith=self.number) | self._code(self.number)
        if len(self.number) < _LIKE_A_SIREN:
            codes &= ~self.q(kind__in=[Kind.EPCI, Kind.SYNDICAT])
        postcodes = self.q(postcodes__startswith=self.number) | self.q(postcodes__contains=f" {self.number}")
        return codes | postcodes

    def _code(self, code: str, kind: str = "") -> Q:
        """The zero that a spreadsheet ate is put back; a former code leads to the commune of today."""
        codes = [code.upper(), f"0{code.upper()}"]
        of_kind = self.q(kind=kind) if kind else Q()
        former = OtherName.objects.filter(code__in=codes, **({"kind": kind} if kind else {}))
        return (self.q(code__in=codes) & of_kind) | self.q(pk__in=former.values("territory"))

    def _placed(self, place: str) -> Q:
        if place[0].isdigit():
            codes = departement_of(place)
            inside = Containment.objects.filter(container__kind=Kind.DEPARTEMENT, container__code__in=codes)
            itself = self.q(kind=Kind.DEPARTEMENT, code__in=codes) | self.q(code__iexact=place)
            for code in codes:
                itself |= self.q(kind=Kind.COMMUNE, code__startswith=code)
            return self.q(pk__in=inside.values("member")) | itself
        inside = Containment.objects.filter(container__kind__in=_WIDE, container__compact_name=compact(place))
        return self.q(pk__in=inside.values("member"))

    def rank(self) -> Case:
        """A postcode before a code: people know theirs, « 13001 » is Marseille to them, not Aix-en-Provence."""
        keys = {key for one in self.read for key in one.keys}
        names = {one.name for one in self.read}
        postcode = self.number if self.number.isdigit() and len(self.number) == CODE_LENGTH else ""
        placed = {one.place for one in self.read if one.place.isdigit() and len(one.place) == CODE_LENGTH}
        others = OtherName.objects.filter(compact_name__in=keys)
        is_epci = self.q(kind=Kind.EPCI)
        own = Q(compact_name__in=keys) | Q(acronym__iexact=self.folded) | Q(siren=self.number)
        whole = self.q(folded_name__in=names) | self.q(code__iexact=self.number) | self.q(siren=self.number or "-")
        if number := number_in(self.text):
            whole |= self._code(number.digits, number.kind)
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
            When(self.q(compact_name__in=keys), then=Value(3)),
            When(self.q(folded_name__startswith=first), then=Value(4)),
            When(self.q(folded_name__contains=f" {first}"), then=Value(5)),
            default=Value(6),
            output_field=IntegerField(),
        )


def describe(territories: Iterable[Territory], text: str = "") -> dict[int, str]:
    """What tells namesakes apart, by id: « Commune, Loire (42) », « Intercommunalité, Gard (30), Vaucluse (84) ».

    With the `text` that found them, why it did: « Commune, Haute-Savoie (74) — Cran-Gevrier en fait partie ».
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
    """By id of those that another name or code led to."""
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
