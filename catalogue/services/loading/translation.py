"""Translates the keys and values of other catalogues into ours, before the schema sees them."""

import copy
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path as FilePath
from typing import Any

import nh3
from pydantic import BaseModel, ConfigDict

from catalogue.services.loading.file_format import SUMMARY_SIZE
from catalogue.services.loading.markdown import rich_text
from catalogue.services.loading.refusals import FileProblem, LoadRefused
from catalogue.services.loading.repairs import BETWEEN, NAMES, cut
from catalogue.services.loading.validation import validated
from catalogue.services.loading.values import MAX_BRACKETS
from catalogue.services.loading.yaml_reader import load_untrusted_yaml
from catalogue.territories.folding import fold

SHIPPED = FilePath(__file__).parent / "aliases.yml"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def word(text: str) -> str:
    """The form in which keys and values are compared: « websiteUrl » = « Website URL » = « website_url »."""
    return fold(_CAMEL.sub(" ", text)).replace(" ", "")


class _File(BaseModel):
    """A file of aliases."""

    model_config = ConfigDict(extra="forbid")

    keys: dict[str, str | None] | None = None
    values: dict[str, dict[str, str | list[str] | None] | None] | None = None
    formats: dict[str, dict[str, str | None]] | None = None

    @classmethod
    def read(cls, file: FilePath) -> "_File":
        """Raises Refused."""
        try:
            document = load_untrusted_yaml(file.read_bytes())
            return validated(cls, document.data, document)
        except OSError as error:
            raise LoadRefused(FileProblem("ce fichier ne se lit pas", file=str(file))) from error
        except LoadRefused as refused:
            hint = " ; « keys » et « values » sont attendues (docs/formats.md)"
            raise LoadRefused(
                *(replace(one, message=one.message + hint, file=str(file)) for one in refused.problems)
            ) from refused


@dataclass
class Aliases:
    """`keys`: their folded key -> our dotted key, or None to ignore it. `values`: our key -> their word -> ours."""

    keys: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    formats: dict[str, dict[str, str | None]] = field(default_factory=dict)

    @classmethod
    def read(cls, *files: FilePath) -> "Aliases":
        """Later files take precedence. Raises Refused."""
        aliases = cls()
        for file in files:
            said = _File.read(file)
            aliases.keys |= {word(key): ours for key, ours in (said.keys or {}).items()}
            for ours, words in (said.values or {}).items():
                aliases.values.setdefault(ours, {}).update({word(one): value for one, value in (words or {}).items()})
            for mark, keys in (said.formats or {}).items():
                aliases.formats[mark] = {word(key): ours for key, ours in keys.items()}
        return aliases

    def keys_for(self, entry: dict) -> dict[str, str | None]:
        known = dict(self.keys)
        for mark, keys in self.formats.items():
            if mark in entry:
                known |= keys
        return known

    def value(self, key: str, value: Any) -> Any:
        """Our word, a list of them, or the value unchanged."""
        words = self.values.get(key, {})
        if isinstance(value, list):
            translated = [self.value(key, one) for one in value]
            return [one for found in translated for one in (found if isinstance(found, list) else [found]) if one]
        return words.get(word(value), value) if isinstance(value, str) else value


@cache
def shipped() -> Aliases:
    return Aliases.read(SHIPPED)


def places_in(entry: dict, keys: dict[str, str | None]) -> Iterator[tuple[str, str | None, Any]]:
    """Each value with its dotted key and our key (None: ignored on purpose, "": unknown)."""
    for key, value in entry.items():
        inner = {named: one for named, one in _inside(key, value) if keys.get(word(named))}
        if inner:
            for named, one in inner.items():
                yield named, keys[word(named)], one
        else:
            yield key, keys.get(word(key), ""), value


def _inside(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _inside(f"{key}.{name}", one)
    elif "." in key:
        yield key, value


_PARTS = frozenset(("contact", "governance", "conditions", "trust"))
_LISTS = frozenset(
    ("themes", "audiences", "technologies", "partners", "policies", "trust.connections", "conditions.kinds")
)
_ADDRESSES = frozenset(("url", "trust.repository"))
_ONE = frozenset(("owner", "operator", "phase", "contact.email", "trust.licence", "name")) | _ADDRESSES
_LINES = frozenset(("name", "action", "summary", "owner", "operator", "deployed_definition", "conditions.cost"))
_TO_COME = "Description à venir."
_BEGINNING = 4000


@dataclass
class Translated:
    """`ours`: the entry under our keys. `spare`: fallbacks for required keys."""

    ours: dict[str, Any] = field(default_factory=dict)
    warnings: list[FileProblem] = field(default_factory=list)
    spare: dict[str, str] = field(default_factory=dict)


def translated(entry: dict, aliases: Aliases, model: type[BaseModel], strict: bool) -> Translated:
    """`entry` under our keys and in our words. With `strict`, unknown keys are left for the schema to refuse."""
    said = Translated()
    if not strict:
        entry = _without_nothing(entry)
    special = own_keys(model) | aliases.keys_for(entry)
    foreign = {}
    for key, value in entry.items():
        claimed = any(mark in entry and word(key) in keys for mark, keys in aliases.formats.items())
        if key in model.model_fields and not claimed and (key not in _PARTS or isinstance(value, dict)):
            said.ours[key] = copy.deepcopy(value)
        else:
            foreign[key] = value
    for key, target, value in places_in(foreign, special):
        if target:
            if not _put(said.ours, target, copy.deepcopy(value)):
                said.warnings.append(FileProblem(f"une autre clé dit déjà « {target} » : laissé de côté", key))
        elif target == "" and (strict or key in _PARTS):
            said.ours.setdefault(key, value)
        elif target == "":
            said.warnings.append(FileProblem("clé inconnue, laissée de côté", key))
    for key in dict.fromkeys((*aliases.values, *_LISTS, *_ONE, *_LINES)):
        _reword(said.ours, key.split("."), key, aliases, strict)
    _describe(said, strict)
    return said


@cache
def own_keys(model: type[BaseModel]) -> dict[str, str]:
    """Our own keys in the forms that a column may have: « trust.licence », « licence », « Trust Licence »."""
    paths = list(_paths(model))
    short = {word(path.partition(".")[2]): path for path in paths if "." in path}
    return short | {word(path): path for path in paths}


def _paths(model: type[BaseModel], base: str = "") -> list[str]:
    paths = []
    for name, one in model.model_fields.items():
        inner = one.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            paths += _paths(inner, f"{base}{name}.")
        else:
            paths.append(f"{base}{name}")
    return paths


def _without_nothing(value: Any) -> Any:
    """Without null, empty texts and empty lists, at any depth."""
    if isinstance(value, dict):
        return {key: one for key, inner in value.items() if not _is_nothing(one := _without_nothing(inner))}
    if isinstance(value, list):
        return [one for inner in value if not _is_nothing(one := _without_nothing(inner))]
    return value


def _is_nothing(value: Any) -> bool:
    return value in (None, [], {}) or (isinstance(value, str) and not value.strip())


def _put(ours: dict, target: str, value: Any) -> bool:
    """Lists are joined; for other values the first one is kept. Returns whether `value` was used."""
    if _is_nothing(value):
        return True
    *parts, last = target.split(".")
    for part in parts:
        inner = ours.setdefault(part, {})
        if not isinstance(inner, dict):
            return False
        ours = inner
    if target in _LISTS and last in ours:
        ours[last] = [
            one for said in (ours[last], value) for one in (said if isinstance(said, list) else _split(str(said)))
        ]
    return ours.setdefault(last, value) == value or target in _LISTS


def _reword(ours: Any, steps: list[str], key: str, aliases: Aliases, strict: bool) -> None:
    """Translates the values at `steps`, going into the items of lists."""
    if isinstance(ours, list):
        for one in ours:
            _reword(one, steps, key, aliases, strict)
    if not isinstance(ours, dict) or steps[0] not in ours:
        return
    step, *more = steps
    if more:
        _reword(ours[step], more, key, aliases, strict)
        return
    value = ours[step] if strict else _shaped(key, ours[step])
    value = aliases.value(key, value)
    if value is None:
        del ours[step]
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        ours[step] = list(dict.fromkeys(value))
    else:
        ours[step] = value


def _shaped(key: str, value: Any) -> Any:
    """Turns values into lists, single values or names as our format expects."""
    if isinstance(value, dict):
        names = ("url", "href", *NAMES) if key in _ADDRESSES else NAMES
        value = next((value[name] for name in names if value.get(name)), value)
    if isinstance(value, list):
        value = [_shaped("", one) for one in value if one not in (None, "")]
        if key == "contact.email" and all(isinstance(one, str) for one in value):
            return " ; ".join(value)
        if key in _ONE:
            return value[0] if value else None
    if isinstance(value, str) and key in _LISTS:
        return _split(value)
    if isinstance(value, str) and key in _LINES:
        return plain(value)
    return value


def _split(text: str) -> list[str]:
    return [part for one in BETWEEN.split(text) if (part := plain(one).lstrip("•-– "))]


def plain(text: str) -> str:
    """On one line, without tags and entities."""
    if "<" in text or "&" in text:
        text = html.unescape(nh3.clean(text, tags=set()))
    return " ".join(text.split())


def _describe(said: Translated, strict: bool) -> None:
    """A single description is enough: it becomes the body, and its beginning the summary."""
    ours = said.ours
    description = ours.pop("description", None)
    if isinstance(description, dict):
        description = description.get("fr") or next(iter(description.values()), None)
    if isinstance(description, list):
        description = "\n\n".join(one for one in description if isinstance(one, str))
    if description and isinstance(description, str) and not ours.get("body"):
        ours["body"] = description
    if not strict:
        _spare(said, description)
    if not ours.get("summary") and not ours.get("action") and (description or not strict):
        told = ""
        if isinstance(description, str):
            begun = description[:_BEGINNING]
            begun = begun if begun.count("[") <= MAX_BRACKETS else begun.replace("[", "(")
            told = plain(rich_text(begun).replace("<", " <"))
        if summary := cut(told, SUMMARY_SIZE) or ours.get("name"):
            ours["summary"] = summary


def _spare(said: Translated, description: Any) -> None:
    ours, spare = said.ours, said.spare
    if isinstance(ours.get("id"), str):
        spare["name"] = ours["id"]
        ours.setdefault("name", ours["id"])
    texts = (description, *(ours.get(key) for key in ("solution", "problem", "summary", "action")))
    spare["body"] = next((one for one in texts if isinstance(one, str) and one), _TO_COME)
    if isinstance(ours.get("name"), str):
        spare["summary"] = cut(ours["name"], SUMMARY_SIZE)
    if not ours.get("body") and ours.get("name"):
        ours["body"] = spare["body"]
        if ours["body"] == _TO_COME:
            said.warnings.append(FileProblem(f"aucune description : la fiche dit « {_TO_COME} »", "body"))
