"""Text without what breaks files, feeds, databases, spreadsheets or the display of what surrounds it."""

import re
from typing import Any
from unicodedata import category, normalize

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters, direction marks that affect the text around, zero-width characters, lone surrogates and
# noncharacters. Tabs and line feeds are kept, and so are the joiners used in emoji and in Persian.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_REVERSED = re.compile("[\u202d\u202e]")

# Starts of cells that a spreadsheet would compute.
_SIGNS = ("=", "+", "-", "@")
_MOVES = ("\t", "\r")
_QUOTE = "'"
_MOST_DIGITS = 15
# Spaces, control and format characters, which a spreadsheet may trim or ignore.
_PASSED_OVER = ("Z", "C")
REVERSED = "Ce texte contient un caractère qui inverse l'ordre des lettres : retapez-le au clavier."
UNSEEN = "ce texte contient un caractère qui ne s'affiche nulle part"


def cleaned(text: str, one_line: bool = False) -> str:
    """Without invisible characters; line breaks become line feeds, or spaces if `one_line`."""
    text = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    return " ".join(text.split("\n")) if one_line else text


def entered(text: str, one_line: bool = False) -> str:
    """`cleaned`, for text that a person entered. Raises ValidationError if it contains marks that reverse its
    direction.
    """
    if _REVERSED.search(text):
        raise ValidationError(REVERSED, code="reversed")
    return cleaned(text, one_line)


def holds_unseen(text: str) -> bool:
    return bool(_UNSEEN.search(text))


def cleaned_all(value: Any) -> Any:
    """Any JSON value, with all its texts `cleaned`."""
    match value:
        case str():
            return cleaned(value)
        case dict():
            return {cleaned_all(key): cleaned_all(one) for key, one in value.items()}
        case list() | tuple():
            return [cleaned_all(one) for one in value]
    return value


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute this CSV cell instead of showing it.

    Some treat the full-width « ＝ », and other forms that Unicode considers equivalent, like « = ».
    """
    sign = next((character for character in text if not category(character).startswith(_PASSED_OVER)), "")
    return text.startswith(_MOVES) or normalize("NFKC", sign).startswith(_SIGNS)


def neutral(text: str) -> str:
    """Adds an apostrophe, which spreadsheets read as « this is text », if it is needed."""
    return f"{_QUOTE}{text}" if is_formula(text.lstrip(_QUOTE)) else text


def without_quote(text: str) -> str:
    """The inverse of `neutral`."""
    return text[1:] if text.startswith(_QUOTE) and is_formula(text.lstrip(_QUOTE)) else text


def row_number(text: str) -> int | None:
    """The number of a row as an address or a form says it; None for what is not one, or is longer than any row has."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def longest(model: type[Model], name: str) -> int:
    """How many characters the column may hold."""
    column = model._meta.get_field(name)
    if not isinstance(column, Field) or column.max_length is None:
        raise TypeError(f"{model.__name__}.{name} has no longest text")
    return column.max_length
