"""Which organisation a line of a file names: one, several namesakes, or none. Nothing is guessed.

Numbers come first (SIREN, SIRET, keys, INSEE codes, postcodes), then names however they are written. A merged commune
leads to the current one, and a note says so.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q, QuerySet

from catalogue.foundation.french import of
from catalogue.territories.designation import (
    CODE_LENGTH,
    Designation,
    Number,
    departement_of,
    designations,
    is_kind,
    number_in,
    place_said,
)
from catalogue.territories.folding import compact, fold
from catalogue.territories.governing import governing_key
from catalogue.territories.models import Containment, Kind, Organisation, OrganisationKind, OtherName, Territory

_BATCH = 500
_ADMINISTRATIVE = (Kind.COMMUNE, Kind.DEPARTEMENT, Kind.REGION)


@dataclass(frozen=True)
class Resolution:
    """`found`: none, one, or all the namesakes, most populated first. `notes`: French sentences about what was read
    differently from what was written (except accents and capitals). `elsewhere`: the given département, when nothing
    with that name is there.
    """

    typed: str
    found: tuple[Organisation, ...] = ()
    notes: tuple[str, ...] = ()
    elsewhere: str = ""

    @property
    def organisation(self) -> Organisation | None:
        return self.found[0] if len(self.found) == 1 and not self.elsewhere else None


def resolve(typed: str, departement: str = "") -> Resolution:
    """`departement`: its code or name, when it is given apart from `typed`. It chooses among namesakes and wins over
    the name.
    """
    return resolve_all([(typed, departement)])[0]


def resolve_all(asked: Iterable[tuple[str, str]]) -> list[Resolution]:
    """`resolve` for a whole file in a few queries; takes pairs of a name and its département (or "")."""
    places = _Places()
    readings = [_Reading.of(typed, departement, places.codes) for typed, departement in asked]
    known = _Known(readings, places)
    return [known.resolution(reading) for reading in readings]


def with_code(organisation: Organisation) -> str:
    """« Bourg-en-Bresse (commune 01053) », « CC Cœur de Charente (SIREN 200072023) »: text that can be pasted into a
    file.
    """
    territory = organisation.territory
    if territory and organisation.kind == OrganisationKind.COLLECTIVITE and territory.kind in _ADMINISTRATIVE:
        return f"{organisation.name} ({territory.get_kind_display().lower()} {territory.code})"
    return f"{organisation.name} (SIREN {organisation.siren})" if organisation.siren else str(organisation)


@dataclass(frozen=True)
class _Reading:
    typed: str
    departement: str
    number: Number | None
    names: tuple[Designation, ...]

    @classmethod
    def of(cls, typed: str, departement: str, places: Container[str]) -> "_Reading":
        number = number_in(typed)
        names = () if number else tuple(designations(typed, places))
        return cls(typed, place_said(departement), number, names)

    def name_keys(self) -> Iterator[str]:
        for name in self.names:
            yield from name.keys
            if beside := name.aside or name.place:
                yield compact(beside)

    def codes(self) -> Iterator[str]:
        if self.number:
            yield from (self.number.digits, f"0{self.number.digits}")


class _Places:
    """What distinguishes namesakes: départements by code and name, régions by name."""

    def __init__(self) -> None:
        self.codes: dict[str, set[str]] = defaultdict(set)
        departements = Territory.objects.filter(kind=Kind.DEPARTEMENT)
        for code, name in departements.values_list("code", "compact_name"):
            self.codes[name].add(code)
        links = Containment.objects.filter(container__kind=Kind.REGION, member__kind=Kind.DEPARTEMENT)
        for name, code in links.values_list("container__compact_name", "member__code"):
            self.codes[name].add(code)

    def __contains__(self, place: str) -> bool:
        return place[:1].isdigit() or compact(place) in self.codes

    def departements(self, place: str) -> set[str]:
        """By name, code (the leading zero may be missing) or postcode."""
        if place[:1].isdigit():
            return set(departement_of(place.zfill(2)))
        return self.codes.get(compact(place), set())


@dataclass
class _Candidate:
    """`through`: the other name or code that led to the territory, if any."""

    territory: Territory
    through: OtherName | None = None

    @property
    def kind(self) -> str:
        return self.through.kind if self.through else self.territory.kind


@dataclass
class _Known:
    """Everything the readings may refer to, fetched together."""

    readings: Sequence[_Reading]
    places: "_Places"
    by_code: dict[str, list[_Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[str, list[_Candidate]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        codes = {code for reading in self.readings for code in reading.codes()}
        keys = {key for reading in self.readings for key in reading.name_keys()}
        self._read_territories(codes, keys)
        self._read_organisations(codes, keys)
        self._read_departements()

    def _read_territories(self, codes: set[str], keys: set[str]) -> None:
        for territory in _in(Territory.objects.all(), code=codes, siren=codes, compact_name=keys):
            for code in {territory.code, territory.siren} & codes:
                self.by_code[code].append(_Candidate(territory))
            self.by_key[territory.compact_name].append(_Candidate(territory))
        for other in _in(OtherName.objects.select_related("territory"), code=codes, compact_name=keys):
            if other.code in codes:
                self.by_code[other.code].append(_Candidate(other.territory, other))
            if other.compact_name:
                self.by_key[other.compact_name].append(_Candidate(other.territory, other))

    def _read_organisations(self, codes: set[str], keys: set[str]) -> None:
        found = [*self.by_code.values(), *self.by_key.values()]
        ids = {candidate.territory.pk for candidates in found for candidate in candidates}
        organisations = Organisation.objects.select_related("territory")
        acronyms = set(Organisation.objects.exclude(acronym="").values_list("acronym", flat=True))
        self.by_siren: dict[str, Organisation] = {}
        self.by_name: dict[str, list[Organisation]] = defaultdict(list)
        self.of_territory: dict[int, Organisation] = {}
        for one in _in(
            organisations,
            siren=codes,
            compact_name=keys,
            acronym={one for one in acronyms if compact(fold(one)) in keys},
            territory=ids,
        ):
            if one.siren:
                self.by_siren[one.siren] = one
            if one.territory and (one.kind == OrganisationKind.COLLECTIVITE or one.territory.kind == Kind.SYNDICAT):
                self.of_territory[one.territory_id] = one
            else:
                for key in {one.compact_name, compact(fold(one.acronym))} - {""}:
                    self.by_name[key].append(one)

    def _read_departements(self) -> None:
        """For intercommunalités, whose codes do not tell which départements they touch."""
        epci = {c.territory.pk for many in self.by_key.values() for c in many if c.territory.kind == Kind.EPCI}
        self.around: dict[int, set[str]] = defaultdict(set)
        for link in _in(Containment.objects.select_related("container"), member=epci):
            if link.container.kind == Kind.DEPARTEMENT:
                self.around[link.member_id].add(link.container.code)

    def resolution(self, reading: _Reading) -> Resolution:
        if reading.number:
            return self._by_number(reading, reading.number)
        for name in reading.names:
            if found := self._named(name, reading):
                return found
        return Resolution(reading.typed)

    def _by_number(self, reading: _Reading, number: Number) -> Resolution:
        if number.is_siren and number.digits in self.by_siren:
            return Resolution(reading.typed, (self.by_siren[number.digits],))
        for code in reading.codes():
            found = [one for one in self.by_code[code] if _may_be(one, number, code)]
            if found:
                notes = () if code == number.digits else (f"{number.typed} lu {code}",)
                return self._told(reading, found, notes)
        if number.kind or len(number.digits) not in (CODE_LENGTH - 1, CODE_LENGTH):
            return Resolution(reading.typed)
        return self._by_postcode(reading, number.digits.zfill(CODE_LENGTH))

    def _by_postcode(self, reading: _Reading, postcode: str) -> Resolution:
        found = [_Candidate(one) for one in Territory.objects.filter(postcodes__contains=postcode)]
        notes = (f"{postcode} lu comme un code postal",) if found else ()
        return self._told(reading, self._narrowed(found, reading.departement), notes)

    def _named(self, name: Designation, reading: _Reading) -> Resolution | None:
        """None when nothing has that name."""
        said = name.place if name.place in self.places else ""
        place = said or reading.departement
        called = [one for one in self._so_called(name) if not name.kinds or one.kind in name.kinds]
        organisations = [] if name.kinds else list(self.by_name[name.key])
        if not called:
            return Resolution(reading.typed, tuple(organisations)) if organisations else None
        there = self._in_place(called, place) if place else []
        if said and not there:
            return None
        found = _nearest(there or called, name)
        if place and not said:
            found = [one for one in found if one.kind in (Kind.COMMUNE, Kind.EPCI)] or found
        found, notes = self._with_aside(found, "" if said else name.aside or name.place)
        resolution = self._told(reading, found, notes, organisations)
        if there or organisations or not self._contradicts(found, place):
            return resolution
        return replace(resolution, elsewhere=place)

    def _contradicts(self, found: list[_Candidate], place: str) -> bool:
        """Whether a column gives a département and none of them is in it. Those that are in no département do not
        count.
        """
        placed = (Kind.COMMUNE, Kind.EPCI, Kind.DEPARTEMENT)
        return bool(place and self.places.departements(place)) and all(one.territory.kind in placed for one in found)

    def _with_aside(self, found: list[_Candidate], aside: str) -> tuple[list[_Candidate], tuple[str, ...]]:
        """« Nantes / Rezé » names two communes: both are listed. Other text beside the name is reported as ignored."""
        if not aside or is_kind(aside):
            return found, ()
        beside = self.by_key[compact(aside)]
        communes = [one for one in beside if one.kind == Kind.COMMUNE]
        if communes:
            return found + communes, ()
        same = {one.territory.pk for one in beside} & {one.territory.pk for one in found}
        return found, () if same else (f"« {aside} » laissé de côté",)

    def _so_called(self, name: Designation) -> list[_Candidate]:
        found = [one for one in self.by_key[name.key] if one.kind != Kind.EPCI or one.through]
        return found + [one for one in self.by_key[name.loose_key] if one.kind == Kind.EPCI and not one.through]

    def _in_place(self, candidates: Iterable[_Candidate], place: str) -> list[_Candidate]:
        return [one for one in candidates if self._lies_in(one, place)]

    def _narrowed(self, candidates: list[_Candidate], place: str) -> list[_Candidate]:
        """Those in that place; all of them when none is, since a column of a file may mean something else."""
        return self._in_place(candidates, place) or candidates if place else candidates

    def _lies_in(self, candidate: _Candidate, place: str) -> bool:
        territory = candidate.territory
        if len(place) == CODE_LENGTH and place[0].isdigit():
            code = candidate.through.code if candidate.through else territory.code
            if place.upper() in (code, territory.code) or place in territory.postcodes.split():
                return True
        around = set(departement_of(territory.code)) if territory.kind == Kind.COMMUNE else self.around[territory.pk]
        if territory.kind == Kind.DEPARTEMENT:
            around = {territory.code}
        return bool(self.places.departements(place) & around)

    def _governs(self, territory: Territory) -> Organisation | None:
        key = governing_key(territory.key)
        if key == territory.key:
            return self.of_territory.get(territory.pk) or _organisation(territory)
        governing = Territory.objects.by_key(key)
        return _organisation(governing or territory) or self.of_territory.get(territory.pk)

    def _told(
        self,
        reading: _Reading,
        candidates: Iterable[_Candidate],
        notes: tuple[str, ...] = (),
        organisations: Iterable[Organisation] = (),
    ) -> Resolution:
        found: dict[int, Organisation] = {one.pk: one for one in organisations}
        told = list(notes)
        for candidate in sorted(candidates, key=lambda one: -(one.territory.population or 0)):
            organisation = self._governs(candidate.territory)
            if organisation:
                found.setdefault(organisation.pk, organisation)
                if candidate.through:
                    told.append(leads_to(candidate.through))
        return Resolution(reading.typed, tuple(found.values()), tuple(dict.fromkeys(told)))


def leads_to(other: OtherName) -> str:
    """« Cran-Gevrier fait partie d'Annecy »; empty for a usual name, which needs no explanation."""
    today = other.territory.name
    if other.relation == OtherName.Relation.USAGE:
        return f"{other.name} : {today}"
    if not other.name:
        return f"{other.code} est le code d'une ancienne commune qui fait partie {of(today)}"
    return f"{other.name} fait partie {of(today)}"


def _organisation(territory: Territory) -> Organisation | None:
    return Organisation.objects.filter(territory=territory).select_related("territory").order_by("pk").first()


def _may_be(candidate: _Candidate, number: Number, code: str) -> bool:
    if number.kind:
        return candidate.kind == number.kind
    if number.is_siren:
        return True
    return candidate.kind == (Kind.COMMUNE if len(code) == CODE_LENGTH else Kind.DEPARTEMENT)


def _nearest(candidates: list[_Candidate], name: Designation) -> list[_Candidate]:
    """Those whose own name is nearest to the text: « Nantes » is the commune before the Métropole."""
    ranks = defaultdict(list)
    for candidate in candidates:
        ranks[_distance(candidate, name)].append(candidate)
    if not ranks:
        return []
    nearest = ranks[min(ranks)]
    return nearest + _bigger_of_before(candidates, nearest)


def _bigger_of_before(candidates: list[_Candidate], nearest: list[_Candidate]) -> list[_Candidate]:
    """« Évry » is a village today, and the former name of a town of 67 000 people: it could mean either."""
    if any(one.through or one.kind != Kind.COMMUNE for one in nearest):
        return []
    most = max(one.territory.population or 0 for one in nearest)
    before = [one for one in candidates if one.through and one.kind == Kind.COMMUNE]
    return [one for one in before if (one.territory.population or 0) > most]


def _distance(candidate: _Candidate, name: Designation) -> tuple[bool, bool, bool, bool]:
    """Sort key: current names before former ones, then the given form, then anything but an EPCI, then exact names."""
    territory, through = candidate.territory, candidate.through
    other_form = bool(name.form) and not _has_form(territory, name.form)
    other_words = (through or territory).folded_name != name.name
    is_epci = territory.kind == Kind.EPCI
    return bool(through), other_form, is_epci and not name.kinds, other_words and not is_epci


def _has_form(territory: Territory, form: str) -> bool:
    return form in territory.name.upper().replace("É", "E").split(" ")[0:1] or (
        form == "METROPOLE" and "metropole" in territory.folded_name
    )


def _in(queryset: QuerySet, **wanted: set) -> list:
    """Rows where one of the fields has a wanted value, in batches that every database accepts; each row once."""
    rows: dict[int, Any] = {}
    for name, values in wanted.items():
        ordered = sorted(values)
        for start in range(0, len(ordered), _BATCH):
            batch = queryset.filter(Q((f"{name}__in", ordered[start : start + _BATCH])))
            rows |= {row.pk: row for row in batch}
    return list(rows.values())
