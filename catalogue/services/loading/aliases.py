"""Other catalogues' words for ours: keys and values are translated before the schema sees them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ConfigDict

from catalogue.services.loading.problems import Problem, Refused
from catalogue.services.loading.validation import validated
from catalogue.services.loading.yaml_reader import load_untrusted_yaml
from catalogue.territories.folding import fold

SHIPPED = FilePath(__file__).parent / "aliases.yml"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def word(text: str) -> str:
    """As keys and values are compared: « websiteUrl », « Website URL », « website_url »."""
    return fold(_CAMEL.sub(" ", text)).replace(" ", "")


class _File(BaseModel):
    """A file of aliases, as it is written."""

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
            raise Refused(Problem("ce fichier ne se lit pas", file=str(file))) from error
        except Refused as refused:
            hint = " ; « keys » et « values » sont attendues (docs/formats.md)"
            raise Refused(
                *(replace(one, message=one.message + hint, file=str(file)) for one in refused.problems)
            ) from refused


@dataclass
class Aliases:
    """`keys`: their key, folded, to ours, dotted, or None; `values`: for one of our keys, their word to ours."""

    keys: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    formats: dict[str, dict[str, str | None]] = field(default_factory=dict)

    @classmethod
    def read(cls, *files: FilePath) -> "Aliases":
        """A later file comes before an earlier one. Raises Refused."""
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
        """One of our words, a list of them, or what was given."""
        words = self.values.get(key, {})
        if isinstance(value, list):
            translated = [self.value(key, one) for one in value]
            return [one for found in translated for one in (found if isinstance(found, list) else [found]) if one]
        return words.get(word(value), value) if isinstance(value, str) else value


@cache
def shipped() -> Aliases:
    return Aliases.read(SHIPPED)


def places_in(entry: dict, keys: dict[str, str | None]) -> Iterator[tuple[str, str | None, Any]]:
    """Each value of `entry` with its dotted key there, and ours (None: left out on purpose, "": not known)."""
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
