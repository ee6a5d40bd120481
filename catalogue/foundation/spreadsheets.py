"""Keeping text in exported cells from being run as formulas."""

from unicodedata import category, normalize

_SIGNS = ("=", "+", "-", "@")
_MOVES = ("\t", "\r")
_QUOTE = "'"
# Spaces, control and format characters, which a spreadsheet may trim or ignore.
_PASSED_OVER = ("Z", "C")


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
