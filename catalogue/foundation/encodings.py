"""Guessing the encoding of a text file: UTF-8 and UTF-16 by their rules, others by their French letters.

charset-normalizer was tried on such files (docs/decisions/0018-files-as-people-make-them.md): they have too few accents
for statistics. Among the encodings of French spreadsheets, the one that gives French words is the right one.
"""

import codecs
import re
from contextlib import suppress

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# The number says how common each is, to choose between readings that are about as French.
_EIGHT_BITS = (
    ("cp1252", "Windows-1252", 1.5),
    ("mac_roman", "MacRoman", 0.5),
    ("iso8859_15", "ISO-8859-15", 0.0),
    ("cp850", "CP850 (MS-DOS)", -0.5),
)
_SEEN = 200_000
_MOST, _FEW = 0.6, 0.05
_WORD = re.compile(r"[^\W\d_]+")
_WORTH = dict.fromkeys("éèêàçÉÈÊÀÇ", 3) | dict.fromkeys("ùûôîïâëüœŒÔÎÂÛ", 2) | dict.fromkeys("ÙÏËÜŸÿæÆ", 1)
_SIGNS = frozenset("’«»°–—…€·\u00a0\u202f²©")
_INSIDE_A_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s'’\-./(),;:|&+\"@·_](?=[^\W\d_])")
_TWICE = re.compile("[ÃÅ][\u00a0-\u00bf\u0152\u0153\u20ac‚ƒ„…†‡ˆ‰Š‹Ž‘’“”•–—˜™š›žŸ]")
_MEETING_E = re.compile(r"[œŒ](?![uUiIsStTdDcCnNlL])")


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding to show. Raises UnicodeDecodeError."""
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _encoded_once(content.decode(codec)) if name == "UTF-8" else (content.decode(codec), name)
    if codec := _utf16_without_mark(content):
        return content.decode(codec), "UTF-16"
    try:
        return _encoded_once(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _most_french(content)


def _encoded_once(text: str) -> tuple[str, str]:
    """« IntÃ©ressÃ©e » is UTF-8 that was read as Windows-1252 and encoded in UTF-8 again."""
    if _TWICE.search(text):
        with suppress(UnicodeError):
            return text.encode("cp1252").decode("utf-8"), "UTF-8 encodé deux fois"
    return text, "UTF-8"


def _utf16_without_mark(content: bytes) -> str:
    """In UTF-16 half of the bytes of a European text are NUL, all in even or all in odd places."""
    sample = content[: _SEEN - _SEEN % 2]
    half = len(sample) // 2
    if not half or len(content) % 2:
        return ""
    left, right = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if right > _MOST and left < _FEW:
        return "utf-16-le"
    return "utf-16-be" if left > _MOST and right < _FEW else ""


def _most_french(content: bytes) -> tuple[str, str]:
    readings = []
    for codec, name, usual in _EIGHT_BITS:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        readings.append((_frenchness(text[:_SEEN]) + usual, text, name))
    _, text, name = max(readings, key=lambda reading: reading[0])
    return text, name


def _frenchness(text: str) -> float:
    """A score: how likely its non-ASCII letters are in French, given where they are."""
    score = 0.0
    for word in _WORD.findall(text):
        if not word.isascii():
            score += _worth(word)
    score -= 3 * sum(1 for sign in text if not sign.isascii() and not sign.isalpha() and sign not in _SIGNS)
    score -= 4 * len(_INSIDE_A_WORD.findall(text)) + 3 * len(_MEETING_E.findall(text))
    return score


def _worth(word: str) -> float:
    """High for « Intéressée »; negative for « IntÈressÈe », which mixes cases, and for letters that French lacks."""
    mixed = not (word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower()))
    return sum(-3 if mixed else _WORTH.get(letter, -3) for letter in word if not letter.isascii())
