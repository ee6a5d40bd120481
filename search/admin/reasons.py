"""Why a document was not written, in words for editors: programs say it in English."""

import re

_IN_WORDS = (
    (r"(Type|Attribute|Value)Error\(", "une valeur n'est pas du genre attendu"),
    (
        r"(Arithmetic|Overflow|ZeroDivision)Error\(|Expected \w+ type for field",
        "un nombre ou une date est hors limites",
    ),
    (r"(Lookup|Key|Index)Error\(", "une valeur ne fait pas partie de la liste attendue"),
    (r"\w*DoesNotExist\(", "la fiche renvoie à quelque chose qui n'existe plus"),
    (r"4\d\d ", "le moteur n'accepte pas une des valeurs"),
    (r"5\d\d ", "le moteur est tombé en panne en écrivant la fiche"),
)
"""How the words of a program begin, and what they mean."""


def in_words(error: str) -> str:
    said = (words for beginning, words in _IN_WORDS if re.match(beginning, error))
    return next(said, "le moteur en dit seulement ceci")
