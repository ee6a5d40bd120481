"""A style sheet as a tree that can be read, filtered and written again, on the parser of tinycss2."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import tinycss2
from tinycss2.ast import Declaration, Node

GROUPS = ("media", "supports", "layer", "keyframes", "-moz-document")


@dataclass
class Rule:
    """`prelude{declarations}`: a style rule, or an at-rule such as @font-face."""

    prelude: str
    declarations: list[tuple[str, str]]

    @cached_property
    def selectors(self) -> list[str]:
        return split(self.prelude)


@dataclass
class Group:
    """`@media …{rules}` and its like."""

    prelude: str
    nodes: list["Rule | Group"] = field(default_factory=list)


def tokens_of(text: str) -> list[Node]:
    return tinycss2.parse_component_value_list(text, skip_comments=True)


def walk(tokens: list[Node]) -> Iterator[Node]:
    """These tokens, and those inside functions and brackets."""
    for token in tokens:
        yield token
        yield from walk(getattr(token, "arguments", None) or [])
        if token.type.endswith("block"):
            yield from walk(token.content)


def split(text: str) -> list[str]:
    """On the commas that are inside no function, bracket or string."""
    parts: list[list[Node]] = [[]]
    for one in tokens_of(text):
        if one == ",":
            parts.append([])
        else:
            parts[-1].append(one)
    return [said for part in parts if (said := tinycss2.serialize(part).strip())]


def addresses_of(text: str) -> list[str]:
    """What `url(…)` names in a value, in order."""
    found = []
    for token in walk(tokens_of(text)):
        if token.type == "url":
            found.append(token.value)
        elif token.type == "function" and token.lower_name == "url":
            found += [inner.value for inner in token.arguments if inner.type == "string"]
    return found


def imports_of(text: str) -> list[str]:
    """The files that `@import "…";` names, in order."""
    parsed = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    found = (one.prelude for one in parsed if one.type == "at-rule" and one.at_keyword == "import")
    return [token.value for prelude in found for token in prelude if token.type == "string"]


def parse(text: str) -> list[Rule | Group]:
    """Statements without a block (@charset, @import) are dropped."""
    return _nodes(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _nodes(parsed: list[Node]) -> list[Rule | Group]:
    nodes: list[Rule | Group] = []
    for one in parsed:
        if one.type not in ("qualified-rule", "at-rule") or one.content is None:
            continue
        keyword = f"@{one.at_keyword}" if one.type == "at-rule" else ""
        prelude = f"{keyword}{tinycss2.serialize(one.prelude)}".strip()
        if keyword[1:] in GROUPS:
            inner = tinycss2.parse_rule_list(one.content, skip_comments=True, skip_whitespace=True)
            nodes.append(Group(prelude, _nodes(inner)))
        else:
            nodes.append(Rule(prelude, _declarations(one.content)))
    return nodes


def _declarations(content: list[Node]) -> list[tuple[str, str]]:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return [(one.name, _value(one)) for one in parsed if isinstance(one, Declaration)]


def _value(declaration: Declaration) -> str:
    return tinycss2.serialize(declaration.value).strip() + ("!important" if declaration.important else "")


def write(nodes: list[Rule | Group]) -> str:
    return "".join(
        f"{node.prelude}{{{write(node.nodes)}}}"
        if isinstance(node, Group)
        else f"{node.prelude}{{{';'.join(f'{name}:{value}' for name, value in node.declarations)}}}"
        for node in nodes
    )
