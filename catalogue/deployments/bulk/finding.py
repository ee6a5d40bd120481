"""Which organisation each row names: by SIREN or SIRET, by the key of its territory, or by its exact name."""

import re
from collections.abc import Iterable, Mapping

from catalogue.territories.models import Organisation, OrganisationKind
from catalogue.territories.models.territory import KEY

_NUMBER = re.compile(r"(\d{9})(\d{5})?", re.ASCII)


class Unknown(ValueError):
    """Nobody, or several, answer to this name; the message says what to write instead."""


class Found:
    """The organisations that some names stand for, read in three queries."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_name: dict[str, list[Organisation]] = {}
        wanted = {name: _kind(name) for name in set(names)}
        for kind, read in (("siren", self._read_sirens), ("key", self._read_keys), ("name", self._read_names)):
            read({said: name for name, (its, said) in wanted.items() if its == kind})

    def __getitem__(self, name: str) -> Organisation:
        """Raises Unknown."""
        found = self._by_name.get(_kind(name)[1], [])
        if not name:
            raise Unknown("Il manque la collectivité : son SIREN ou la clé de son territoire.")
        if not found:
            raise Unknown(f"Le Store ne connaît pas « {name} ». Écrivez son SIREN ou la clé de son territoire.")
        if len(found) > 1:
            raise Unknown(f"Plusieurs organisations s'appellent « {name} » : écrivez son SIREN.")
        return found[0]

    def _read_sirens(self, names: Mapping[str, str]) -> None:
        for organisation in _organisations().filter(siren__in=names):
            self._by_name[organisation.siren] = [organisation]

    def _read_keys(self, names: Mapping[str, str]) -> None:
        codes = [key.partition("-")[2] for key in names]
        for organisation in _organisations().filter(kind=OrganisationKind.COLLECTIVITE, territory__code__in=codes):
            if organisation.territory.key in names:
                self._by_name[organisation.territory.key] = [organisation]

    def _read_names(self, names: Mapping[str, str]) -> None:
        for organisation in _organisations().filter(name__in=names):
            self._by_name.setdefault(organisation.name, []).append(organisation)


def _organisations():
    return Organisation.objects.select_related("territory")


def _kind(name: str) -> tuple[str, str]:
    """What the name is, and how the database writes it."""
    if number := _NUMBER.fullmatch(re.sub(r"\s", "", name)):
        return "siren", number[1]
    return ("key", name) if KEY.fullmatch(name) else ("name", name)
