"""Loading a catalogue: vocabularies and organisations, then sheets, with required services first."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from django.db import Error, InterfaceError, OperationalError, connection, transaction

from catalogue.foundation.bulk_changes import changes_in_a_row
from catalogue.services.loading.gathering import Gathered, SheetSource, gather
from catalogue.services.loading.memory import LoadOutcome
from catalogue.services.loading.refusals import FileProblem, LoadRefused, said_of_database
from catalogue.services.loading.repairs import LEFT_OUT, without
from catalogue.services.loading.translation import SHIPPED, Aliases, shipped
from catalogue.services.loading.words import is_known, write_vocabulary
from catalogue.services.loading.writer import WrittenSheet, write_sheet
from catalogue.services.loading.yaml_reader import dotted
from catalogue.services.models import Audience, LoadMemory, Theme

# After so many sheets in a row, each after a wait, a busy database is given up.
_MOST_BUSY = 3


@dataclass
class LoadReport:
    """`outcomes`: number of sheets by outcome. `words`: outcomes of vocabulary. `notes`: what was not changed.
    `problems`: errors.

    `warnings`: by sheet, what was cut or left out. `unknown`: by kind, unknown words and the sheets that use them.
    `created`: by kind, what was created because a sheet names it. `changes`: by sheet, what a dry run would write.
    """

    outcomes: Counter = field(default_factory=Counter)
    words: list[tuple[str, LoadOutcome]] = field(default_factory=list)
    created: dict[str, list[str]] = field(default_factory=dict)
    sheets: list[tuple[str, LoadOutcome]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    refused_by_database: bool = False
    warnings: list[tuple[str, FileProblem]] = field(default_factory=list)
    unknown: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    changes: list[tuple[str, list[str]]] = field(default_factory=list)


class Interrupted(Exception):
    """The database stopped answering; `report` covers what was loaded before."""

    def __init__(self, report: LoadReport):
        super().__init__(report)
        self.report = report


@dataclass(frozen=True)
class Options:
    """Options of the command: see docs/formats.md."""

    force: bool = False
    pictures: bool = False
    dry_run: bool = False
    draft: bool = False
    strict: bool = False
    create_vocabulary: bool = False
    aliases: Path | None = None


def load_catalogue(paths: Iterable[Path], options: Options, progress: Callable[[list], Iterable] = iter) -> LoadReport:
    """Loads files and folders; `progress` wraps the list of sheets being written.

    Raises Refused if the file of aliases cannot be read, Interrupted if the database stops answering.
    """
    aliases = Aliases.read(SHIPPED, options.aliases) if options.aliases else shipped()
    gathered = gather(paths, aliases, options.strict)
    report = LoadReport(problems=gathered.problems, warnings=gathered.warnings)
    with changes_in_a_row():
        if not options.dry_run:
            _write(gathered, options, report, progress)
            return report
        with transaction.atomic():
            _write(gathered, options, report, progress)
            transaction.set_rollback(True)
    return report


def _write(gathered: Gathered, options: Options, report: LoadReport, progress: Callable[[list], Iterable]) -> None:
    _write_vocabularies(gathered, options, report)
    if not options.create_vocabulary:
        _leave_unknown_words(gathered, options, report)
    known, in_a_row = _remembered(), 0
    for source in progress(_ordered(gathered.sheets, report, options.strict)):
        try:
            written = _written(source, options, report)
        except LoadRefused as refused:
            report.problems += refused.problems
            continue
        except Error as error:
            in_a_row = in_a_row + 1 if isinstance(error, OperationalError) else 0
            _tell_refusal(error, source, report, stop=in_a_row == _MOST_BUSY)
            continue
        in_a_row = 0
        report.outcomes[written.outcome] += 1
        report.sheets.append((source.sheet.key, written.outcome))
        report.notes += written.notes
        report.changes.append((source.sheet.key, written.changes))
        if written.outcome is LoadOutcome.KEPT:
            report.notes.append(f"{source.origin.file} : « {source.sheet.name} » {written.outcome}")
    for kind, name in sorted(_remembered() - known):
        report.created.setdefault(kind, []).append(name)


def _tell_refusal(error: Error, source: SheetSource, report: LoadReport, stop: bool) -> None:
    """Records that the database refused a sheet, which stays as it was. Raises Interrupted if the next ones would fail
    too.
    """
    report.refused_by_database = True
    report.problems.append(source.origin.problem(f"fiche « {source.sheet.key} », {said_of_database(error)}"))
    if stop or isinstance(error, InterfaceError) or not connection.is_usable():
        raise Interrupted(report) from error


def _remembered() -> set[tuple[str, str]]:
    """Words and organisations created by files."""
    keys = LoadMemory.objects.exclude(key__startswith="sheet:").exclude(key__startswith="deployment:")
    return {(kind, name) for kind, _, name in (key.partition(":") for key in keys.values_list("key", flat=True))}


def _written(source: SheetSource, options: Options, report: LoadReport) -> WrittenSheet:
    """Unless `strict`, what the database refuses is left out of the sheet. Raises Refused."""
    warnings: list[tuple[str, FileProblem]] = []
    while True:
        try:
            written = write_sheet(
                source,
                force=options.force,
                pictures=options.pictures,
                draft=options.draft,
                compared=options.dry_run,
            )
        except LoadRefused as refused:
            if options.strict:
                raise
            base = dotted(source.origin.base)
            keys = [one.key.removeprefix(f"{base}.") for one in refused.problems]
            try:
                source = replace(source, sheet=without(source.sheet, keys))
            except LoadRefused:
                raise refused from None
            warnings += [
                (source.sheet.key, FileProblem(f"{one.message} : {LEFT_OUT}", key))
                for one, key in zip(refused.problems, keys, strict=True)
            ]
        else:
            report.warnings += warnings
            return written


def _write_vocabularies(gathered: Gathered, options: Options, report: LoadReport) -> None:
    for origin, vocabulary in gathered.vocabularies:
        for name, outcome in write_vocabulary(origin, vocabulary, options.force, options.draft):
            if isinstance(outcome, LoadRefused):
                report.problems += outcome.problems
                continue
            report.words.append((name, outcome))
            if outcome in (LoadOutcome.KEPT, LoadOutcome.KEPT_BY_DRAFT):
                report.notes.append(f"{origin.file} : « {name} » {outcome}")


def _leave_unknown_words(gathered: Gathered, options: Options, report: LoadReport) -> None:
    """Themes and audiences are not created by mistake: unknown ones are listed and left out of the sheets."""
    known: dict[tuple[str, str], bool] = {}
    for key, source in list(gathered.sheets.items()):
        kept = {}
        for name, model in (("themes", Theme), ("audiences", Audience)):
            words = getattr(source.sheet, name)
            for word in words:
                if (name, word) not in known:
                    known[name, word] = is_known(model, word)
                if not known[name, word]:
                    report.unknown.setdefault(name, {}).setdefault(word, []).append(key)
            kept[name] = [word for word in words if known[name, word]]
        if any(len(kept[name]) != len(getattr(source.sheet, name)) for name in kept):
            if options.strict:
                report.problems += [
                    source.origin.problem(f"« {word} » est inconnu (--create-vocabulary le crée)", f"{name}.{place}")
                    for name in kept
                    for place, word in enumerate(getattr(source.sheet, name), start=1)
                    if not known[name, word]
                ]
                del gathered.sheets[key]
            else:
                gathered.sheets[key] = replace(source, sheet=source.sheet.model_copy(update=kept))


def _ordered(sheets: dict[str, SheetSource], report: LoadReport, strict: bool) -> list[SheetSource]:
    """Required services first. Services that require each other lose that requirement, or are refused if `strict`."""
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
                if strict:
                    report.problems.append(sheets[key].origin.problem(message, "conditions.requires"))
                    waiting.pop(key)
                else:
                    report.warnings.append((key, FileProblem(f"{message} : {LEFT_OUT}", "conditions.requires")))
                    sheets[key] = replace(sheets[key], sheet=without(sheets[key].sheet, ["conditions.requires"]))
                    waiting[key] = set()
            if strict:
                waiting = {key: needs - set(circle) for key, needs in waiting.items()}
