"""Why one may trust a service, in lines a DGS or an information security officer can check."""

from collections.abc import Iterator

from django.utils.formats import localize

from catalogue.foundation.dates import day
from catalogue.services.facts.fact import Fact, FactLink, link, sentence
from catalogue.services.licences import LicenceKind
from catalogue.services.models.trust import Rgaa


def trust_facts(page) -> Iterator[Fact]:
    yield _code(page)
    yield _accessibility(page)
    yield _security(page)
    yield Fact("Données personnelles", page.personal_data, links=link("Politique de confidentialité", page.privacy_url))
    yield Fact(
        "Écoconception",
        page.eco_design,
        f"Évaluation du {day(page.eco_date)}" if page.eco_date else "",
        link("Déclaration d'écoconception", page.eco_url),
    )
    yield _connections(page)
    yield Fact("Statistiques publiques", links=link("Voir les statistiques", page.statistics_url))
    yield Fact("Technologies", ", ".join(page.technology_names))
    yield Fact("Source des informations", page.source)


def licence_words(page) -> str:
    """« Libre, avec partage des modifications (AGPL-3.0-only) »; empty when nothing is known."""
    if page.licence_kind == LicenceKind.UNKNOWN:
        return ""
    label = page.licence_kind.label
    return f"{label} ({page.licence})" if page.licence else label


def rgaa_words(page) -> str:
    """« Partiellement conforme, à 75,3 % »; empty when nothing is known."""
    if page.rgaa_state == Rgaa.INCONNU:
        return ""
    # Trailing zeros of the database's two decimals say nothing.
    rate = f"à {localize(float(page.rgaa_rate)).removesuffix(',0')}\u00a0%" if page.rgaa_rate is not None else ""
    return sentence(Rgaa(page.rgaa_state).label, rate)


def _code(page) -> Fact:
    return Fact("Licence et code source", licence_words(page), page.closed_reason, link("Code source", page.repository))


def _accessibility(page) -> Fact:
    audit = sentence(
        f"audit du {day(page.rgaa_date)}" if page.rgaa_date else "",
        f"par {page.rgaa_auditor}" if page.rgaa_auditor else "",
    )
    return Fact("Accessibilité (RGAA)", rgaa_words(page), audit, link("Déclaration d'accessibilité", page.rgaa_url))


_DECLARED = {
    "homologated": {True: "homologation de sécurité déclarée par l'équipe", False: "pas d'homologation de sécurité"},
    "risk_analysis": {True: "analyse de risques déclarée par l'équipe", False: "pas d'analyse de risques"},
}


def _security(page) -> Fact:
    declared = (words.get(getattr(page, name), "") for name, words in _DECLARED.items())
    return Fact("Sécurité", sentence(*declared), page.security)


def _connections(page) -> Fact:
    connections = page.connections.all()
    return Fact(
        "Connexions utilisées",
        ", ".join(connection.name for connection in connections if not connection.url),
        links=tuple(FactLink(connection.name, connection.url) for connection in connections if connection.url),
    )
