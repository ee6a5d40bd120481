"""Alphabetical order as in a French dictionary, whatever the database: « école » before « économie »."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
_NUMBER = re.compile(r"(\d+)")


def french_order(text: str) -> tuple:
    """A key for `sorted`: letters, then accents compared from the end (cote, côte, coté, côté), then case.

    Punctuation is ignored and numbers compare by value: « Lot 2 » before « Lot 10 ».
    """
    plain = unicodedata.normalize("NFD", text.translate(_LIGATURES))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    words = re.sub(r"[^\w]+", " ", letters).strip()
    accents = [unicodedata.normalize("NFD", c)[1:] for c in unicodedata.normalize("NFC", plain)]
    parts = _NUMBER.split(words)
    natural = tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts if part)
    return natural, tuple(reversed(accents)), text.swapcase()
