"""A file of questions, each with the services that answer it and how well: see tests/search/relevance.yml."""

from dataclasses import dataclass
from pathlib import Path

import yaml

BEST = 3


class BadJudgements(Exception):
    """The file cannot be read as questions and grades."""


@dataclass(frozen=True)
class Judgement:
    """`good`: slug of a service -> 3 (answers), 2 (helps), 1 (is related). Empty: no service answers.

    `held_out`: the search was not tuned on this question. `unnamed`: no set of synonyms contains its words.
    """

    question: str
    good: dict[str, int]
    held_out: bool = False
    unnamed: bool = False


def read(path: Path) -> list[Judgement]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        judgements = [_judgement(**row) for row in rows]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError, ValueError) as error:
        raise BadJudgements(f"{path}: {error}") from error
    wrong = [one.question for one in judgements if not set(one.good.values()) <= set(range(1, BEST + 1))]
    if wrong:
        raise BadJudgements(f"grades are 1 to {BEST}: {', '.join(wrong)}")
    return judgements


def _judgement(question: str, good: dict[str, int], **parts: bool) -> Judgement:
    return Judgement(question, dict(good), **parts)
