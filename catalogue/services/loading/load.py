"""The whole load: words and organisations first, then sheets, required services before those that require them."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from catalogue.services.loading.files import Gathered, SheetSource, gather
from catalogue.services.loading.memory import Outcome
from catalogue.services.loading.problems import Problem, Refused
from catalogue.services.loading.vocabulary import write_vocabulary
from catalogue.services.loading.writer import write_sheet


@dataclass
class Report:
    """`outcomes` counts sheets, `words` the rest; `notes` say what was left alone; `problems`, what went wrong."""

    outcomes: Counter = field(default_factory=Counter)
    words: Counter = field(default_factory=Counter)
    sheets: list[tuple[str, Outcome]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_catalogue(
    paths: Iterable[Path],
    *,
    force: bool = False,
    pictures: bool = False,
    progress: Callable[[list], Iterable] = iter,
) -> Report:
    """Load files and folders; `progress` wraps the list of sheets to be written, to show how far it has come."""
    gathered = gather(paths)
    report = Report(problems=gathered.problems)
    _write_vocabularies(gathered, force, report)
    for source in progress(_ordered(gathered.sheets, report)):
        try:
            outcome, notes = write_sheet(source, force=force, pictures=pictures)
        except Refused as refused:
            report.problems += refused.problems
            continue
        report.outcomes[outcome] += 1
        report.sheets.append((source.sheet.key, outcome))
        report.notes += notes
        if outcome is Outcome.KEPT:
            report.notes.append(f"{source.origin.file} : « {source.sheet.name} » {outcome}")
    return report


def _write_vocabularies(gathered: Gathered, force: bool, report: Report) -> None:
    for origin, vocabulary in gathered.vocabularies:
        for name, outcome in write_vocabulary(origin, vocabulary, force):
            if isinstance(outcome, Refused):
                report.problems += outcome.problems
                continue
            report.words[outcome] += 1
            if outcome is Outcome.KEPT:
                report.notes.append(f"{origin.file} : « {name} » {outcome}")


def _ordered(sheets: dict[str, SheetSource], report: Report) -> list[SheetSource]:
    """Required services first. Services that require each other in a circle are refused, the others go on."""
    waiting = {
        key: {one for one in source.sheet.conditions.requires if one in sheets} for key, source in sheets.items()
    }
    while True:
        try:
            return [sheets[key] for key in TopologicalSorter(waiting).static_order()]
        except CycleError as error:
            circle = error.args[1][1:]
            for key in circle:
                message = f"services qui se demandent l'un l'autre : {', '.join(sorted(circle))}"
                report.problems.append(sheets[key].origin.problem(message, "conditions.requires"))
                waiting.pop(key)
            waiting = {key: needs - set(circle) for key, needs in waiting.items()}
