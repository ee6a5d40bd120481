"""Text on its way to a spreadsheet and back: what would be taken for a formula is not."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTE = "'"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute this cell of a CSV file instead of showing it."""
    return text.startswith(_FORMULA)


def neutral(text: str) -> str:
    """The apostrophe that spreadsheets read as « this is text »."""
    return f"{_QUOTE}{text}" if is_formula(text.lstrip(_QUOTE)) else text


def without_quote(text: str) -> str:
    """What `neutral` was given."""
    return text[1:] if text.startswith(_QUOTE) and is_formula(text.lstrip(_QUOTE)) else text
