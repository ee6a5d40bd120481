"""What a sheet says in one line: a label and its value; what nobody has filled in is only named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.rich_text import RichText

_ONE_PARAGRAPH = re.compile(r"\s*<p\b[^>]*>((?:(?!</?p\b).)*)</p>\s*", re.DOTALL)


class Value(RichText):
    """Rich text beside a label: one paragraph needs no element of its own there."""

    def __html__(self) -> str:
        html = super().__html__()
        alone = _ONE_PARAGRAPH.fullmatch(html)
        return alone[1] if alone else html


@dataclass(frozen=True)
class FactLink:
    label: str
    url: str


@dataclass(frozen=True)
class Fact:
    """`value` is text or rich text; `detail` explains it; `links` are proofs to open."""

    label: str
    value: str | RichText = ""
    detail: str = ""
    links: tuple[FactLink, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.value or self.detail or self.links)


@dataclass(frozen=True)
class FactList:
    known: tuple[Fact, ...]
    missing: tuple[str, ...]


def fact_list(facts: Iterable[Fact]) -> FactList:
    facts = tuple(facts)
    return FactList(
        known=tuple(fact for fact in facts if fact.known),
        missing=tuple(_inside_a_sentence(fact.label) for fact in facts if not fact.known),
    )


def _inside_a_sentence(label: str) -> str:
    """« hébergement », but « RGPD »."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def link(label: str, url: str) -> tuple[FactLink, ...]:
    """No link at all when the address is unknown."""
    return (FactLink(label, url),) if url else ()


def sentence(*parts: str) -> str:
    """« audit du 3 mars 2025, par X »: the parts that are known, the first letter raised."""
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]
