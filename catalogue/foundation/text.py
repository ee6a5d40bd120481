"""Cleaning text of characters that break files, feeds, databases or the display of what is around them."""

import re
from typing import Any

from django.core.exceptions import ValidationError

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters, direction marks that affect the text around, zero-width characters, lone surrogates and
# noncharacters. Tabs and line feeds are kept, and so are the joiners used in emoji and in Persian.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_REVERSED = re.compile("[\u202d\u202e]")
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
