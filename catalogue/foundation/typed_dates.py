"""Parsing dates as people and spreadsheets write them, day first."""

import re
import unicodedata
from datetime import date, timedelta

from catalogue.foundation.dates import EARLIEST, bounds, latest

_TIME = re.compile(r"(?<=\d)[T ]+(?:à )?\d{1,2}(?:[:hH]\d{0,2}(?::\d{2}(?:[.,]\d+)?)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:er)?\s*[./ -]\s*(\d{1,2})\s*[./ -]\s*(\d{1,6})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[./ -]\s*(\d{1,2})\s*[./ -]\s*(\d{1,2})")
_ALL_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_IN_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?: ?er)? ([a-z]{3,9}) (\d{1,6})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_BEFORE = re.compile(
    r"(?:(?:depuis|à|partir|compter|d[eè]s|le|du|au|lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|"
    r"sam(?:edi)?|dim(?:anche)?)\b[., ]*)+(?=\d)",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b(?:[tsq] ?[1-4]|[1-4] ?(?:er|ere|e|eme|nd|nde)? ?(?:t|trim[a-z]*|sem[a-z]*))\b")
_ONLY_YEAR = re.compile(r"[a-z ]*(?:(?:0?[1-9]|1[0-2]) )?(?:19|20)\d{2}[a-z ]*|(?:19|20)\d{2} (?:0?[1-9]|1[0-2])")
_MONTH_AND_YEAR = re.compile(r"(?:[a-z]+ )?([a-z]{3,9}) \d\d")
_DAY_AND_MONTH = re.compile(r"\d{1,2}(?: ?er)? ([a-z]{3,9})")
_SERIAL_ORIGIN = date(1899, 12, 30)
# Without accents.
_MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_CENTURY = 100
_MOST_SHOWN = 40


class NotADay(ValueError):
    """The message says, in French, what to write instead."""


def day_of(typed: str) -> date:
    """« 01/03/2024 », « 2024-03-01 00:00 », « 1er mars 2024 », « 45352 ». Raises NotADay."""
    shown = typed[:_MOST_SHOWN]
    text = _plain(typed)
    parts = _parts(_TIME.sub("", text))
    if parts is None:
        raise NotADay(
            f"« {shown} » n'est pas une date{_lacking(text)}. Écrivez le jour, le mois et l'année : 01/03/2026."
        )
    year, month, day = parts
    try:
        read = date(year, month, day)
    except ValueError as error:
        if 1 <= year <= date.max.year:
            raise NotADay(f"« {shown} » n'est pas une date du calendrier : écrivez 01/03/2026.") from error
        raise NotADay(f"« {shown} » : {bounds()}.") from error
    if not EARLIEST <= read <= latest():
        raise NotADay(f"« {shown} » : {bounds()}.")
    return read


def _plain(typed: str) -> str:
    """« le 15–03–2024 . » -> "15-03-2024": plain spaces and hyphens, no words before nor punctuation after."""
    seen = "".join(sign for sign in typed.translate(_DASHES) if unicodedata.category(sign) != "Cf")
    return _BEFORE.sub("", " ".join(seen.split()).strip(" .,;*"), count=1)


def _lacking(text: str) -> str:
    """What is missing in « mars 2024 », « T1 2024 », « 03/2024 », « 2024 », « mars-24 », « 15 mars »."""
    words = " ".join(_QUARTER.sub(" ", _without_accents(text)).split())
    told = _MONTH_AND_YEAR.fullmatch(words)
    if _ONLY_YEAR.fullmatch(words) or (told and _month(told[1])):
        return " complète : il manque le jour"
    told = _DAY_AND_MONTH.fullmatch(words)
    return " complète : il manque l'année" if told and _month(told[1]) else ""


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day, which may not make a valid date."""
    if said := _YEAR_FIRST.fullmatch(text) or _ALL_DIGITS.fullmatch(text):
        return int(said[1]), int(said[2]), int(said[3])
    if said := _DAY_FIRST.fullmatch(text):
        return _year(said[3]), int(said[2]), int(said[1])
    if said := _SERIAL.fullmatch(text):
        counted = _SERIAL_ORIGIN + timedelta(days=int(said[1]))
        return counted.year, counted.month, counted.day
    if (said := _IN_WORDS.fullmatch(_without_accents(text))) and (month := _month(said[2])):
        return _year(said[3]), month, int(said[1])
    return None


def _year(digits: str) -> int:
    """« 24 » is 2024, « 98 » is 1998. « 0024 » stays 24, since somebody typed the zeros."""
    year = int(digits)
    if len(digits) > len(str(_CENTURY - 1)):
        return year
    return year + (1900 if year >= EARLIEST.year % _CENTURY else 2000)


def _month(word: str) -> int:
    """Also from an unambiguous beginning: « fevr », « sept », « juil »."""
    found = [number for number, month in enumerate(_MONTHS, start=1) if month.startswith(word)]
    return found[0] if len(found) == 1 else 0


def _without_accents(text: str) -> str:
    """« 1er févr. 2024 » -> "1er fevr 2024"."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", plain.casefold()))
