"""Text on its way to a spreadsheet and back: what would be taken for a formula is not."""

from unicodedata import category, normalize

_SIGNS = ("=", "+", "-", "@")
_MOVES = ("\t", "\r")
_QUOTE = "'"
# Spaces, control and format characters: a spreadsheet that trims or ignores them finds the sign behind.
_PASSED_OVER = ("Z", "C")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute this cell of a CSV file instead of showing it.

    Some read « ＝ » of full width, and the other forms that Unicode holds equivalent, as they read « = ».
    """
    sign = next((character for character in text if not category(character).startswith(_PASSED_OVER)), "")
    return text.startswith(_MOVES) or normalize("NFKC", sign).startswith(_SIGNS)


def neutral(text: str) -> str:
    """The apostrophe that spreadsheets read as « this is text »."""
    return f"{_QUOTE}{text}" if is_formula(text.lstrip(_QUOTE)) else text


def without_quote(text: str) -> str:
    """What `neutral` was given."""
    return text[1:] if text.startswith(_QUOTE) and is_formula(text.lstrip(_QUOTE)) else text
