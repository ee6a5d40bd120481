"""A style sheet as a tree that can be read, filtered and written again. Enough CSS for minified, well-formed files."""

import re
from dataclasses import dataclass, field

PIECE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|url\([^"\')]*\)|[{};]|[^{};"\'/u]+|.', re.DOTALL)
GROUPS = ("@media", "@supports", "@layer", "@keyframes", "@-moz-document")


@dataclass
class Rule:
    """`prelude{declarations}`: a style rule, or an at-rule such as @font-face."""

    prelude: str
    declarations: list[tuple[str, str]]

    @property
    def selectors(self) -> list[str]:
        return split_outside(self.prelude, ",")


@dataclass
class Group:
    """`@media …{rules}` and its like."""

    prelude: str
    nodes: list["Rule | Group"] = field(default_factory=list)


def split_outside(text: str, separator: str) -> list[str]:
    """Split on a separator, but not inside brackets or strings."""
    parts, depth, quote, start = [], 0, "", 0
    for index, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == separator and not depth:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def declarations_of(text: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in split_outside(text, ";"))
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def parse(text: str) -> list[Rule | Group]:
    """Statements without a block (@charset, @import) are dropped."""
    root = Group("")
    open_groups, buffer, prelude = [root], "", None
    for piece in PIECE.findall(text):
        if piece.startswith("/*"):
            continue
        if piece == "{" and buffer.strip().startswith(GROUPS):
            group = Group(buffer.strip())
            open_groups[-1].nodes.append(group)
            open_groups.append(group)
            buffer = ""
        elif piece == "{":
            prelude, buffer = buffer.strip(), ""
        elif piece == "}" and prelude is not None:
            open_groups[-1].nodes.append(Rule(prelude, declarations_of(buffer)))
            prelude, buffer = None, ""
        elif piece == "}":
            open_groups.pop()
            buffer = ""
        elif piece == ";" and prelude is None:
            buffer = ""
        else:
            buffer += piece
    return root.nodes


def write(nodes: list[Rule | Group]) -> str:
    return "".join(
        f"{node.prelude}{{{write(node.nodes)}}}"
        if isinstance(node, Group)
        else f"{node.prelude}{{{';'.join(f'{name}:{value}' for name, value in node.declarations)}}}"
        for node in nodes
    )
