"""Comparing names as people type them: accents, case, hyphens and « st » do not matter."""

import re
import unicodedata

_ABBREVIATIONS = {"st": "saint", "ste": "sainte"}


def fold(text: str) -> str:
    """« St-Étienne » -> "saint etienne": lower case, no accents, single spaces, saint(e) written in full."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
