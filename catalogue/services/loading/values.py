"""The types of values in files, with French messages."""

import re
from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from catalogue.foundation import dates
from catalogue.foundation.text import entered
from catalogue.services.rules.contact_address import validate_shared_address

# Longer texts belong in several blocks; this also bounds Markdown's worst cases.
MAX_TEXT = 20_000
# Python-Markdown takes minutes for thousands of brackets (quadratic time).
MAX_BRACKETS = 100
MAX_POPULATION = 100_000_000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SIREN = re.compile(r"\d{9}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Entry(BaseModel):
    """A mapping without unknown keys."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        try:
            return entered(value) if isinstance(value, str) else value
        except ValidationError as error:
            raise refuse(error.messages[0].rstrip(".")) from error


def refuse(message: str, keys: tuple[str, ...] = ()) -> PydanticCustomError:
    """`keys`: the ones to blame, when it is not the whole mapping."""
    return PydanticCustomError("french", "{message}", {"message": message, "keys": keys})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _web_address(text: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError as error:
        raise refuse(f"« {text[:80]} » n'est pas une adresse en https://") from error
    return text


def _shared_address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise refuse(f"« {text[:80]} » n'est pas une adresse électronique") from error
    try:
        validate_shared_address(text)
    except ValidationError as error:
        raise refuse(error.messages[0]) from error
    return text


def _date(value: Any) -> Any:
    """Only from text: pydantic would read "20210101" as a number of seconds."""
    if not isinstance(value, str):
        return value
    try:
        if _DATE.fullmatch(value):
            day = date.fromisoformat(value)
            dates.bounded(day)
            return day
    except ValueError as error:
        raise refuse(f"« {value} » n'est pas un jour du calendrier") from error
    except ValidationError as error:
        raise refuse(f"« {value} » : {dates.bounds()}") from error
    raise refuse(f"« {value[:40]} » n'est pas une date de la forme AAAA-MM-JJ")


def _not_in_the_future(day: date) -> date:
    try:
        dates.already(day)
    except ValidationError as error:
        raise refuse(error.messages[0].rstrip(".")) from error
    return day


def _matching(pattern: re.Pattern, expected: str):
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise refuse(f"« {text[:80]} » n'est pas {expected}")
        return text

    return AfterValidator(check)


def _few_brackets(text: str) -> str:
    if text.count("[") > MAX_BRACKETS:
        raise refuse(f"plus de {MAX_BRACKETS} crochets ouvrants dans un seul texte")
    return text


def _joined(value: Any) -> Any:
    """« Agents.en_intervention » -> "agents-en-intervention": other catalogues use dots and underscores in ids."""
    return re.sub(r"[._\s]+", "-", value.strip()).strip("-").lower() if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    """A single word stands for a list of one."""
    return [value] if isinstance(value, str) else value


def line(size: int) -> tuple[Any, ...]:
    """`Annotated[str, *line(80)]`: non-empty text on one line, of at most 80 characters."""
    return Field(min_length=1, max_length=size), AfterValidator(_one_line)


Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_few_brackets)]
Url = Annotated[str, Field(max_length=200), AfterValidator(_web_address)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_shared_address)]
Date = Annotated[date, BeforeValidator(_date)]
PastDate = Annotated[date, BeforeValidator(_date), AfterValidator(_not_in_the_future)]
Population = Annotated[int, Field(ge=0, le=MAX_POPULATION)]
Slug = Annotated[str, Field(max_length=60), _matching(_SLUG, "fait de lettres minuscules, de chiffres et de tirets")]
SheetId = Annotated[
    str,
    BeforeValidator(_joined),
    Field(max_length=80),
    _matching(_SLUG, "fait de lettres minuscules, de chiffres et de tirets"),
]
Siren = Annotated[str, _matching(_SIREN, "un SIREN de neuf chiffres")]
Names = Annotated[list[Annotated[str, *line(200)]], BeforeValidator(_listed), Field(max_length=200)]
Terms = Annotated[list[Annotated[str, *line(100)]], BeforeValidator(_listed), Field(max_length=50)]
