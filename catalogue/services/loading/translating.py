"""A sheet in another catalogue's words into ours, and what the schema refuses cut or left out, one value at a time."""

import copy
import html
import re
from collections.abc import Callable
from typing import Any

import nh3
from pydantic import BaseModel, ValidationError

from catalogue.foundation.days import NotADay, day_of
from catalogue.services.loading.aliases import Aliases, places_in
from catalogue.services.loading.markdown import rich_text
from catalogue.services.loading.problems import Problem, Refused
from catalogue.services.loading.schema.service import SUMMARY_SIZE
from catalogue.services.loading.validation import message_of
from catalogue.services.loading.yaml_reader import Path, dotted
from catalogue.territories.folding import fold

_PARTS = frozenset(("contact", "governance", "conditions", "trust"))
_LISTS = frozenset(
    ("themes", "audiences", "technologies", "partners", "policies", "trust.connections", "conditions.kinds")
)
_ONE = frozenset(("owner", "operator", "phase", "contact.email", "url", "trust.licence", "trust.repository", "name"))
_LINES = frozenset(("name", "action", "summary", "owner", "operator", "deployed_definition", "conditions.cost"))
_NAMES = ("name", "nom", "title", "label", "libelle", "full_name", "email")
_BETWEEN = re.compile(r"\s*[;,|]\s*")
_TRUE, _FALSE = frozenset(("oui", "yes", "1", "vrai", "true", "x")), frozenset(("non", "no", "0", "faux", "false"))
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
_TO_COME = "Description à venir."
_MOST_PASSES = 60
LEFT_OUT = "laissé de côté"


def translated(entry: dict, aliases: Aliases, known: frozenset[str], strict: bool) -> tuple[dict, list[Problem]]:
    """`entry` under our keys and in our words; unknown keys stay when `strict`, for the schema to refuse them."""
    ours: dict[str, Any] = {}
    warnings: list[Problem] = []
    special = aliases.keys_for(entry)
    foreign = {}
    for key, value in entry.items():
        claimed = any(mark in entry and fold(key).replace(" ", "") in keys for mark, keys in aliases.formats.items())
        if key in known and not claimed and (key not in _PARTS or isinstance(value, dict)):
            ours[key] = copy.deepcopy(value)
        else:
            foreign[key] = value
    for key, target, value in places_in(foreign, special):
        if target:
            _put(ours, target, copy.deepcopy(value))
        elif target == "" and strict:
            ours[key] = value
        elif target == "":
            warnings.append(Problem("clé inconnue, laissée de côté", key))
    for key in (*aliases.values, *_LISTS, *_ONE, *_LINES):
        _reword(ours, key, aliases, strict)
    _describe(ours, warnings, strict)
    return ours, warnings


def _put(ours: dict, target: str, value: Any) -> None:
    """The first that says it is kept."""
    if value in (None, "", [], {}):
        return
    *parts, last = target.split(".")
    for part in parts:
        inner = ours.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        ours = inner
    ours.setdefault(last, value)


def _reword(ours: dict, key: str, aliases: Aliases, strict: bool) -> None:
    *parts, last = key.split(".")
    for part in parts:
        ours = ours.get(part, {}) if isinstance(ours, dict) else {}
    if not isinstance(ours, dict) or last not in ours:
        return
    value = ours[last]
    if not strict:
        value = _shaped(key, value)
    value = aliases.value(key, value)
    if value is None:
        del ours[last]
    else:
        ours[last] = (
            list(dict.fromkeys(value)) if isinstance(value, list) and all(isinstance(v, str) for v in value) else value
        )


def _shaped(key: str, value: Any) -> Any:
    """Lists where we have lists, one value where we have one, names of things that have one."""
    if isinstance(value, dict):
        value = next((value[name] for name in _NAMES if value.get(name)), value)
    if isinstance(value, list):
        value = [_shaped("", one) for one in value if one not in (None, "")]
        if key in _ONE:
            return value[0] if value else None
    if isinstance(value, str) and key in _LISTS:
        return [part for part in _BETWEEN.split(plain(value)) if part]
    if isinstance(value, str) and key in _LINES:
        return plain(value)
    return value


def plain(text: str) -> str:
    """Without tags and entities, on one line."""
    if "<" in text or "&" in text:
        text = html.unescape(nh3.clean(text, tags=set()))
    return " ".join(text.split())


def _describe(ours: dict, warnings: list[Problem], strict: bool) -> None:
    """One plain text is enough for a sheet: it is the body, and its beginning the summary."""
    description = ours.pop("description", None)
    if isinstance(description, list):
        description = "\n\n".join(one for one in description if isinstance(one, str))
    if description and isinstance(description, str) and not ours.get("body"):
        ours["body"] = description
    if not strict and not ours.get("name") and isinstance(ours.get("id"), str):
        ours["name"] = ours["id"]
    if not strict and not ours.get("body") and ours.get("name"):
        ours["body"] = next(
            (ours[key] for key in ("solution", "problem", "summary", "action") if ours.get(key)), _TO_COME
        )
        if ours["body"] == _TO_COME:
            warnings.append(Problem(f"aucune description : la fiche dit « {_TO_COME} »", "body"))
    if not ours.get("summary") and not ours.get("action") and (description or not strict):
        told = plain(rich_text(description).replace("<", " <")) if isinstance(description, str) else ""
        if begun := cut(told, SUMMARY_SIZE) or ours.get("name"):
            ours["summary"] = begun


def cut(text: str, size: int) -> str:
    """At most `size` characters: a whole sentence if one fits, otherwise whole words."""
    if len(text) <= size:
        return text
    sentence = max(text.rfind(end, 0, size) for end in (". ", "! ", "? "))
    if sentence > size // 3:
        return text[: sentence + 1]
    return f"{text[: size - 1].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def mended(model: type[BaseModel], data: dict, base: Path = ()) -> tuple[Any, list[Problem]]:
    """`data`, which is changed, as a `model` without what it refuses, and what was done. Raises Refused."""
    warnings: list[Problem] = []
    for _ in range(_MOST_PASSES):
        try:
            return model.model_validate(data), warnings
        except ValidationError as error:
            errors = sorted(error.errors(), key=lambda one: [str(step).zfill(6) for step in one["loc"]], reverse=True)
            done: set[Path] = set()
            for one in errors:
                path = _path(data, one["loc"], one["type"] == "missing")
                if path in done:
                    continue
                done.add(path)
                warnings.append(Problem(_mend(data, path, one, model), dotted(path)))
    raise Refused(Problem("cette fiche a trop d'erreurs", dotted(base)))


def _path(data: Any, loc: tuple, missing: bool) -> Path:
    """The steps of `loc` that are places of the data: a union adds the branches that it tried."""
    path: Path = ()
    for step in loc:
        if (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        ):
            path, data = (*path, step), data[step]
    return path


def _mend(data: Any, path: Path, error: dict, model: type[BaseModel]) -> str:
    message = message_of(model, error)
    if not path:
        raise Refused(Problem(message, str(error["loc"][0]) if error["loc"] else ""))
    parent = data
    for step in path[:-1]:
        parent = parent[step]
    value = parent[path[-1]]
    better = _better(value, error)
    if better not in (None, value):
        parent[path[-1]] = better
        return f"{message} : coupé" if error["type"] in ("string_too_long", "too_long") else f"{message} : corrigé"
    del parent[path[-1]]
    return message if LEFT_OUT in message else f"{message} : {LEFT_OUT}"


def _better(value: Any, error: dict) -> Any:
    """What was meant, when it can be told; None otherwise."""
    context = error.get("ctx", {})
    menders: dict[str, Callable[[], Any]] = {
        "string_too_long": lambda: None if "://" in value[:10] else cut(value, context["max_length"]),
        "too_long": lambda: value[: context["max_length"]],
        "string_type": lambda: _text(value),
        "enum": lambda: _choice(value, context["expected"]),
        "literal_error": lambda: _choice(value, context["expected"]),
        "bool_type": lambda: _truth(value),
        "bool_parsing": lambda: _truth(value),
        "date_type": lambda: None,
        "french": lambda: _french(value, context.get("message", "")),
    }
    return menders[error["type"]]() if error["type"] in menders else None


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value) or None
    return (
        next((value[name] for name in _NAMES if isinstance(value.get(name), str)), None)
        if isinstance(value, dict)
        else None
    )


def _choice(value: Any, expected: str) -> str | None:
    found = {fold(one): one for one in re.findall(r"'([^']+)'", expected)}
    return found.get(fold(value)) if isinstance(value, str) else None


def _truth(value: Any) -> bool | None:
    word = fold(str(value))
    return True if word in _TRUE else False if word in _FALSE else None


def _french(value: Any, message: str) -> str | None:
    """Dates in other forms, addresses without https://, texts full of brackets."""
    if not isinstance(value, str):
        return None
    if "date" in message or "calendrier" in message:
        try:
            return day_of(value).isoformat()
        except NotADay:
            return None
    if "crochets" in message:
        return value.replace("[", "(").replace("]", ")")
    if "https://" in message and _DOMAIN.fullmatch(value):
        return f"https://{value}"
    return None
