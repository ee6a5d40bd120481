"""What is contributed: 476 subjects, from the hundred investigations and from our own lists."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SELECTED = 17
"""The first of propositions.yml."""
_OF_A_SELECTED, _OF_ANOTHER, _OF_THE_LAST = 6, 4, 3
_WITH_ONE_MORE = 39
SERVICE_EVERY = 7


@dataclass(frozen=True)
class Subject:
    """`into`: the key of its proposition; `destination`: to whom it is redirected; `refusal`: why it is not receivable.

    `again`: how many times the same problem was told before, by others.
    """

    title: str
    problem: str
    concerned: str
    themes: tuple[str, ...]
    into: str = ""
    destination: str = ""
    refusal: str = ""
    investigation: int | None = None
    territory: str = ""
    again: int = 0
    is_service: bool = False


def read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def propositions() -> list[dict[str, Any]]:
    return read("propositions.yml")


def investigations() -> list[dict[str, Any]]:
    return read("investigations.yml")


def subjects() -> list[Subject]:
    """In the order in which they are submitted: the same at every run."""
    told = [*_of_propositions(), *_for_others(), *_refused()]
    random.Random("2021").shuffle(told)
    return told


def _of_propositions() -> Iterator[Subject]:
    found = investigations()
    for rank, said in enumerate(propositions()):
        common = {"concerned": said["concerned"], "themes": tuple(said["themes"]), "into": said["key"]}
        for one in found:
            if one["into"] == said["key"]:
                territory = next(iter(one.get("territories", ())), "")
                yield Subject(one["title"], one["problem"], **common, investigation=one["id"], territory=territory)
        for number, (title, problem, again) in enumerate(_repeated(said["subjects"], _how_many(rank))):
            yield Subject(title, problem, **common, again=again, is_service=(rank + number) % SERVICE_EVERY == 0)


def _how_many(rank: int) -> int:
    """Beside the investigations."""
    if rank < SELECTED:
        return _OF_A_SELECTED
    return _OF_ANOTHER if rank < SELECTED + _WITH_ONE_MORE else _OF_THE_LAST


def _repeated(said: dict[str, str], number: int) -> Iterator[tuple[str, str, int]]:
    for rank in range(number):
        title, problem = list(said.items())[rank % len(said)]
        yield title, problem, rank // len(said)


def _for_others() -> Iterator[Subject]:
    for said in read("elsewhere.yml")["redirected"]:
        for title, problem, again in _repeated(said["subjects"], said["count"]):
            yield Subject(title, problem, said["concerned"], tuple(said["themes"]), destination=said["to"], again=again)


def _refused() -> Iterator[Subject]:
    for said in read("elsewhere.yml")["refused"]:
        yield Subject(said["title"], said["problem"], "Non précisé.", ("outils-numeriques",), refusal=said["reason"])
