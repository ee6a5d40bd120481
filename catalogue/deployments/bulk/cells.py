"""From the cells of a table to rows by column: finding the headers, and the rows that hold deployments.

Whatever is left out, or read differently from what was written, goes into `notes`, in French, for the dry run.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from catalogue.deployments.bulk.columns import COLUMNS, REQUIRED, WHO
from catalogue.deployments.bulk.headings import columns_in, named_twice
from catalogue.foundation.french import thousands
from catalogue.territories.folding import fold

MAX_ROWS = 5_000
HEADERS_WITHIN = 30
_MOST_SHOWN = 8
_NOTHING = re.compile(
    r"[\s?._…/\\–—-]*|n[./]?[acdr]\.?|s\.o\.|s/o|sans objet|n[ée]ant|inconnue?|null|jj.mm.aa(?:aa)?"
    r"|[aà] (?:compl[ée]ter|renseigner|pr[ée]ciser)|non (?:connue?s?|renseign[ée]e?s?|communiqu[ée]e?s?)"
    r"|#(?:n/[ad]|ref!|name\?|nom\?|value!|valeur!|div/0!|null!|nul!|num!|nombre!)",
    re.IGNORECASE,
)
"""« - », « ? », « n/c », « sans objet »; the errors of spreadsheets."""
_EMPTYING = frozenset(("vider", "effacer"))
_TOTAL = re.compile(
    r"(?:sous )?tota(?:l|ux)\b.*|nb total\b.*|nombre (?:total|de (?:collectivites|communes|lignes))\b.*"
)

Numbered = tuple[int, list[str]]
"""A row: its first line in the file, its cells."""


class UnreadableFile(ValidationError):
    """The whole file is refused."""


@dataclass(frozen=True)
class Row:
    """`number`: its first line in the file; `cells`: texts by name of column.

    A missing column leaves the deployment as it is; an empty cell empties it.
    """

    number: int
    cells: Mapping[str, str]
    problem: str = ""


class Rows(list[Row]):
    """The rows of a file, and `notes` about how they were read."""

    def __init__(self, rows: Iterable[Row], notes: Sequence[str]) -> None:
        super().__init__(rows)
        self.notes = tuple(notes)


@dataclass(frozen=True)
class Header:
    """`columns`: the places of each column, best match first; `line`: the line of the headers; `after`: the number of
    rows up to them.
    """

    columns: dict[str, list[int]]
    cells: list[str]
    line: int
    after: int

    @classmethod
    def find(cls, rows: Iterable[Numbered]) -> "Header":
        """The first row that has all the required headers, or else the one that has the most."""
        best = None
        for after, (line, cells) in enumerate(rows):
            header = cls(columns_in(cells), cells, line, after)
            if best is None or len(header.columns) > len(best.columns) or (not any(best.cells) and any(cells)):
                best = header
            if not header.missing:
                return header
        return best or cls({}, [], 0, 0)

    @property
    def missing(self) -> list[str]:
        return [name for name in REQUIRED if name not in self.columns]

    @property
    def read(self) -> dict[str, list[int]]:
        """If several columns may name the organisation, the first one that is filled counts."""
        return {name: places if name == WHO else places[:1] for name, places in self.columns.items()}

    def check(self) -> None:
        """Raises UnreadableFile."""
        if twice := named_twice(self.cells):
            told = " ; ".join(f"{name} ({listed(cells)})" for name, cells in twice.items())
            raise UnreadableFile(f"En-têtes en double : {told}. Renommez ceux qui ne doivent pas être lus.")
        if not self.missing:
            return
        unknown = self._unread()
        shown = f"En-têtes inconnus : {listed(unknown)}. " if unknown else ""
        place = f" à la ligne {self.line}" if self.columns and self.line > 1 else ""
        raise UnreadableFile(
            f"{shown}Il manque les en-têtes : {', '.join(self.missing)}{place}. "
            f"Ceux du modèle sont : {', '.join(column.name for column in COLUMNS)}."
        )

    def notes(self) -> Iterator[str]:
        if self.line > 1:
            yield f"En-têtes trouvés à la ligne {self.line}."
        for name, (place, *others) in self.read.items():
            if fold(self.cells[place]) != fold(name):
                yield f"La colonne « {self.cells[place][:40]} » est lue comme « {name} »."
            if others:
                then = listed([self.cells[other] for other in others])
                yield f"Là où la colonne « {self.cells[place][:40]} » est vide, une autre dit la collectivité : {then}."
        if left := self._unread():
            named = "Colonnes inconnues, laissées" if left[1:] else "Colonne inconnue, laissée"
            yield f"{named} de côté : {listed(left)}."

    def is_repeated(self, cells: list[str]) -> bool:
        """The headers again, at the top of another page."""
        places = [place for places in self.read.values() for place in places]
        return all(place < len(cells) and fold(cells[place]) == fold(self.cells[place]) for place in places)

    def _unread(self) -> list[str]:
        read_at = {place for places in self.read.values() for place in places}
        return [cell for place, cell in enumerate(self.cells) if cell and place not in read_at]


def rows_of(numbered: Iterable[Numbered], header: Header, notes: Sequence[str]) -> Rows:
    """Raises UnreadableFile. `numbered`: the whole table, including what is above its headers."""
    header.check()
    left = _LeftOut()
    rows: list[Row] = []
    for place, (number, cells) in enumerate(numbered):
        if place <= header.after or not any(says_something(cell) for cell in cells):
            continue
        if left.takes(number, cells, header):
            continue
        if len(rows) == MAX_ROWS:
            raise UnreadableFile(f"Le fichier a plus de {thousands(MAX_ROWS)} lignes : envoyez-le en plusieurs fois.")
        rows.append(_row(number, cells, header, left.placeholders))
    if not rows:
        raise UnreadableFile("Le fichier n'a que des en-têtes : ajoutez une ligne par collectivité.")
    return Rows(rows, [*notes, *header.notes(), *left.notes()])


def says_something(cell: str) -> bool:
    return not _NOTHING.fullmatch(cell)


def listed(cells: Sequence[str]) -> str:
    shown = ", ".join(f"« {cell[:40]} »" for cell in cells[:_MOST_SHOWN])
    return f"{shown} et {len(cells) - _MOST_SHOWN} autres" if len(cells) > _MOST_SHOWN else shown


@dataclass
class _LeftOut:
    """Rows that are no deployments, by line; cells that say that nothing is known, by content."""

    totals: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    placeholders: Counter[str] = field(default_factory=Counter)

    def takes(self, number: int, cells: list[str], header: Header) -> bool:
        if header.is_repeated(cells):
            self.headers.append(number)
        elif is_total(cells, header):
            self.totals.append(number)
        else:
            return False
        return True

    def notes(self) -> Iterator[str]:
        yield from _lines_left(self.headers, "les en-têtes répétés, laissés", "les en-têtes répétés, laissés")
        yield from _lines_left(self.totals, "un total, laissé", "des totaux, laissés")
        if self.placeholders:
            told = ", ".join(
                f"« {cell} » ({number} fois)" for cell, number in self.placeholders.most_common(_MOST_SHOWN)
            )
            yield f"Cellules lues comme vides : {told}."


def _lines_left(lines: list[int], one: str, many: str) -> Iterator[str]:
    if lines:
        shown = ", ".join(map(str, lines[:_MOST_SHOWN])) + (" …" if lines[_MOST_SHOWN:] else "")
        yield f"Lignes {shown} : {many} de côté." if lines[1:] else f"Ligne {shown} : {one} de côté."


def is_total(cells: list[str], header: Header) -> bool:
    """« Total ; 34 », « TOTAL : 34 », below the names or before them."""
    named = [cells[place] for place in header.columns[WHO] if place < len(cells)]
    first = next(filter(says_something, cells), "")
    return any(_TOTAL.fullmatch(fold(cell)) for cell in (named if any(map(says_something, named)) else [first]))


def _row(number: int, cells: list[str], header: Header, placeholders: Counter[str]) -> Row:
    surplus = [cell for cell in cells[len(header.cells) :] if cell]
    problem = f"{len(cells)} cellules au lieu de {len(header.cells)}." if surplus else ""
    said = {}
    for name, places in header.read.items():
        filled = [cells[place] for place in places if place < len(cells) and cells[place]]
        placeholders.update(cell[:20] for cell in filled if not says_something(cell))
        if cell := next((cell for cell in filled if says_something(cell)), ""):
            said[name] = "" if cell.lower() in _EMPTYING else cell
    return Row(number, said, problem)
