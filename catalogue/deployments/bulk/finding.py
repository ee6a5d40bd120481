"""Which organisation each row names, however it is written, or why none is chosen."""

from collections.abc import Iterable

from catalogue.territories.resolution import Resolution, resolve_all, with_code

_MOST_LISTED = 10
_MOST_SHOWN = 80


class Unknown(ValueError):
    """Nobody, or several, answer to this name; the message says what to write instead."""


class Found:
    """The organisations that names stand for, each with the département that the file gives (or ""); in few queries."""

    def __init__(self, asked: Iterable[tuple[str, str]]) -> None:
        pairs = list(dict.fromkeys(asked))
        self._known = dict(zip(pairs, resolve_all(pairs), strict=True))

    def __getitem__(self, asked: tuple[str, str]) -> Resolution:
        """That of one organisation. Raises Unknown."""
        name, _ = asked
        if not name:
            raise Unknown("Il manque la collectivité : son SIREN, son code Insee, son nom ou la clé de son territoire.")
        resolution, shown = self._known[asked], name[:_MOST_SHOWN]
        if not resolution.found:
            raise Unknown(
                f"Le Store ne connaît pas « {shown} ». Écrivez son SIREN, son code Insee ou la clé de son territoire."
            )
        if resolution.elsewhere:
            listed = ", ".join(with_code(one) for one in resolution.found[:_MOST_LISTED])
            raise Unknown(
                f"« {shown} » n'est pas dans le département que dit la ligne ({asked[1][:_MOST_SHOWN]}), "
                f"mais ailleurs : {listed}. Corrigez le département, ou copiez le code."
            )
        if len(resolution.found) > 1:
            listed = ", ".join(with_code(one) for one in resolution.found[:_MOST_LISTED])
            more = f" et {len(resolution.found) - _MOST_LISTED} autres" if resolution.found[_MOST_LISTED:] else ""
            raise Unknown(
                f"Plusieurs organisations s'appellent « {shown} » : {listed}{more}. Copiez le code de la bonne."
            )
        return resolution
