"""Reads YAML, JSON and CSV into one form: text, booleans, None, lists and mappings."""

import csv
import io
import json
import re
from pathlib import Path as FilePath
from typing import Any

from catalogue.foundation.encodings import decoded
from catalogue.services.loading.refusals import FileProblem, LoadRefused
from catalogue.services.loading.yaml_reader import MAX_DEPTH, NOT_UTF8, Path, SourceDocument, load_untrusted_yaml

MAX_CATALOGUE_BYTES = 20 * 1024 * 1024
_LISTS = ("services", "data", "results", "items", "objects", "startups", "logiciels", "softwares", "fiches")
# Keys around the list in the responses of APIs.
_ENVELOPE = frozenset(("jsonapi", "meta", "metadata", "links", "included", "count", "total", "next", "previous"))
_SIGNATURES = {
    b"pk\x03\x04": "ce fichier est un classeur (Excel ou LibreOffice) : enregistrez-le en CSV",
    b"\xd0\xcf\x11\xe0": "ce fichier est un classeur Excel ancien : enregistrez-le en CSV",
    b"%pdf": "ce fichier est un PDF",
    b"\x1f\x8b": "ce fichier est compressé : décompressez-le",
    b"<!doctype html": "ce fichier est une page web : l'adresse de l'export demande sans doute de se connecter",
    b"<html": "ce fichier est une page web : l'adresse de l'export demande sans doute de se connecter",
    b"<?xml": "ce fichier est du XML : convertissez-le en JSON ou en CSV",
}
# Messages of Python's JSON parser, and what to do.
_JSON_SYNTAX = {
    "Expecting property name": "une clé entre guillemets doubles est attendue ; retirez une virgule de trop",
    "Expecting ',' delimiter": "une virgule, ou la fin d'une liste, est attendue",
    "Expecting ':' delimiter": "un « : » est attendu après la clé",
    "Expecting value": "une valeur est attendue ; retirez une virgule de trop",
    "Illegal trailing comma": "retirez la virgule de trop",
    "Unterminated string": "un guillemet n'est pas refermé",
    "Invalid control character": "un retour à la ligne ou une tabulation dans un texte s'écrit \\n ou \\t",
    "Invalid \\": "une barre \\ s'écrit \\\\",
    "Extra data": "le fichier contient plusieurs documents : mettez-les dans une liste [ … ]",
}
_SEPARATOR_LINE = re.compile(r"sep=([;,|\t])\r?\n", re.IGNORECASE)
_PAIR = 2


def load_source(file: FilePath) -> SourceDocument:
    """The content of a file, whatever its format. Raises Refused with one readable problem."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_CATALOGUE_BYTES + 1)
    except OSError as error:
        raise LoadRefused(FileProblem("ce fichier ne se lit pas : vérifiez ses droits")) from error
    if len(content) > MAX_CATALOGUE_BYTES:
        raise LoadRefused(FileProblem("le fichier dépasse 20 Mo ; partagez-le en plusieurs fichiers"))
    suffix = file.suffix.lower()
    _look(content, suffix)
    if suffix == ".json":
        return _as_services(_json(content))
    if suffix in (".csv", ".tsv"):
        return _csv(content)
    return _as_services(load_untrusted_yaml(content, MAX_CATALOGUE_BYTES))


def _look(content: bytes, suffix: str) -> None:
    """Refuses a file that is not what its name says, and tells what it is."""
    begun = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    found = next((said for mark, said in _SIGNATURES.items() if begun.startswith(mark)), None)
    if found:
        raise LoadRefused(FileProblem(found))
    if begun.startswith((b"{", b"[")) and suffix in (".csv", ".tsv"):
        raise LoadRefused(FileProblem("ce fichier contient du JSON : renommez-le en .json"))


def _as_services(document: SourceDocument) -> SourceDocument:
    """A list of mappings, alone or under a usual name, is a list of services; a vocabulary may be beside it."""
    data = document.data
    named = None
    if isinstance(data, dict):
        if "services" not in data and "name" not in data:
            named = next((key for key in _LISTS if isinstance(data.get(key), list)), None)
        if named is None:
            return document
    entries = data[named] if isinstance(data, dict) else data
    if not isinstance(entries, list) or not any(isinstance(one, dict) for one in entries):
        return document
    base = () if named is None else (named,)
    wrapped = {(*base, number, "attributes") for number, one in enumerate(entries) if _attributes(one) is not None}
    size = len(base)
    lines: dict[Path, int] = {
        ("services", *path[size : size + 1], *path[size + (2 if path[: size + 2] in wrapped else 1) :]): line
        for path, line in document.lines.items()
        if path[:size] == base
    }
    beside: dict[str, Any] = {}
    if isinstance(data, dict):
        beside = {key: one for key, one in data.items() if key != named and key not in _ENVELOPE}
        lines |= {path: line for path, line in document.lines.items() if path[0] in beside}
    return SourceDocument(beside | {"services": [_flat(one) for one in entries]}, lines)


def _flat(entry: Any) -> Any:
    """Makes one mapping of {"id": …, "attributes": {…}}, as in JSON:API."""
    inner = _attributes(entry)
    if inner is None:
        return entry
    return {key: value for key, value in entry.items() if key not in ("attributes", "type", "links", "meta")} | inner


def _attributes(entry: Any) -> dict | None:
    inner = entry.get("attributes") if isinstance(entry, dict) else None
    return inner if isinstance(inner, dict) else None


def _json(content: bytes) -> SourceDocument:
    try:
        data = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_int=str,
            parse_float=str,
            parse_constant=lambda name: None,
        )
    except UnicodeDecodeError as error:
        raise LoadRefused(FileProblem(NOT_UTF8.format(error.start))) from error
    except json.JSONDecodeError as error:
        said = next((ours for theirs, ours in _JSON_SYNTAX.items() if error.msg.startswith(theirs)), "illisible")
        raise LoadRefused(FileProblem(f"JSON mal formé : {said}", line=error.lineno)) from error
    except RecursionError as error:
        raise LoadRefused(FileProblem(f"plus de {MAX_DEPTH} niveaux imbriqués")) from error
    document = SourceDocument(data)
    _mark(data, (), document.lines)
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise LoadRefused(FileProblem("clé écrite deux fois", key))
        found[key] = value
    return found


def _mark(value: Any, path: Path, lines: dict[Path, int]) -> None:
    """Records all places without a line number: JSON is often on a single line."""
    if len(path) > MAX_DEPTH:
        raise LoadRefused(FileProblem(f"plus de {MAX_DEPTH} niveaux imbriqués"))
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        lines[(*path, step)] = 0
        _mark(one, (*path, step), lines)


def _csv(content: bytes) -> SourceDocument:
    try:
        text, _ = decoded(content)
    except UnicodeDecodeError as error:
        raise LoadRefused(FileProblem("les accents de ce fichier ne se lisent pas")) from error
    text = text.removeprefix("\ufeff")
    said = _SEPARATOR_LINE.match(text)
    separator = said[1] if said else max(";,\t|", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text[said.end() :] if said else text, newline=""), delimiter=separator)
    services: list[dict[str, str]] = []
    lines: dict[Path, int] = {}
    above = 1 if said else 0
    try:
        header = _header(next(reader, []))
        for cells in reader:
            named = header + [f"colonne {number + 1}" for number in range(len(header), len(cells))]
            entry = {key: cell.strip() for key, cell in zip(named, cells, strict=False) if cell.strip()}
            if entry:
                line, place = reader.line_num + above, ("services", len(services))
                lines |= {place: line} | {(*place, key): line for key in entry}
                services.append(entry)
    except csv.Error as error:
        message = "ce n'est pas du CSV : un guillemet n'est sans doute pas refermé avant cette ligne"
        raise LoadRefused(FileProblem(message, line=reader.line_num + above)) from error
    if len(header) < _PAIR or not services:
        raise LoadRefused(FileProblem("une ligne d'en-têtes, puis une ligne par service, sont attendues"))
    return SourceDocument({"services": services}, lines)


def _header(cells: list[str]) -> list[str]:
    """Gives each column its own name: unnamed and repeated columns are then reported as unknown keys."""
    header: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"colonne {number}"
        header.append(f"{name} (colonne {number})" if name in header else name)
    return header
