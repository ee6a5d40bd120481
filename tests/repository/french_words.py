"""The French that people read, word by word: `python -m tests.repository.french_words` lists what hunspell refuses.

Words judged right although no dictionary has them (names, acronyms, terms of the trade) stand in french_words.txt.
"""

import ast
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup

from tests.repository import ROOT, tracked

ACCEPTED = Path(__file__).with_suffix(".txt")
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
_READ_ALOUD = ("title", "alt", "aria-label", "placeholder", "content")
_FRENCH = re.compile(r"[éèêàâîôûçùœ«»]|\b(?:de|la|le|les|une|des|du|vous|votre|par|pour)\b", re.IGNORECASE)
_REGEX = re.compile(r"\(\?|\\[bdsw]")
_CODE = re.compile(r"\(\?|\\[bdsw]|https?://\S+|\S+@\S+|%\(\w+\)s|\b[\w-]+(?:\.[\w-]+)+|`[^`]*`|\]\([^)]*\)")
_UNREAD = ("search/language", "catalogue/territories/designation.py", "catalogue/territories/close_matches.py")
"""Words as people type them, without accents."""
_SCRIPT_TEXT = re.compile(r"[\"'`]([^\"'`\n]* [^\"'`\n]*)[\"'`]")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


def is_installed() -> bool:
    return shutil.which("hunspell") is not None


def unknown_words() -> dict[str, set[str]]:
    """By word: the files in which it stands."""
    words: dict[str, set[str]] = defaultdict(set)
    for path, text in _texts():
        for word in _WORD.findall(_CODE.sub(" ", text).replace("’", "'")):
            words[word].add(path.relative_to(ROOT).as_posix())
    accepted = set(ACCEPTED.read_text(encoding="utf-8").split("\n"))
    refused = _refused(word for word in words if word not in accepted)
    parts = {part for part in refused if part not in accepted}
    return {word: places for word, places in sorted(words.items()) if word in parts or parts & {*word.split("'")}}


def _refused(words: Iterable[str]) -> list[str]:
    said = subprocess.run(
        ["hunspell", "-d", "fr_FR", "-l", "-i", "utf-8"],
        input="\n".join(words),
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.split()


def _texts() -> Iterator[tuple[Path, str]]:
    readers = {".html": _of_template, ".txt": _of_template, ".py": _of_python, ".yml": _of_yaml, ".js": _of_script}
    for suffix, read in readers.items():
        for path in filter(_is_read, tracked(suffix)):
            yield from ((path, text) for text in read(path.read_text(encoding="utf-8")))
    yield from ((path, path.read_text(encoding="utf-8")) for path in (ROOT / "store/content/texts").glob("*.md"))


def _is_read(path: Path) -> bool:
    place = path.relative_to(ROOT)
    if place.parts[0] not in ("templates", "static", "store", "catalogue", "search") or "migrations" in place.parts:
        return False
    return not place.as_posix().startswith(_UNREAD) and (path.suffix != ".txt" or place.parts[0] == "templates")


def _of_template(source: str) -> Iterator[str]:
    page = BeautifulSoup(_TAG.sub(" … ", _COMMENT.sub("", source)), "html.parser")
    for unread in page(["script", "style", "svg", "code", "pre"]):
        unread.decompose()
    yield page.get_text(" ")
    for element in page.find_all(True):
        if element.name != "meta" or element.get("name") == "description":
            yield from (said for name in _READ_ALOUD if isinstance(said := element.get(name), str))


def _of_python(source: str) -> Iterator[str]:
    """Strings of several words that look like French; no docstrings."""
    tree = ast.parse(source)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documentation and _is_french(node.value):
            yield str(node.value)


def _is_french(value: object) -> bool:
    """A text of several words, no regular expression."""
    return isinstance(value, str) and " " in value and bool(_FRENCH.search(value)) and not _REGEX.search(value)


def _of_yaml(source: str) -> Iterator[str]:
    yield from _strings(yaml.safe_load(source))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, str) and " " in value.strip():
        yield value


def _of_script(source: str) -> Iterator[str]:
    yield from (said for said in _SCRIPT_TEXT.findall(source) if _FRENCH.search(said))


if __name__ == "__main__":
    for word, places in unknown_words().items():
        print(word, *sorted(places)[:3], sep="\t")
