"""Two people write the same file: the second is shown what the first changed, and keeps their own text.

A form carries what was read (`seen_in`): a text that the second left alone is then the first's, not an old one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from catalogue.foundation.french import thousands
from catalogue.foundation.text import row_number
from catalogue.funding.drafting import WRITTEN, Expense
from catalogue.funding.models import Application

_LABELS = {
    **{name: str(Application._meta.get_field(name).verbose_name).capitalize() for name in WRITTEN},  # type: ignore[union-attr]  # columns
    "costs": "Dépenses",
    "services": "Services du Store réutilisés",
}


@dataclass(frozen=True)
class TextChanged:
    """`theirs`, that somebody saved meanwhile; `ours`, which the form keeps unless `is_taken`: we had left it alone."""

    name: str
    label: str
    theirs: str
    ours: str
    is_taken: bool


def expenses_of(row: Application) -> list[Expense]:
    return [Expense(one.label, one.amount, one.is_eligible) for one in row.costs.all()]


def saved_texts(row: Application) -> dict[str, str]:
    """Each part of a file as text, to be compared and shown."""
    return told_texts({name: getattr(row, name) for name in WRITTEN}, expenses_of(row), row.services.all())


def told_texts(values: Mapping[str, Any], expenses: Iterable[Expense], services: Iterable) -> dict[str, str]:
    told = {name: _told(value) for name, value in values.items()}
    lines = [_line(one) for one in expenses]
    return {**told, "costs": "\n".join(lines), "services": "\n".join(sorted(one.title for one in services))}


def _line(one: Expense) -> str:
    told = f"{one.label} : {thousands(one.amount)} €"
    return told if one.is_eligible else f"{told} (non éligible)"


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int):
        return f"{thousands(value)} €"
    return "\n".join(str(value or "").split("\r\n"))


def seen_in(row: Application) -> str:
    """« 7 title:0af3 … »: the version, and a mark of each text."""
    marks = [f"{name}:{_mark(text)}" for name, text in saved_texts(row).items()]
    return " ".join([str(row.version), *marks])


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def version_in(seen: str) -> int:
    """0, which is no version, if it says none."""
    return row_number(seen.partition(" ")[0]) or 0


def differences(seen: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> list[TextChanged]:
    """What they changed since it was read, and what both changed."""
    marks = dict(part.split(":", 1) for part in seen.split(" ")[1:] if ":" in part)
    found = []
    for name, own in ours.items():
        saved = theirs.get(name, "")
        if saved == own or marks.get(name) == _mark(saved):
            continue
        found.append(TextChanged(name, _LABELS[name], saved, own, marks.get(name) == _mark(own)))
    return found
