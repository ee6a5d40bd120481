"""How complete a sheet is: named criteria and what to do about each, judged without a database.

The arithmetic is shown (« 14 critères sur 20 »), never a naked percentage.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Criterion:
    """Met when each of `needs` is filled in; « body|video_url » is when one of the two is. `tab`: where in the form."""

    name: str
    needs: tuple[str, ...]
    advice: str
    tab: str

    def is_met(self, filled: frozenset[str]) -> bool:
        return all(any(name in filled for name in need.split("|")) for need in self.needs)


@dataclass(frozen=True)
class Completeness:
    met: tuple[Criterion, ...]
    missing: tuple[Criterion, ...]

    @property
    def total(self) -> int:
        return len(self.met) + len(self.missing)


def judge(filled: frozenset[str]) -> Completeness:
    """`filled`: the names of the sheet's fields and lists that hold something."""
    return Completeness(
        met=tuple(one for one in CRITERIA if one.is_met(filled)),
        missing=tuple(one for one in CRITERIA if not one.is_met(filled)),
    )


CRITERIA = (
    Criterion(
        "Le besoin en une phrase",
        ("action", "summary"),
        "Dites ce que la collectivité peut faire, en commençant par un verbe, puis résumez en une phrase.",
        "Besoin",
    ),
    Criterion(
        "Problème, solution, résultats",
        ("problem", "solution", "results"),
        "Racontez en trois paragraphes courts ce qui n'allait pas, ce que fait le service et ce qui a changé.",
        "Besoin",
    ),
    Criterion(
        "Présentation détaillée",
        ("body|video_url",),
        "Ajoutez des blocs (étapes, chiffres, questions fréquentes) ou l'adresse d'une vidéo sous-titrée.",
        "Besoin",
    ),
    Criterion(
        "Captures d'écran",
        ("screenshots",),
        "Montrez le service : une à trois captures, chacune avec son texte alternatif.",
        "Besoin",
    ),
    Criterion("Adresse du service", ("website",), "Indiquez le site où le service s'utilise ou se demande.", "Besoin"),
    Criterion(
        "Thématiques et publics",
        ("themes", "audiences"),
        "Cochez une à trois thématiques et les publics concernés : ce sont les filtres du catalogue.",
        "Classement",
    ),
    Criterion(
        "Avancement",
        ("family", "phase", "phase_since"),
        "Dites la famille, la phase et depuis quand : une collectivité doit savoir si elle essaie un pilote.",
        "Classement",
    ),
    Criterion(
        "Qui porte le service",
        ("owned_by", "operator", "vehicle"),
        "Nommez le propriétaire, l'opérateur et la structure porteuse.",
        "Gouvernance",
    ),
    Criterion(
        "Décisions et financement",
        ("decision_body", "financing"),
        "Dites qui décide des évolutions et qui paie.",
        "Gouvernance",
    ),
    Criterion(
        "Réversibilité",
        ("reversibility",),
        "Expliquez comment on quitte le service et avec quelles données.",
        "Gouvernance",
    ),
    Criterion(
        "Contact de l'équipe",
        ("contact_team", "contact_email"),
        "Donnez le nom de l'équipe et son adresse générique, jamais celle d'une personne.",
        "Gouvernance",
    ),
    Criterion(
        "Définition de « déployé »",
        ("deployed_definition",),
        "Écrivez en une phrase à partir de quand une collectivité compte comme utilisatrice.",
        "Adoption",
    ),
    Criterion(
        "Coût", ("cost_model", "cost"), "Choisissez le modèle de coût et dites en clair combien on paie.", "Conditions"
    ),
    Criterion(
        "Mise en place",
        ("onboarding_time", "onboarding_steps"),
        "Indiquez le délai et les étapes pour démarrer.",
        "Conditions",
    ),
    Criterion(
        "Assistance et hébergement",
        ("support", "hosting"),
        "Dites qui aide, quand, et où sont les données.",
        "Conditions",
    ),
    Criterion(
        "Code source",
        ("licence|closed_reason",),
        "Donnez la licence, ou la raison pour laquelle le code n'est pas ouvert.",
        "Confiance",
    ),
    Criterion(
        "Accessibilité",
        ("rgaa_state", "rgaa_date", "rgaa_url"),
        "Reportez l'état, la date de l'audit et l'adresse de la déclaration d'accessibilité.",
        "Confiance",
    ),
    Criterion("Écoconception", ("eco_design",), "Dites ce qui est fait et mesuré, même si c'est peu.", "Confiance"),
    Criterion(
        "Sécurité",
        ("security|homologated",),
        "Dites si une homologation est déclarée ou comment la sécurité est suivie.",
        "Confiance",
    ),
    Criterion(
        "Données personnelles",
        ("personal_data", "privacy_url"),
        "Dites qui est responsable du traitement et où lire la politique de confidentialité.",
        "Confiance",
    ),
)
