"""From paths to checked entries: vocabularies and sheets, each with its file and its place in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from catalogue.foundation.digests import digest
from catalogue.services.loading.file_format import ServiceSheet, Vocabulary, sheet_model
from catalogue.services.loading.refusals import FileProblem, LoadRefused
from catalogue.services.loading.repairs import mended
from catalogue.services.loading.sources import load_source
from catalogue.services.loading.translation import Aliases, shipped, translated
from catalogue.services.loading.validation import validated
from catalogue.services.loading.yaml_reader import Path, SourceDocument, dotted

_SUFFIXES = {".yml", ".yaml", ".json", ".csv", ".tsv"}
_VOCABULARY_KEYS = frozenset(Vocabulary.model_fields)


@dataclass(frozen=True)
class Origin:
    """Where an entry comes from. Turns a key of the entry into a problem with the file, the full key and the line."""

    file: str
    document: SourceDocument
    base: Path = ()

    def problem(self, message: str, key: str = "") -> FileProblem:
        path = (*self.base, *(int(step) - 1 if step.isdigit() else step for step in key.split(".") if step))
        return FileProblem(message, dotted(path), self.document.line_of(path), self.file)

    def located(self, problems: Iterable[FileProblem]) -> list[FileProblem]:
        return [replace(problem, file=self.file) for problem in problems]


@dataclass(frozen=True)
class SheetSource:
    origin: Origin
    sheet: ServiceSheet

    @property
    def source(self) -> str:
        """A fingerprint of the content, whatever its layout."""
        return digest(self.sheet.model_dump(mode="json"))


@dataclass
class Gathered:
    vocabularies: list[tuple[Origin, Vocabulary]] = field(default_factory=list)
    sheets: dict[str, SheetSource] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)
    warnings: list[tuple[str, FileProblem]] = field(default_factory=list)


@dataclass(frozen=True)
class _SheetReading:
    """Options for reading sheets. With `strict`, nothing is cut or left out."""

    model: type[ServiceSheet]
    aliases: Aliases
    strict: bool


def gather(paths: Iterable[FilePath], aliases: Aliases | None = None, strict: bool = False) -> Gathered:
    """Reads and checks all files. Wrong entries are in `problems`; the others can be written.

    `warnings`: by sheet, what was cut or left out to keep it.
    """
    gathered, reading = Gathered(), _SheetReading(sheet_model(), aliases or shipped(), strict)
    for path in paths:
        for file, name in _files(path, gathered.problems):
            try:
                _sort(Origin(name, load_source(file)), reading, gathered)
            except LoadRefused as refused:
                gathered.problems += [replace(problem, file=name) for problem in refused.problems]
    return gathered


def _files(path: FilePath, problems: list[FileProblem]) -> Iterator[tuple[FilePath, str]]:
    """Files with the names used in messages: relative to the given folder."""
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix.lower() in _SUFFIXES and file.is_file())
        if not found:
            problems.append(FileProblem("ce dossier ne contient pas de fichier YAML, JSON ou CSV", file=str(path)))
        yield from ((file, str(file.relative_to(path))) for file in found)
    elif path.is_file() and path.suffix.lower() not in _SUFFIXES:
        problems.append(FileProblem("un fichier .yml, .yaml, .json, .csv ou .tsv est attendu", file=str(path)))
    elif path.is_file():
        yield path, str(path)
    else:
        problems.append(FileProblem("ce fichier n'existe pas", file=str(path)))


def _sort(origin: Origin, reading: _SheetReading, gathered: Gathered) -> None:
    """A vocabulary, one service, or several under `services`."""
    data = origin.document.data
    if not isinstance(data, dict):
        raise LoadRefused(FileProblem("des clés et leurs valeurs sont attendues (docs/formats.md)"))
    if "services" not in data:
        if not data.keys() <= _VOCABULARY_KEYS or isinstance(data.get("name"), str):
            return _add_sheet(origin, data, reading, gathered)
        return gathered.vocabularies.append((origin, validated(Vocabulary, data, origin.document)))
    if not isinstance(data["services"], list):
        raise LoadRefused(origin.problem("une liste est attendue", "services"))
    _add_words(origin, {key: one for key, one in data.items() if key != "services"}, reading, gathered)
    for position, entry in enumerate(data["services"]):
        if entry is None and not reading.strict:
            gathered.warnings.append((f"{origin.file} n° {position + 1}", FileProblem("entrée vide, laissée de côté")))
        else:
            _add_sheet(replace(origin, base=("services", position)), entry, reading, gathered)
    return None


def _add_words(origin: Origin, beside: dict, reading: _SheetReading, gathered: Gathered) -> None:
    """A vocabulary beside sheets: problems in it do not prevent reading the sheets."""
    words = {key: one for key, one in beside.items() if key in _VOCABULARY_KEYS or reading.strict}
    for key in beside.keys() - words.keys():
        gathered.warnings.append((origin.file, FileProblem("clé inconnue à côté des fiches, laissée de côté", key)))
    try:
        gathered.vocabularies.append((origin, validated(Vocabulary, words, origin.document)))
    except LoadRefused as refused:
        gathered.problems += origin.located(refused.problems)


def _add_sheet(origin: Origin, data: object, reading: _SheetReading, gathered: Gathered) -> None:
    try:
        sheet, warnings = _sheet(origin, data, reading)
    except LoadRefused as refused:
        gathered.problems += origin.located(refused.problems)
        return
    if first := gathered.sheets.get(sheet.key):
        message = f"« {sheet.key} » est déjà décrit dans {first.origin.file} ; donnez un autre « id » à l'un des deux"
        gathered.problems.append(origin.problem(message, "id" if sheet.id else "name"))
        return
    gathered.sheets[sheet.key] = SheetSource(origin, sheet)
    gathered.warnings += [(sheet.key, warning) for warning in warnings]


def _sheet(origin: Origin, data: object, reading: _SheetReading) -> tuple[ServiceSheet, list[FileProblem]]:
    """The entry translated into our format. Raises Refused."""
    if not isinstance(data, dict):
        return validated(reading.model, data, origin.document, origin.base), []
    said = translated(data, reading.aliases, reading.model, reading.strict)
    if reading.strict:
        return validated(reading.model, said.ours, origin.document, origin.base), said.warnings
    try:
        sheet, mends = mended(reading.model, said.ours, origin.base, said.spare)
    except LoadRefused as refused:
        raise LoadRefused(*(origin.problem(one.message, one.key) for one in refused.problems)) from refused
    return sheet, said.warnings + mends
