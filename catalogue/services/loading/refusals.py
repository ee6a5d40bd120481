"""Problems in files, in French, with the file and the key."""

from dataclasses import dataclass

from django.db import DataError, Error, IntegrityError, OperationalError

_REFUSALS: dict[type[Error], str] = {
    IntegrityError: "la base de données refuse une valeur, par une de ses contraintes",
    DataError: "une valeur ne tient pas dans la base de données",
    OperationalError: "la base de données est occupée, ou ne répond pas",
}


@dataclass(frozen=True)
class FileProblem:
    """`key` is dotted, with list items counted from 1 ("body.2.faq.1.answer"); empty for the whole file."""

    message: str
    key: str = ""
    line: int | None = None
    file: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.key) if part)
        if self.line:
            place += f" (ligne {self.line})"
        return f"{place} : {self.message}" if place else self.message


class LoadRefused(Exception):
    """Nothing of what was being read or written is kept; `problems` says why."""

    def __init__(self, *problems: FileProblem):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def said_of_database(error: Error) -> str:
    said = next((said for kind, said in _REFUSALS.items() if isinstance(error, kind)), "erreur de la base de données")
    return f"{said} ({' '.join(str(error).split())[:200]})"
