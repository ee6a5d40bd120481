"""Parsing what somebody wrote to name a territory or an organisation: its kind, name, number and place.

« Mairie de Saint-Denis (30) » is a commune called « saint denis », in 30. A text may be read in several ways, and only
the existing names tell which is right: « Ville-d'Avray » is not a town called Avray.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from catalogue.territories.folding import LONGEST, compact, district, fold, loose, without_links
from catalogue.territories.models.territory import KEY, Kind

_PHRASES = {
    (Kind.COMMUNE,): "mairie, commune, ville, municipalite, hotel de ville, commune nouvelle, commune deleguee, "
    "commune associee, conseil municipal, village, bourg",
    (Kind.EPCI,): "communaute de communes, communaute d agglomeration, communaute d agglo, communaute urbaine, "
    "communaute d agglomerations, com de com, com com, comcom, com d agglo, cc, ca, cu, cdc, codecom, comcom, comue, "
    "agglo, agglomeration, metropole, eurometropole, communaute, intercommunalite, interco, epci, cte com",
    (Kind.DEPARTEMENT,): "departement, conseil departemental, conseil general, dept, dpt, dep, cd, cg, "
    "collectivite departementale",
    (Kind.REGION,): "region, conseil regional, cr",
    (Kind.DEPARTEMENT, Kind.REGION): "collectivite territoriale, collectivite territoriale unique, collectivite, "
    "collectivite europeenne, collectivite d outre mer, ctu, departement region",
    (Kind.SYNDICAT,): "syndicat, syndicat mixte, syndicat intercommunal, syndicat intercommunal a vocation unique, "
    "syndicat intercommunal a vocation multiple, sivu, sivom, sivos, siaep, sictom, smictom, syctom, sitom",
}
_KINDS = {phrase: kinds for kinds, phrases in _PHRASES.items() for phrase in phrases.split(", ")}
_LONGEST_FIRST = sorted(_KINDS, key=lambda phrase: -len(phrase))
_BEFORE = re.compile(rf"(?:l |la |le |les )?(?P<kind>{'|'.join(_LONGEST_FIRST)})(?: |(?=\d)|$)(?P<name>.*)")
_BEHIND = ("communaute d agglomeration", "communaute urbaine", "metropole", "eurometropole", "agglomeration", "agglo")
_AFTER = re.compile(rf"(?P<name>.+?) (?P<kind>{'|'.join(_BEHIND)}|communaute|intercommunalite)")
FORMS = {
    "CC": ("communaute de communes", "com de com", "com com", "comcom", "cc", "cdc", "codecom"),
    "CA": ("communaute d agglomeration", "communaute d agglo", "com d agglo", "ca", "agglo", "agglomeration"),
    "CU": ("communaute urbaine", "cu"),
    "METROPOLE": ("metropole", "eurometropole"),
}
_FORM_OF = {phrase: form for form, phrases in FORMS.items() for phrase in phrases}

CODE_LENGTH, SIREN_LENGTH = 5, 9
"""The length of INSEE codes and postcodes, and of a SIREN (a SIRET starts with one)."""
_SPREAD = re.compile(r"[\s.\u00a0\u202f-]")
_LABEL = re.compile(
    r"^\W*(?:(?:n[°o]?|code|numero)\W*)*(?:siren|siret|insee|cog|code postal|cp)?\W*(?=\d)", re.IGNORECASE
)
_DECIMAL = re.compile(r"(\d+)[.,]0+")
_NUMBER = re.compile(r"\d{9}|\d{14}")
_CORSICAN = re.compile(r"(2[ab])(\d{1,2})", re.IGNORECASE)
"""« 2A4 » means 2A004: nothing else starts like that."""
_CODE = re.compile(r"(?:\d\d|2[AB]|97\d)(?:\d{3})?|\d{3,5}", re.IGNORECASE)
_CODES = {
    Kind.COMMUNE: re.compile(r"(?:\d\d|2[ab])\d{3}|\d{4}"),
    Kind.DEPARTEMENT: re.compile(r"\d{1,3}|2[ab]|6ae"),
    Kind.REGION: re.compile(r"\d{1,2}"),
}
_SIREN = re.compile(rf"\d{{{SIREN_LENGTH}}}")
_CEDEX = re.compile(r"\bcedex\b(?:\s*\d{1,2}\b)?", re.IGNORECASE)
_FIRST = re.compile(r"(?:f )?(?P<number>\d[\dab]\d{3}|\d{2,3}|2[ab]) (?P<name>[a-z].*)")
_LAST = re.compile(r"(?P<name>.*[a-z]) (?P<number>\d[\dab]\d{3}|\d{2,3}|2[ab])")
_SLASH = re.compile(r"\s*(?:/\s*)?(?:\bs{1,2}\s*)?/\s*", re.IGNORECASE)
"""« Chalon/Saône », « Fontenay s/ Bois », « Fère-ss/Jouarre »: « sur » or « sous »."""
_PLACE_NUMBER = re.compile(r"\b(?:\d[\dab]?\d{3}|\d{4}|\d{1,3}|2[ab])\b")
_PLACE_KIND = re.compile(r"^(?:departement|region|dept|dpt|dep) (?:de la |de l |des |de |du |d )?")
_GLUED = re.compile(r"[ld][aeiouyh]\w{2,} \w.*|[ld][aeiouyh]\w{4,}")
"""« lhay les roses »: the apostrophe was lost."""
_ASIDE = re.compile(
    r"(?P<name>.+?)(?:\s*\((?P<aside>[^()]*)\)?|\s*[,/;|]\s*(?P<behind>[^,/;|]+)|\s+[-–—]\s+(?P<dash>[^-–—]+))\s*"
)


@dataclass(frozen=True)
class Designation:
    """One reading of the text.

    `kinds`: the kinds it may be, empty when the text does not say. `form`: of an intercommunalité, CC to METROPOLE.
    `name`: folded. `place`: what chooses among namesakes (a code, a postcode or a folded name). `aside`: text beside
    the name that is not such a place, folded.
    """

    name: str
    kinds: tuple[str, ...] = ()
    form: str = ""
    place: str = ""
    aside: str = ""

    @property
    def key(self) -> str:
        return compact(self.name)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which names of these kinds are stored."""
        return (self.key, self.loose_key) if not self.kinds or Kind.EPCI in self.kinds else (self.key,)

    @property
    def loose_key(self) -> str:
        """For intercommunalités."""
        return loose(self.name)


@dataclass(frozen=True)
class Number:
    """`digits`: a SIREN, or a code of `kind` (of any kind when empty). `typed`: as written."""

    digits: str
    typed: str
    kind: str = ""

    @property
    def is_siren(self) -> bool:
        return len(self.digits) == SIREN_LENGTH and not self.kind


def number_in(text: str) -> Number | None:
    """The SIREN or code that makes up the whole text. « 1053 » is returned as it is: what it means depends on what
    exists.
    """
    typed = text.strip()[:LONGEST]
    if said := KEY.fullmatch(typed.casefold()):
        return Number(said["code"].upper(), said["code"], said["kind"]) if said["kind"] in Kind.values else None
    rest = _LABEL.sub("", typed)
    if decimal := _DECIMAL.fullmatch(rest):
        rest = decimal[1]
    packed = _SPREAD.sub("", rest)
    if said := _CORSICAN.fullmatch(packed):
        packed = f"{said[1]}{said[2]:0>3}"
    if _NUMBER.fullmatch(packed):
        return Number(packed[:SIREN_LENGTH], typed)
    said = _BEFORE.fullmatch(fold(typed))
    if said and _is_code(said["name"], kind := _KINDS[said["kind"]][0]):
        return Number(said["name"].upper(), typed, kind)
    return Number(packed.upper(), rest) if packed.isascii() and _CODE.fullmatch(packed) else None


def _is_code(text: str, kind: str) -> bool:
    """« Bourg 33 » is a commune called Bourg, in 33: codes of communes are longer."""
    return bool(_CODES.get(Kind(kind), _SIREN).fullmatch(text))


def designations(text: str, places: Container[str] = ()) -> list[Designation]:
    """Every way to read a name, the simplest first.

    With `places`, compact names of départements and régions, the last words may be a place, and text beside the name
    may be ignored.
    """
    text = _CEDEX.sub(" ", text[:LONGEST]).strip()
    plain = fold(text)
    read = [*_kinds(Designation(plain))]
    if _SLASH.search(text):
        read += [one for link in ("sur", "sous") for one in _kinds(Designation(fold(_SLASH.sub(f" {link} ", text))))]
    if name := district(plain):
        read.append(Designation(name))
    if aside := _ASIDE.fullmatch(text):
        place = fold(aside["aside"] or aside["behind"] or aside["dash"] or "")
        place = "" if len(place) == 1 and place.isdigit() else place
        name = fold(aside["name"])
        read += _kinds(Designation(f"{place} {name}" if place in ("le", "la", "les", "l") else name, place=place))
    for pattern in (_FIRST, _LAST):
        if said := pattern.fullmatch(fold(text)):
            read += _kinds(Designation(said["name"], place=said["number"]))
    if places:
        read += [replace(one, place="", aside=one.place) for one in read if _is_aside(one.place, places)]
        read += [cut for one in read for cut in _ending_with_a_place(one, places)]
    read += [replace(one, name=f"{one.name[0]} {one.name[1:]}") for one in read if _GLUED.fullmatch(one.name)]
    return list(dict.fromkeys(one for one in read if one.name))


def _ending_with_a_place(one: Designation, places: Container[str]) -> Iterator[Designation]:
    words = one.name.split()
    for cut in range(1, len(words)):
        place = " ".join(words[cut:])
        if compact(place) in places and not place.isdigit():
            yield replace(one, name=" ".join(words[:cut]), place=place)


def _is_aside(place: str, places: Container[str]) -> bool:
    return bool(place) and not place[0].isdigit() and compact(place) not in places


def is_kind(folded: str) -> bool:
    """Whether it is a word for a kind of territory, as in « Nantes (ville) », although a commune is called Ville."""
    return folded in _KINDS


def place_said(text: str) -> str:
    """The code or name in a cell meant for a place: « 93 - Seine-Saint-Denis », « Loire (42) », « 044 », « 1000 »."""
    plain = fold(text)
    said = _PLACE_NUMBER.search(plain)
    if not said:
        return _PLACE_KIND.sub("", plain)
    number = said[0].upper()
    if len(number) == CODE_LENGTH - 1:
        return number.zfill(CODE_LENGTH)
    return number[1:] if number.startswith("0") and len(number) == len("044") else number


def departement_of(number: str) -> tuple[str, ...]:
    """From a postcode, an INSEE code or its own code. Codes of both Corsican départements may start with 20."""
    code = number[: 3 if number.startswith(("97", "98")) else 2].upper()
    return ("2A", "2B") if code == "20" else (code,)


def _kinds(plain: Designation) -> Iterator[Designation]:
    """The text itself, then what follows « mairie de » or precedes « agglo »."""
    yield plain
    for pattern in (_BEFORE, _AFTER):
        said = pattern.fullmatch(plain.name)
        if said and (name := without_links(said["name"])):
            yield replace(plain, name=name, kinds=_KINDS[said["kind"]], form=_FORM_OF.get(said["kind"], ""))
            again = _AFTER.fullmatch(name)
            if again and _KINDS[again["kind"]] == _KINDS[said["kind"]]:
                yield replace(
                    plain, name=again["name"], kinds=_KINDS[said["kind"]], form=_FORM_OF.get(said["kind"], "")
                )
