"""Which organisation each row names, or why none was chosen."""

import re
from collections.abc import Iterable

from catalogue.territories.close_matches import close_matches, is_ept
from catalogue.territories.resolution import Resolution, resolve_all, with_code

_MOST_LISTED = 10
_MOST_SHOWN = 80
_MOST_GUESSED = 20
"""Names for which close matches are looked for, which reads all names each time."""
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)


class Unknown(ValueError):
    """No organisation has this name, or several do; the message says what to write instead."""


class Found:
    """The organisations of many names, each with its département in the file (or ""), in a few queries."""

    def __init__(self, asked: Iterable[tuple[str, str]]) -> None:
        pairs = list(dict.fromkeys(asked))
        self._known = dict(zip(pairs, resolve_all(pairs), strict=True))
        unknown = [pair for pair, resolution in self._known.items() if pair[0] and not resolution.found]
        self._close = close_matches(unknown[:_MOST_GUESSED])

    def __getitem__(self, asked: tuple[str, str]) -> Resolution:
        """Raises Unknown."""
        name, _ = asked
        if not name:
            raise Unknown("Il manque la collectivité : son SIREN, son code Insee, son nom ou la clé de son territoire.")
        resolution, shown = self._known[asked], name[:_MOST_SHOWN]
        if not resolution.found:
            raise Unknown(f"Le Store ne connaît pas « {shown} ». {self._instead(asked)}")
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

    def _instead(self, asked: tuple[str, str]) -> str:
        name, _ = asked
        write = "écrivez son SIREN, son code Insee ou la clé de son territoire."
        if _SCIENTIFIC.fullmatch(name.strip()):
            return f"Le tableur a arrondi ce numéro : mettez la colonne au format texte, puis {write}"
        if is_ept(name):
            return "Les établissements publics territoriaux n'y sont pas encore : écrivez leurs communes."
        if close := self._close.get(asked):
            listed = ", ".join(with_code(one) for one in close)
            those = "l'une de celles-ci" if close[1:] else "celle-ci"
            return f"Si vous parlez de {those}, copiez son code : {listed}. Sinon, {write}"
        return f"É{write[1:]}"
