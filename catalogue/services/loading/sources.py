"""A catalogue as YAML, JSON or CSV, into one shape: values are text, true, false, nothing, lists and mappings."""

import csv
import io
import json
from pathlib import Path as FilePath
from typing import Any

from catalogue.foundation.encodings import decoded
from catalogue.services.loading.problems import Problem, Refused
from catalogue.services.loading.yaml_reader import MAX_DEPTH, Document, Path, load_untrusted_yaml

MAX_CATALOGUE_BYTES = 20 * 1024 * 1024
_LISTS = ("services", "data", "results", "items", "objects", "startups", "logiciels", "softwares", "fiches")
_PAIR = 2


def load_source(file: FilePath) -> Document:
    """What a file says, whatever its format; raises Refused with one readable problem."""
    with file.open("rb") as stream:
        content = stream.read(MAX_CATALOGUE_BYTES + 1)
    if len(content) > MAX_CATALOGUE_BYTES:
        raise Refused(Problem("le fichier dépasse 20 Mo ; partagez-le en plusieurs fichiers"))
    if file.suffix.lower() == ".json":
        return _as_services(_json(content))
    if file.suffix.lower() in (".csv", ".tsv"):
        return _csv(content)
    return _as_services(load_untrusted_yaml(content, MAX_CATALOGUE_BYTES))


def _as_services(document: Document) -> Document:
    """A list of mappings, bare or under a usual name, is many services."""
    data = document.data
    if isinstance(data, list) and data and all(isinstance(one, dict) for one in data):
        lines: dict[Path, int] = {("services", *path): line for path, line in document.lines.items()}
        return Document({"services": [_flat(one) for one in data]}, lines)
    if isinstance(data, dict) and "services" not in data and "name" not in data:
        named = next((key for key in _LISTS if isinstance(data.get(key), list)), None)
        if named and all(isinstance(one, dict) for one in data[named]):
            lines = {("services", *path[1:]): line for path, line in document.lines.items() if path[0] == named}
            return Document({"services": [_flat(one) for one in data[named]]}, lines)
    return document


def _flat(entry: dict) -> dict:
    """{"id": …, "attributes": {…}}, as JSON:API says it, is one mapping."""
    inner = entry.get("attributes")
    return (
        {key: value for key, value in entry.items() if key != "attributes"} | inner
        if isinstance(inner, dict)
        else entry
    )


def _json(content: bytes) -> Document:
    try:
        data = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_int=str,
            parse_float=str,
            parse_constant=lambda name: None,
        )
    except UnicodeDecodeError as error:
        raise Refused(Problem(f"le fichier n'est pas en UTF-8 (octet {error.start})")) from error
    except json.JSONDecodeError as error:
        raise Refused(Problem(f"JSON mal formé ({error.msg})", line=error.lineno)) from error
    except RecursionError as error:
        raise Refused(Problem(f"plus de {MAX_DEPTH} niveaux imbriqués")) from error
    document = Document(data)
    _mark(data, (), document.lines)
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refused(Problem("clé écrite deux fois", key))
        found[key] = value
    return found


def _mark(value: Any, path: Path, lines: dict[Path, int]) -> None:
    """Each place is known, without a line: JSON is often on one."""
    if len(path) > MAX_DEPTH:
        raise Refused(Problem(f"plus de {MAX_DEPTH} niveaux imbriqués"))
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        lines[(*path, step)] = 0
        _mark(one, (*path, step), lines)


def _csv(content: bytes) -> Document:
    try:
        text, _ = decoded(content)
    except UnicodeDecodeError as error:
        raise Refused(Problem("les accents de ce fichier ne se lisent pas")) from error
    first = text.partition("\n")[0]
    separator = max(";,\t|", key=first.count)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    services, lines = [], {}
    try:
        header = [cell.strip() for cell in next(reader, [])]
        for cells in reader:
            entry = {key: cell.strip() for key, cell in zip(header, cells, strict=False) if key and cell.strip()}
            if entry:
                place: Path = ("services", len(services))
                lines |= {place: reader.line_num} | {(*place, key): reader.line_num for key in entry}
                services.append(entry)
    except csv.Error as error:
        raise Refused(Problem("ce n'est pas du CSV", line=reader.line_num)) from error
    if len(header) < _PAIR or not services:
        raise Refused(Problem("une ligne d'en-têtes, puis une ligne par service, sont attendues"))
    return Document({"services": services}, lines)
