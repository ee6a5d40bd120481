"""The report of a load as lines of text; what concerns many sheets is said once, with a few of their names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from catalogue.foundation.french import quantity
from catalogue.services.loading.load import LoadReport
from catalogue.services.loading.memory import LoadOutcome
from catalogue.services.loading.refusals import FileProblem

_MOST_NAMED = 3
_VALUE = re.compile(r"(?P<value>« .*? »(?: → « .*? »)?)(?P<rest> .*)", re.DOTALL)
_SIZE = re.compile(r"\d+ caractères ; (?P<rest>\d+) au plus")
_UNKNOWN_KEY = "clé inconnue, laissée de côté"
_UNKNOWN = {"themes": "Thèmes inconnus, laissés de côté", "audiences": "Publics inconnus, laissés de côté"}
_KINDS = {
    "organisation": "organisation",
    "theme": "thème",
    "audience": "public",
    "legalvehicle": "statut juridique",
    "connection": "connexion",
}


@dataclass
class _Group:
    """Problems that only differ by their place and the value."""

    key: str
    said: str
    values: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)

    def __str__(self) -> str:
        said = " ".join(part for part in (_some(self.values), self.said) if part)
        return f"{self.key} : {said}" if self.key else said


def warnings(report: LoadReport, whole: bool) -> Iterator[str]:
    """`whole`: names all the sheets."""
    groups = _grouped(report.warnings)
    keys = [group for group in groups if group.said == _UNKNOWN_KEY]
    if len(keys) > 1:
        said = ", ".join(f"{group.key} ({len(set(group.places))})" for group in keys)
        yield (
            f"Avertissement, clés inconnues, laissées de côté (--aliases FILE dit ce qu'elles veulent dire), "
            f"avec le nombre de leurs fiches : {said}"
        )
        groups = [group for group in groups if group.said != _UNKNOWN_KEY]
    for group in groups:
        yield f"Avertissement, {_listed(group.places, whole)} : {group}"
    for kind, words in report.unknown.items():
        yield f"{_UNKNOWN[kind]} (créés avec --create-vocabulary ; --aliases FILE les traduit) :"
        for word, names in sorted(words.items(), key=lambda said: -len(said[1])):
            yield f"  « {word} » : {_listed(names, whole)}"


def problems(report: LoadReport) -> Iterator[str]:
    for group in _grouped([(one.file, one) for one in report.problems], by_file=True):
        if len(group.problems) <= _MOST_NAMED:
            yield from map(str, group.problems)
        else:
            places = [f"{one.key} (ligne {one.line})" if one.line else one.key for one in group.problems]
            file = f"{group.places[0]}, " if group.places[0] else ""
            yield f"{file}{group} : {len(places)} fois ({_some(places)})"


def changes(report: LoadReport, whole: bool) -> Iterator[str]:
    """`whole`: details new sheets field by field too."""
    outcomes = dict(report.sheets)
    for name, outcome in report.words:
        if outcome in (LoadOutcome.CREATED, LoadOutcome.UPDATED):
            yield f"« {name} » : {outcome}"
    for key, found in report.changes:
        if outcomes[key] is LoadOutcome.CREATED and not whole:
            yield f"{key} : nouvelle fiche, {quantity(len(found), 'champ')} (-v 2 les dit)"
        else:
            yield from (f"{key}, {change}" for change in found)


def created(report: LoadReport, whole: bool) -> Iterator[str]:
    """Words and organisations created because sheets name them."""
    for kind, names in report.created.items():
        one = _KINDS[kind]
        made = quantity(len(names), one, " ".join(f"{word}s" for word in one.split()))
        yield f"Créé parce que des fiches le nomment : {made} ({_some(names, whole)})"


def _grouped(told: Iterable[tuple[str, FileProblem]], by_file: bool = False) -> list[_Group]:
    groups: dict[tuple, _Group] = {}
    for place, problem in told:
        key = ".".join(step for step in problem.key.split(".") if not step.isdigit())
        value, said = _parted(problem.message)
        group = groups.setdefault((place if by_file else "", key, said), _Group(key, said))
        group.problems.append(problem)
        group.places.append(place)
        if value and value not in group.values:
            group.values.append(value)
    return sorted(groups.values(), key=lambda group: -len(group.problems))


def _parted(message: str) -> tuple[str, str]:
    """« « n/a » n'est pas une adresse » -> ("« n/a »", "n'est pas une adresse")."""
    if found := _VALUE.fullmatch(message):
        return found["value"], found["rest"].strip()
    return "", _SIZE.sub(lambda said: f"plus de {said['rest']} caractères", message)


def _some(names: list[str], whole: bool = False) -> str:
    shown = names if whole else names[:_MOST_NAMED]
    return ", ".join(shown) + (", …" if len(shown) < len(names) else "")


def _listed(names: list[str], whole: bool) -> str:
    names = list(dict.fromkeys(names))
    return f"{quantity(len(names), 'fiche')} ({_some(names, whole)})"
