"""Other catalogues' words for ours: keys and values are translated before the schema sees them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from catalogue.services.loading.problems import Problem, Refused
from catalogue.services.loading.yaml_reader import load_untrusted_yaml
from catalogue.territories.folding import fold

SHIPPED = FilePath(__file__).parent / "aliases.yml"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _word(text: str) -> str:
    return fold(_CAMEL.sub(" ", text)).replace(" ", "")


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
            try:
                data = load_untrusted_yaml(file.read_bytes()).data
            except OSError as error:
                raise Refused(Problem("ce fichier ne se lit pas", file=str(file))) from error
            if not isinstance(data, dict) or not data.keys() <= {"keys", "values", "formats"}:
                raise Refused(Problem("« keys » et « values » sont attendues (docs/formats.md)", file=str(file)))
            aliases.keys |= {_word(key): ours for key, ours in (data.get("keys") or {}).items()}
            for ours, words in (data.get("values") or {}).items():
                aliases.values.setdefault(ours, {}).update(
                    {_word(word): value for word, value in (words or {}).items()}
                )
            for mark, keys in (data.get("formats") or {}).items():
                aliases.formats[mark] = {_word(key): ours for key, ours in keys.items()}
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
        return words.get(_word(value), value) if isinstance(value, str) else value


@cache
def shipped() -> Aliases:
    return Aliases.read(SHIPPED)


def places_in(entry: dict, keys: dict[str, str | None]) -> Iterator[tuple[str, str | None, Any]]:
    """Each value of `entry` with its dotted key there, and ours (None: left out on purpose, "": not known)."""
    for key, value in entry.items():
        inner = {named: one for named, one in _inside(key, value) if keys.get(_word(named))}
        if inner:
            for named, one in inner.items():
                yield named, keys[_word(named)], one
        else:
            yield key, keys.get(_word(key), ""), value


def _inside(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _inside(f"{key}.{name}", one)
    elif "." in key:
        yield key, value
