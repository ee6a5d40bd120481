"""Reads untrusted YAML: size, depth, anchors and tags are checked on the event stream, before anything is built.

Values are text, booleans, None, lists and mappings with text keys. Dates and numbers stay text until the schema reads
them, so that `siren: 012345678` and the country code `NO` keep their meaning.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from catalogue.services.loading.refusals import FileProblem, LoadRefused

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

Path = tuple[str | int, ...]

NOT_UTF8 = "le fichier n'est pas en UTF-8 (octet {}) : enregistrez-le en UTF-8"
# Messages of libyaml, in the order in which they are tried, and what to do.
_SYNTAX = {
    "cannot start any token": "une tabulation ou un signe réservé (@, `, %) ; mettez des espaces, ou des guillemets",
    "mapping values are not allowed": "un « : » de trop dans un texte sans guillemets, ou un mauvais décalage",
    "block mapping": "un décalage ou un guillemet fautif, à cette ligne ou juste avant",
    "did not find expected ',' or": "une parenthèse [ ou { n'est pas refermée",
    "could not find expected ':'": "une clé sans « : »",
    "unexpected end of stream": "un guillemet n'est pas refermé",
    "block sequence": "un élément de liste mal décalé",
    "did not find expected key": "un décalage ou un guillemet fautif, à cette ligne ou juste avant",
    "undefined alias": "les ancres et les alias (& et *) ne sont pas acceptés",
    "control characters are not allowed": "un caractère invisible, à retirer",
    "did not find expected node content": "un crochet, une virgule ou une accolade mal placée",
}
_PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class SourceDocument:
    """The content; `lines` has the line of each key and list item: `(("body", 0), 12)`."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int | None:
        """The line of `path`, or of the nearest container that has one."""
        return next((self.lines[path[:size]] for size in range(len(path), 0, -1) if path[:size] in self.lines), None)


def load_untrusted_yaml(content: bytes, most: int = MAX_BYTES) -> SourceDocument:
    """The only document of a YAML file. Raises Refused with one readable problem."""
    if len(content) > most:
        raise LoadRefused(FileProblem(f"le fichier dépasse {most // 1024} ko ; partagez-le en plusieurs fichiers"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoadRefused(FileProblem(NOT_UTF8.format(error.start))) from error
    try:
        return _Builder(_judged(yaml.parse(text, Loader=_LOADER))).document()
    except yaml.YAMLError as error:
        raise LoadRefused(_syntax_problem(error)) from error


def _syntax_problem(error: yaml.YAMLError) -> FileProblem:
    mark = getattr(error, "problem_mark", None)
    detail = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')} {getattr(error, 'reason', '')}"
    said = next((ours for theirs, ours in _SYNTAX.items() if theirs in detail), "structure illisible")
    return FileProblem(f"YAML mal formé : {said}", line=mark.line + 1 if mark else None)


def _judged(stream) -> Iterator[yaml.Event]:
    """Yields the events, and raises Refused at the first one that an honest file does not need."""
    depth, documents = 0, 0
    for event in stream:
        line = _line(event)
        if getattr(event, "anchor", None):
            raise LoadRefused(FileProblem("les ancres et les alias (& et *) ne sont pas acceptés", line=line))
        if getattr(event, "tag", None) not in (None, "!"):
            raise LoadRefused(FileProblem(f"les étiquettes de type ne sont pas acceptées ({event.tag})", line=line))
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise LoadRefused(
                FileProblem("un seul document par fichier (une ligne « --- » en ouvre un second)", line=line)
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise LoadRefused(FileProblem(f"plus de {MAX_DEPTH} niveaux imbriqués", line=line))
        yield event


def _line(event: yaml.Event) -> int:
    """Events that were read, not made, know where they start."""
    return event.start_mark.line + 1 if event.start_mark else 0


class _Builder:
    """Builds values from checked events; recursion is limited by MAX_DEPTH."""

    def __init__(self, events: Iterator[yaml.Event]):
        ignored = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
        self.events = (event for event in events if not isinstance(event, ignored))
        self.lines: dict[Path, int] = {}

    def document(self) -> SourceDocument:
        first = next(self.events, None)
        document = SourceDocument(None if first is None else self.value(first, ()), self.lines)
        for _ in self.events:  # checks the rest too
            pass
        return document

    def value(self, event: yaml.Event, path: Path) -> Any:
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.ScalarEvent):
            return _PLAIN.get(event.value, event.value) if event.implicit[0] else event.value
        return self.sequence(path)

    def sequence(self, path: Path) -> list:
        items: list = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            inner = (*path, len(items))
            self.lines[inner] = _line(event)
            items.append(self.value(event, inner))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise LoadRefused(FileProblem("une clé doit être un mot, pas une liste", dotted(path), line))
            inner = (*path, event.value)
            if event.value in found:
                raise LoadRefused(FileProblem("clé écrite deux fois", dotted(inner), line))
            self.lines[inner] = line
            found[event.value] = self.value(next(self.events), inner)
        return found


def dotted(path: Path) -> str:
    """("body", 0, "text") -> "body.1.text", counting from one."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
