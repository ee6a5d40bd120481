"""What every team is asked about its service: each fact is on the sheet, or said not to be published, or still missing.

An editor who looked for a fact in the sources of the sheet and did not find it marks it (`ServicePage.not_published`);
a mark says nothing any more once the fact is there.
"""

from dataclasses import dataclass
from typing import Any

from catalogue.services.rules.completeness import is_filled


@dataclass(frozen=True)
class AskedFact:
    """`column`: where its answer is, and its name in files. `or_else`: a column that answers as well. `fact`: the fact
    of the sheet that shows it, when it bears another label.
    """

    column: str
    part: str
    label: str
    fact: str = ""
    or_else: str = ""

    @property
    def shown_as(self) -> str:
        return self.fact or self.label

    def is_answered(self, page: Any) -> bool:
        return any(is_filled(page, name) for name in (self.column, self.or_else) if name)


CONDITIONS, GOVERNANCE, TRUST = "conditions", "governance", "trust"
_RGAA, _SECURITY, _CODE = "Accessibilité (RGAA)", "Sécurité", "Licence et code source"
_DATA, _ECO = "Données personnelles", "Écoconception"
ASKED_FACTS = (
    AskedFact("cost_model", CONDITIONS, "Tarif", fact="Coût"),
    AskedFact("onboarding_time", CONDITIONS, "Délai de mise en place"),
    AskedFact("support", CONDITIONS, "Assistance"),
    AskedFact("hosting", CONDITIONS, "Hébergement"),
    AskedFact("prerequisites", CONDITIONS, "Prérequis"),
    AskedFact("decision_body", GOVERNANCE, "Qui décide"),
    AskedFact("financing", GOVERNANCE, "Qui paie"),
    AskedFact("budget_url", GOVERNANCE, "Budget"),
    AskedFact("reversibility", GOVERNANCE, "Comment on quitte le service"),
    AskedFact("licence", TRUST, "Licence", fact=_CODE, or_else="closed_reason"),
    AskedFact("repository", TRUST, "Code source", fact=_CODE, or_else="closed_reason"),
    AskedFact("rgaa_state", TRUST, "Conformité au RGAA", fact=_RGAA),
    AskedFact("rgaa_rate", TRUST, "Taux de conformité au RGAA", fact=_RGAA),
    AskedFact("rgaa_date", TRUST, "Date de l'audit d'accessibilité", fact=_RGAA),
    AskedFact("rgaa_url", TRUST, "Déclaration d'accessibilité", fact=_RGAA),
    AskedFact("security", TRUST, "Sécurité", fact=_SECURITY),
    AskedFact("homologated", TRUST, "Homologation de sécurité", fact=_SECURITY),
    AskedFact("risk_analysis", TRUST, "Analyse de risques", fact=_SECURITY),
    AskedFact("measures_url", TRUST, "Mesures techniques publiques"),
    AskedFact("personal_data", TRUST, "Données personnelles", fact=_DATA),
    AskedFact("privacy_url", TRUST, "Politique de confidentialité", fact=_DATA),
    AskedFact("eco_design", TRUST, "Écoconception", fact=_ECO),
    AskedFact("eco_url", TRUST, "Déclaration d'écoconception", fact=_ECO),
    AskedFact("statistics_url", TRUST, "Statistiques publiques"),
    AskedFact("impact_url", TRUST, "Mesure de l'impact"),
)


def not_published(page: Any, part: str | None = None) -> tuple[AskedFact, ...]:
    """Those that the team does not publish, as far as the sources of the sheet tell."""
    return tuple(
        one
        for one in ASKED_FACTS
        if one.column in page.not_published and part in (None, one.part) and not one.is_answered(page)
    )


def not_said(page: Any) -> tuple[AskedFact, ...]:
    """Those that the sheet does not answer, whether they were looked for or not: what its team is asked."""
    return tuple(one for one in ASKED_FACTS if not one.is_answered(page))
