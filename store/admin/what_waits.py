"""What waits for somebody in the admin, and where it is done."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Duty:
    """`what` agrees with `count`: « 3 fiches à relire »."""

    count: int
    what: str
    url: str
    why: str


def duty(count: int, words: tuple[str, str], url: str, why: str) -> Duty:
    return Duty(count, words[count > 1], url, why)
