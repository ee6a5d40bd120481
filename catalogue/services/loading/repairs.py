"""Repairs values that the schema refuses: corrects them, cuts them or leaves them out, one at a time."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError as Invalid
from django.core.validators import URLValidator
from django.utils.text import slugify
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from catalogue.foundation.digests import digest
from catalogue.foundation.typed_dates import NotADay, day_of
from catalogue.services.loading.refusals import FileProblem, LoadRefused
from catalogue.services.loading.validation import message_of
from catalogue.services.loading.yaml_reader import Path, dotted
from catalogue.services.rules.contact_address import validate_shared_address
from catalogue.territories.folding import fold

# Not inside parentheses: « Établissements publics (écoles, bibliothèques) » is one name.
BETWEEN = re.compile(r"\s*[;,|\n]\s*(?![^()\n]*\))")
NAMES = ("name", "nom", "title", "label", "libelle", "full_name", "email", "fr", "value")
LEFT_OUT = "laissé de côté"
_TRUE, _FALSE = frozenset(("oui", "yes", "1", "vrai", "true", "x")), frozenset(("non", "no", "0", "faux", "false"))
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?")
_REPOSITORY = re.compile(r"git@(?P<host>[\w.-]+):(?P<path>\S+)")
_ADDRESSES = re.compile(r"\s*[;,|\n]\s*|\s+(?=https?://|www\.)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(\d{1,3}(?:\s\d{3})+|\d+)(?:[.,](\d+))?\s*(?:%|€|hab\.?|habitants?)?")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s+", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n\s*\n|</(?:p|ul|ol|h[1-6]|div|table)>", re.IGNORECASE)
# Where rows are expected, a text fills this key of a row.
_ROWS = {"consortium": "organisation", "onboarding": "title", "contributions": "rule", "steps": "title"}
# A row without one of these keys would change its meaning, so the whole row goes.
_MEANT = frozenset(("stratum",))
# Repairs that lose nothing: case, accents, « oui », « 3 500 hab. », a text where a row is expected.
_SILENT = frozenset(
    ("enum", "literal_error", "bool_type", "bool_parsing", "model_type", "list_type", "int_parsing", "decimal_parsing")
)
_MOST_PASSES, _MOST_SHOWN, _HASH = 60, 200, 9


def mended(
    model: type[BaseModel], data: dict, base: Path = (), spare: dict[str, str] | None = None
) -> tuple[Any, list[FileProblem]]:
    """Builds a `model` from `data` (which is modified), with a list of what was repaired. Raises Refused.

    `spare`: values to fall back on for required keys.
    """
    warnings: list[FileProblem] = []
    left = dict(spare or {})
    for _ in range(_MOST_PASSES):
        try:
            return model.model_validate(data), warnings
        except ValidationError as error:
            errors = sorted(error.errors(), key=lambda one: [str(step).zfill(6) for step in one["loc"]], reverse=True)
            done: set[Path] = set()
            for one in errors:
                path = _path(data, one["loc"])
                if path in done:
                    continue
                done.add(path)
                said = _mend(data, path, one, model) if path else _replaced(data, one, model, left)
                if said:
                    warnings.append(FileProblem(said, dotted(path) or ".".join(map(str, one["loc"]))))
    raise LoadRefused(FileProblem("cette fiche a trop d'erreurs", dotted(base)))


def _path(data: Any, loc: tuple) -> Path:
    """The steps of `loc` that exist in the data; pydantic adds the branches of unions."""
    path: Path = ()
    for step in loc:
        if (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        ):
            path, data = (*path, step), data[step]
    return path


def _replaced(data: dict, error: ErrorDetails, model: type[BaseModel], spare: dict[str, str]) -> str:
    """Fills a required key from `spare`. Raises Refused."""
    key = str(error["loc"][0]) if error["loc"] else "summary"
    message = message_of(model, error)
    if data.get(key) or not spare.get(key):
        raise LoadRefused(FileProblem(message, key if error["loc"] else ""))
    data[key] = spare.pop(key)
    return f"{message}, ou ne se lit pas : ce que d'autres clés disent en tient lieu"


def _mend(data: Any, path: Path, error: ErrorDetails, model: type[BaseModel]) -> str:
    message, kind = message_of(model, error), error["type"]
    parent = _at(data, path[:-1])
    value = parent[path[-1]]
    if isinstance(value, dict) and (keys := error.get("ctx", {}).get("keys")):
        for key in keys:
            value.pop(key, None)
        return f"{message} : {LEFT_OUT}"
    if kind == "string_too_long" and isinstance(value, str) and _is_text_of_body(path):
        return f"{message} : partagé en {_share(data, path, value, error['ctx']['max_length'])} blocs"
    better = _better(value, error, path)
    if better not in (None, value):
        parent[path[-1]] = better
        if kind in ("string_too_long", "too_long"):
            return f"{message} : coupé"
        return "" if kind in _SILENT else _corrected(value, better, message)
    if kind == "missing":
        message = f"« {error['loc'][-1]} » manque"
    if path[-1] in _MEANT:
        del _at(data, path[:-2])[path[-2]]
        return f"{message} : ce qu'elle précise est laissé de côté aussi"
    del parent[path[-1]]
    return f"{_shown(value, message)} : {LEFT_OUT}"


def _is_text_of_body(path: Path) -> bool:
    return path[0] == "body" and (len(path) == 1 or path[2:] == ("text",))


def _share(data: Any, path: Path, text: str, size: int) -> int:
    """Replaces a `text` that is too long with several blocks in the body; returns how many."""
    blocks = [{"text": part} for part in shared(text, size)]
    if len(path) == 1:
        data["body"] = blocks
    else:
        place = int(path[1])
        data["body"][place : place + 1] = blocks
    return len(blocks)


def shared(text: str, size: int) -> list[str]:
    """Splits `text` into parts of at most `size` characters: between paragraphs, else sentences, else words."""
    parts = []
    while len(text := text.strip()) > size:
        end = max((found.end() for found in _PARAGRAPH.finditer(text, 0, size)), default=0)
        if end < size // 2:
            end = max((text.rfind(mark, size // 2, size) + 1 for mark in ("\n", ". ", " ")), default=0) or size
        if text.rfind("<", 0, end) > text.rfind(">", 0, end):  # do not cut inside a tag
            end = text.rfind("<", 0, end) or end
        parts.append(text[:end].strip())
        text = text[end:]
    return [part for part in (*parts, text) if part]


def _shown(value: Any, message: str) -> str:
    return message if "«" in message or not isinstance(value, str) else f"« {cut(value, 60)} » : {message}"


def _corrected(value: Any, better: Any, message: str) -> str:
    """Empty if nothing is lost, as when a time becomes its date."""
    if isinstance(value, str) and isinstance(better, str) and len(better) < _MOST_SHOWN:
        if value.startswith(f"{better}T"):
            return ""
        return f"« {cut(' '.join(value.split()), 80)} » → « {better} » : corrigé"
    return f"{message} : corrigé"


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def without(sheet: BaseModel, keys: Iterable[str]) -> Any:
    """`sheet` without the values at `keys` and those that depend on them. Raises Refused."""
    data = sheet.model_dump(mode="json", exclude_unset=True)
    places = [tuple(int(step) - 1 if step.isdigit() else step for step in key.split(".")) for key in keys]
    # Lists from their end, so that positions stay valid.
    for place in sorted(places, key=lambda one: [str(step).zfill(6) for step in one], reverse=True):
        found = _path(data, place)
        if not found:
            raise LoadRefused(FileProblem("", ".".join(map(str, place))))
        del _at(data, found[:-1])[found[-1]]
    return mended(type(sheet), data)[0]


def _better(value: Any, error: ErrorDetails, path: Path) -> Any:
    """What was meant, if it can be told; otherwise None."""
    context = error.get("ctx", {})
    menders: dict[str, Callable[[], Any]] = {
        "string_too_long": lambda: None if "://" in value[:10] else cut(value, context["max_length"]),
        "too_long": lambda: _shortened(value, context["max_length"]),
        "string_type": lambda: _text(value),
        "enum": lambda: _choice(value, context["expected"]),
        "literal_error": lambda: _choice(value, context["expected"]),
        "bool_type": lambda: _truth(value),
        "bool_parsing": lambda: _truth(value),
        "int_parsing": lambda: _number(value, whole=True),
        "decimal_parsing": lambda: _number(value),
        "decimal_max_places": lambda: _number(value),
        "list_type": lambda: _rows(value, path),
        "model_type": lambda: _row(value, path),
        "french": lambda: _french(value, context.get("message", "")),
    }
    return menders[error["type"]]() if error["type"] in menders else None


def _shortened(value: Any, size: int) -> Any:
    """The start of a list; an id keeps a digest at its end, so that similar ones stay different."""
    if isinstance(value, str):
        return f"{value[: size - _HASH].strip('-')}-{digest(value)[: _HASH - 1]}"
    return value[:size]


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value) or None
    return (
        next((value[name] for name in NAMES if isinstance(value.get(name), str)), None)
        if isinstance(value, dict)
        else None
    )


def _choice(value: Any, expected: str) -> str | None:
    found = {fold(one): one for one in re.findall(r"'([^']+)'", expected)}
    return found.get(fold(value)) if isinstance(value, str) else None


def _truth(value: Any) -> bool | None:
    word = fold(str(value))
    return True if word in _TRUE else False if word in _FALSE else None


def _number(value: Any, whole: bool = False) -> str | None:
    """« 3 500 hab. », « 72,5 % »."""
    said = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if not said or (whole and said[2] and int(said[2])):
        return None
    units = "".join(said[1].split())
    return units if whole or not said[2] else f"{units}.{said[2][:2]}"


def _rows(value: Any, path: Path) -> list | None:
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, str):
        return None
    if path[-1] in _ROWS:
        return [one for line in value.splitlines() if (one := _BULLET.sub("", line).strip())]
    return [part for part in BETWEEN.split(value) if part]


def _row(value: Any, path: Path) -> dict | None:
    key = _ROWS.get(str(path[-2])) if len(path) > 1 else None
    return {key: value} if key and isinstance(value, str) and value.strip() else None


def _french(value: Any, message: str) -> str | None:
    """Other forms of dates, addresses without https://, texts full of brackets, ids with other characters."""
    menders: dict[str, Callable[[str], str | None]] = {
        "date": _day,
        "calendrier": _day,
        "crochets": lambda text: text.replace("[", "(").replace("]", ")"),
        "lettres minuscules": slugify,
        "https://": _address,
        "électronique": _team_email,
        "personne": _team_email,
    }
    mend = next((mend for sign, mend in menders.items() if sign in message), None)
    return mend(value) if mend and isinstance(value, str) else None


def _day(value: str) -> str | None:
    try:
        return day_of(value).isoformat()
    except NotADay:
        return None


def _address(value: str) -> str | None:
    """The first web address in a text."""
    for part in _ADDRESSES.split(value.strip()):
        said = _REPOSITORY.fullmatch(part)
        address = f"https://{said['host']}/{said['path']}" if said else part.replace(" ", "%20")
        address = f"https://{address}" if _DOMAIN.fullmatch(address) else address
        try:
            URLValidator(schemes=["http", "https"])(address)
        except Invalid:
            continue
        return address
    return None


def _team_email(value: str) -> str | None:
    """From « Contact <contact@exemple.fr> » or « mailto:… », the first address that is not a person's."""
    for address in _EMAIL.findall(value):
        try:
            validate_shared_address(address)
        except Invalid:
            continue
        return address
    return None


def cut(text: str, size: int) -> str:
    """At most `size` characters: a whole sentence if one fits, otherwise whole words."""
    if len(text) <= size:
        return text
    sentence = max(text.rfind(end, 0, size) for end in (". ", "! ", "? "))
    if sentence > size // 3:
        return text[: sentence + 1]
    return f"{text[: size - 1].rsplit(' ', 1)[0].rstrip(' ,;:')}…"
