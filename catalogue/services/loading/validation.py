"""Validates entries against the schema and reports all their problems at once, in French."""

import re
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from catalogue.services.loading.refusals import FileProblem, LoadRefused
from catalogue.services.loading.yaml_reader import Path, SourceDocument, dotted

Model = TypeVar("Model", bound=BaseModel)

# Messages for pydantic's error types (https://docs.pydantic.dev/latest/errors/validation_errors/).
MESSAGES = {
    "missing": "manque",
    "string_type": "un texte est attendu",
    "string_too_long": "{max_length} caractères au plus",
    "string_too_short": "vide",
    "list_type": "une liste est attendue",
    "too_short": "liste vide",
    "too_long": "{max_length} éléments au plus",
    "model_type": "des clés et leurs valeurs sont attendues",
    "dict_type": "des clés et leurs valeurs sont attendues",
    "bool_type": "true ou false est attendu",
    "bool_parsing": "true ou false est attendu",
    "date_type": "une date de la forme AAAA-MM-JJ est attendue",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_parsing_size": "nombre trop grand",
    "decimal_type": "un nombre est attendu",
    "decimal_parsing": "un nombre est attendu",
    "decimal_max_digits": "un nombre avec deux décimales au plus est attendu",
    "decimal_max_places": "un nombre avec deux décimales au plus est attendu",
    "finite_number": "un nombre est attendu",
    "greater_than_equal": "{ge} au moins",
    "less_than_equal": "{le} au plus",
    "french": "{message}",
}


def validated(model: type[Model], data: Any, document: SourceDocument, base: Path = ()) -> Model:
    """`data`, found at `base` in `document`, as a `model`. Raises Refused with all its problems."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = {problem.key: problem for problem in (_problem(model, e, document, base) for e in error.errors())}
        raise LoadRefused(*found.values()) from error


def _problem(model: type[BaseModel], error: ErrorDetails, document: SourceDocument, base: Path) -> FileProblem:
    # pydantic adds the branches of unions ("literal['toutes']"): only keep steps of the file.
    path: Path = base
    for step in error["loc"]:
        if (*path, step) in document.lines or error["type"] == "missing":
            path = (*path, step)
    return FileProblem(message_of(model, error), dotted(path), document.line_of(path))


def message_of(model: type[BaseModel], error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(error["loc"][-1]), _keys_at(model, error["loc"][:-1]))
    if kind in ("enum", "literal_error"):
        return _unknown_value(error["input"], re.findall(r"'([^']+)'", context["expected"]))
    if kind in ("string_too_long", "too_long") and isinstance(error["input"], str):
        return f"{len(error['input'])} caractères ; {context['max_length']} au plus"
    return MESSAGES.get(kind, "valeur inattendue").format_map(context)


def _unknown_key(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1, cutoff=0.5)
    return f"clé inconnue ; vouliez-vous dire « {near[0]} » ?" if near else "clé inconnue"


def _unknown_value(value: Any, known: list[str]) -> str:
    near = get_close_matches(str(value), known, n=1)
    hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
    return f"« {str(value)[:60]} » n'est pas une des valeurs connues ({', '.join(known)}){hint}"


def _keys_at(model: type[BaseModel], loc: tuple) -> list[str]:
    """The keys allowed in the mapping at `loc`, from the JSON schema of `model`."""
    schema = _schema(model)
    definitions = schema.get("$defs", {})
    here = schema
    for step in loc:
        here = _resolved(
            here.get("items", {}) if isinstance(step, int) else here["properties"].get(step, {}), definitions
        )
    return list(here.get("properties", {}))


@cache
def _schema(model: type[BaseModel]) -> dict:
    return model.model_json_schema()


def _resolved(schema: dict, definitions: dict) -> dict:
    """Follows references and optional types to the mapping or list."""
    if "$ref" in schema:
        return _resolved(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    for branch in schema.get("anyOf", []):
        found = _resolved(branch, definitions)
        if "properties" in found or "items" in found:
            return found
    return schema
