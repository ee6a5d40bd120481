"""The rules of a wave in plain French, for its page, exports and letters."""

from catalogue.foundation.french import listed, quantity, thousands
from catalogue.funding.models import DESK_AMOUNT, CallKind, Wave
from catalogue.services.sheet.sheet_lines import who_may_use

Line = tuple[str, str]
"""What it is about, what the rule says."""


def rules_in_words(wave: Wave) -> list[Line]:
    """In the order in which one asks: who, how much, how it is paid, what decides, what to do against a decision."""
    lines = [("Qui peut demander", who_may_ask(wave)), ("Combien", how_much(wave))]
    paid = "en une seule fois" if wave.single_payment else "en plusieurs fois, au fil du projet"
    lines.append(("Versement", f"La subvention est versée {paid}."))
    if wave.call.kind == CallKind.CALL:
        lines.append(("À égalité", f"{wave.get_ties_display()}."))
    lines.append(("Le dernier euro", last_euro(wave)))
    if wave.redress:
        delay = f"dans les {quantity(wave.redress_days, 'jour')} qui suivent la décision"
        lines.append(("Pour contester", f"{wave.redress.strip()} C'est à faire {delay}."))
    return lines


def who_may_ask(wave: Wave) -> str:
    """« Toutes les collectivités. Seules ou regroupées, elles couvrent 300 000 habitants ou un département entier. »"""
    kinds = list(wave.allowed_kinds or [])
    who = who_may_use(kinds, None, None) if kinds else "Les collectivités et leurs groupements"
    return f"{who}. {_size(wave)}".strip()


def _size(wave: Wave) -> str:
    asked = [quantity(wave.population_min, "habitant")] if wave.population_min else []
    asked += ["un département entier"] if wave.covers_departement else []
    least = f"couvrir au moins {listed(asked, 'ou')}, chaque habitant compté une fois" if asked else ""
    most = f"ne pas dépasser {quantity(wave.population_max, 'habitant')}" if wave.population_max else ""
    wanted = listed([one for one in (least, most) if one])
    return f"Seules ou regroupées, elles doivent {wanted}." if wanted else "Quelle que soit leur taille."


def how_much(wave: Wave) -> str:
    if wave.call.kind == CallKind.DESK:
        each = f"{thousands(DESK_AMOUNT)} € par raccordement"
        return f"{each} : un pour FranceConnect, un pour une API de l'État, par collectivité ou structure mutualisée."
    ceiling = f", {thousands(wave.ceiling)} € au plus par dossier" if wave.ceiling else ""
    return f"Jusqu'à {wave.rate} % du coût éligible du projet{ceiling}."


def last_euro(wave: Wave) -> str:
    if wave.call.kind == CallKind.DESK:
        return "Tant qu'il reste de l'argent, un dossier conforme est financé ; ensuite, il passe en liste d'attente."
    return f"{wave.get_last_euro_display()}."
