"""Keep of a style sheet only what pages can show: classes they name, custom properties in use, fonts we chose."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from tinycss2.ast import Node

from store.assets.stylesheet import Group, Rule, split, tokens_of, walk

MENTION = re.compile(r"fr-[\w-]+")
DSFR_TAG = re.compile(r"{%\s*dsfr_(\w+)")
FONT_WEIGHTS = ("400", "500", "700")

Nodes = list[Rule | Group]


def mentions(files: Iterable[Path], tag_templates: Path) -> frozenset[str]:
    """Every `fr-…` name written in these files, and in the templates of the design system's tags that they use."""
    found: set[str] = set()
    tags: set[str] = set()
    for file in files:
        text = file.read_text(encoding="utf-8")
        found.update(MENTION.findall(text))
        tags.update(DSFR_TAG.findall(text))
    for tag in tags:
        template = tag_templates / f"{tag}.html"
        if template.exists():
            found.update(MENTION.findall(template.read_text(encoding="utf-8")))
    return frozenset(found)


def is_used(selector: str, names: frozenset[str]) -> bool:
    """A name that ends with `-` in a template (`fr-badge--{{ level }}`) stands for all that begin with it."""
    prefixes = tuple(name for name in names if name.endswith("-") and name != "fr-")
    return all(name in names or name.startswith(prefixes) for name in _classes(tokens_of(selector)))


def _classes(tokens: list[Node]) -> Iterator[str]:
    """The classes of the design system that an element must have, not those it must not."""
    for dot, token in pairwise([*tokens, None]):
        if dot == "." and token is not None and token.type == "ident" and token.value.startswith("fr-"):
            yield token.value
        elif dot.type == "function" and dot.lower_name != "not":
            yield from _classes(dot.arguments)


def keep_used_rules(nodes: Nodes, names: frozenset[str]) -> Nodes:
    kept: Nodes = []
    for node in nodes:
        if isinstance(node, Group):
            inner = keep_used_rules(node.nodes, names)
            kept += [Group(node.prelude, inner)] if inner else []
        elif node.prelude.startswith("@"):
            kept.append(node)
        elif selectors := [selector for selector in node.selectors if is_used(selector, names)]:
            kept.append(Rule(",".join(selectors), node.declarations))
    return kept


def keep_our_fonts(nodes: Nodes) -> Nodes:
    """Marianne, upright, in the weights we use, as WOFF2 (every browser that has custom properties reads it)."""
    kept: Nodes = []
    for node in nodes:
        if not (isinstance(node, Rule) and node.prelude == "@font-face"):
            kept.append(node)
            continue
        face = dict(node.declarations)
        if face["font-style"] == "normal" and face["font-weight"] in FONT_WEIGHTS and "Marianne" in face["font-family"]:
            face["src"] = next(part for part in split(face["src"]) if "woff2" in part)
            kept.append(Rule(node.prelude, list(face.items())))
    return kept


def rules_of(nodes: Nodes) -> Iterable[Rule]:
    for node in nodes:
        yield from rules_of(node.nodes) if isinstance(node, Group) else [node]


def used_variables(nodes: Nodes, elsewhere: Iterable[str] = ()) -> set[str]:
    """Custom properties that a kept declaration or a picture (`elsewhere`) reads, directly or through another one."""
    readers: dict[str, set[str]] = {}
    wanted: set[str] = set(elsewhere)
    for rule in rules_of(nodes):
        for name, value in rule.declarations:
            read = _variables(value)
            if name.startswith("--"):
                readers.setdefault(name, set()).update(read)
            else:
                wanted.update(read)
    seen: set[str] = set()
    while wanted:
        name = wanted.pop()
        seen.add(name)
        wanted |= readers.get(name, set()) - seen
    return seen


def _variables(value: str) -> list[str]:
    """What `var(--…)` names."""
    if "var(" not in value:
        return []
    functions = [one for one in walk(tokens_of(value)) if one.type == "function" and one.lower_name == "var"]
    return [
        name.value for one in functions for name in one.arguments if name.type == "ident" and name.value[:2] == "--"
    ]


def keep_used_variables(nodes: Nodes, elsewhere: Iterable[str] = ()) -> Nodes:
    """`elsewhere`: those that pictures use."""
    used = used_variables(nodes, elsewhere)
    for rule in rules_of(nodes):
        rule.declarations = [
            (name, value) for name, value in rule.declarations if not name.startswith("--") or name in used
        ]
    return without_empty(nodes)


def without_empty(nodes: Nodes) -> Nodes:
    kept: Nodes = []
    for node in nodes:
        if isinstance(node, Group):
            node.nodes = without_empty(node.nodes)
            kept += [node] if node.nodes else []
        elif node.declarations:
            kept.append(node)
    return kept
