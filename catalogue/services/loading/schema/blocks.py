"""The body of a sheet: one text, or a list of blocks that hold one key each."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from catalogue.services.loading.schema.values import Entry, Text, Url, line, refuse


class Figure(Entry):
    value: line(30)
    label: line(160)
    source: line(200) | None = None


class Step(Entry):
    title: line(120)
    detail: Text | None = None


class Question(Entry):
    question: line(200)
    answer: Text


class Callout(Entry):
    title: line(120)
    text: Text


class Quote(Entry):
    text: Text
    author: line(120)
    role: line(160) | None = None


class Link(Entry):
    title: line(120)
    url: Url
    text: line(200) | None = None


class Block(Entry):
    text: Text | None = None
    figures: list[Figure] | None = Field(None, min_length=1)
    steps: list[Step] | None = Field(None, min_length=1)
    faq: list[Question] | None = Field(None, min_length=1)
    callout: Callout | None = None
    quote: Quote | None = None
    link: Link | None = None

    @model_validator(mode="after")
    def _holds_one_key(self):
        if len(self.model_fields_set) != 1 or getattr(self, self.kind) is None:
            raise refuse("un bloc porte une clé et une seule")
        return self

    @property
    def kind(self) -> str:
        return next(iter(self.model_fields_set), "text")


def _one_text(value: Any) -> Any:
    return [{"text": value}] if isinstance(value, str) else value


Body = Annotated[list[Block], BeforeValidator(_one_text), Field(min_length=1, max_length=60)]
