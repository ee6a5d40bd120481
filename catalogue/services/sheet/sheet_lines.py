"""The lines of a sheet, each a label and its value. Empty ones are only listed by name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import localize
from wagtail.fields import RichTextField
from wagtail.rich_text import RichText

from catalogue.foundation.dates import day, month
from catalogue.foundation.french import listed, quantity, thousands
from catalogue.services.choices import CostModel, LicenceKind, Phase, Rgaa
from catalogue.services.rules.asked_facts import AskedFact, not_published
from catalogue.services.sheet.fields import line_label, sheet_fields
from catalogue.territories.models import Kind

_ONE_PARAGRAPH = re.compile(r"\s*<p\b[^>]*>((?:(?!</?p\b).)*)</p>\s*", re.DOTALL)


class Value(RichText):
    """Rich text beside a label, without the <p> of a single paragraph."""

    def __html__(self) -> str:
        html = super().__html__()
        alone = _ONE_PARAGRAPH.fullmatch(html)
        return alone[1] if alone else html


@dataclass(frozen=True)
class LabelledLink:
    label: str
    url: str


@dataclass(frozen=True)
class SheetLine:
    """`value`: text or rich text. `detail`: an explanation. `links`: evidence to open."""

    label: str
    value: str | RichText = ""
    detail: str = ""
    links: tuple[LabelledLink, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.value or self.detail or self.links)


@dataclass(frozen=True)
class SheetLines:
    """`not_published`: what was looked for in the sources of the sheet, in vain; `missing`: what nobody looked for."""

    known: tuple[SheetLine, ...]
    missing: tuple[str, ...]
    not_published: tuple[str, ...] = ()


def known_and_missing(lines: Iterable[SheetLine], looked_for: Iterable[AskedFact] = ()) -> SheetLines:
    lines, looked_for = tuple(lines), tuple(looked_for)
    explained = {asked.shown_as for asked in looked_for}
    return SheetLines(
        known=tuple(line for line in lines if line.known),
        missing=tuple(_inside_a_sentence(one.label) for one in lines if not one.known and one.label not in explained),
        not_published=tuple(_inside_a_sentence(asked.label) for asked in looked_for),
    )


def _inside_a_sentence(label: str) -> str:
    """« hébergement », but « RGPD »."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def link(label: str, url: str) -> tuple[LabelledLink, ...]:
    """Empty if there is no address."""
    return (LabelledLink(label, url),) if url else ()


def sentence(*parts: str) -> str:
    """« Audit du 3 mars 2025, par X »: joins the parts that are not empty and capitalises the first letter."""
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def _declared(page, part: str) -> Iterator[SheetLine]:
    """Text fields that are shown as they are: see `sheet.fields`."""
    for column in sheet_fields(type(page), part):
        if label := line_label(column):
            text = getattr(page, column.name)
            yield SheetLine(label, Value(text) if isinstance(column, RichTextField) else sentence(text))


_UNKNOWN, _NOT_PUBLISHED = "Non renseigné", "Non publié par l'équipe"

PHASE_MEANINGS = {
    Phase.INVESTIGATION: "L'équipe étudie le besoin, il n'y a pas encore d'outil.",
    Phase.CONSTRUCTION: "Une première version est en construction.",
    Phase.PILOTE: "Le service est essayé par quelques collectivités.",
    Phase.ACCELERATION: "Le service fonctionne et s'étend à de nouvelles collectivités.",
    Phase.PERENNISE: "Le service est installé et son avenir est organisé.",
    Phase.ARRETE: "Le service n'est plus proposé.",
}


def key_lines(page) -> Iterator[SheetLine]:
    """Always the same lines in the same order, so that sheets can be compared; unknown ones say so."""
    looked_for = {one.column for one in not_published(page)}

    def unknown(column: str) -> str:
        return _NOT_PUBLISHED if column in looked_for else _UNKNOWN

    yield _short_cost(page, unknown("cost_model"))
    yield SheetLine("Mise en place", sentence(page.onboarding_time) or unknown("onboarding_time"))
    yield SheetLine("Logiciel", licence_words(page) or unknown("licence"))
    yield SheetLine("Accessibilité", rgaa_words(page) or unknown("rgaa_state"))
    if page.phase:
        since = f"Depuis {month(page.phase_since)}. " if page.phase_since else ""
        yield SheetLine("Avancement", page.get_phase_display(), since + PHASE_MEANINGS[page.phase])


def _short_cost(page, unknown: str) -> SheetLine:
    """A cost that needs a sentence is shown further down the sheet."""
    if page.cost and not cost_words(page):
        return SheetLine("Coût", links=(LabelledLink("Voir les conditions", "#conditions"),))
    return SheetLine("Coût", cost_words(page) or unknown)


_PLURALS = {
    Kind.COMMUNE: "communes",
    Kind.EPCI: "intercommunalités",
    Kind.DEPARTEMENT: "départements",
    Kind.REGION: "régions",
    Kind.SYNDICAT: "syndicats et groupements",
}


def conditions_lines(page) -> Iterator[SheetLine]:
    yield SheetLine("Qui peut l'utiliser", who_may_use(page.allowed_kinds, page.population_min, page.population_max))
    yield SheetLine(
        "Pour qui", ", ".join(audience.name for audience in page.audiences.all() if audience.group == "usager")
    )
    yield _cost(page)
    yield from _declared(page, "conditions")


def _cost(page) -> SheetLine:
    """Adds the sentence, unless it only repeats the model."""
    model = cost_words(page)
    if page.cost.rstrip(".") == model:
        return SheetLine("Coût", model)
    return SheetLine("Coût", model, page.cost) if model else SheetLine("Coût", page.cost)


def cost_words(page) -> str:
    return "" if page.cost_model == CostModel.INCONNU else page.get_cost_model_display()


def who_may_use(kinds: list[str], population_min: int | None, population_max: int | None) -> str:
    """« Communes et intercommunalités, de 500 à 3 500 habitants »."""
    # A kind that no longer exists, from a file or an older version, admits nobody.
    names = [name for kind, name in _PLURALS.items() if kind in kinds]
    if not kinds or len(names) == len(_PLURALS):
        return "Toutes les collectivités" + (_size(population_min, population_max) or ", quelle que soit leur taille")
    words = listed(names) or "aucune collectivité"
    return words[:1].upper() + words[1:] + _size(population_min, population_max)


def _size(population_min: int | None, population_max: int | None) -> str:
    if population_min and population_max:
        return f", de {thousands(population_min)} à {thousands(population_max)} habitants"
    if population_min:
        return f", à partir de {quantity(population_min, 'habitant')}"
    return f", jusqu'à {quantity(population_max, 'habitant')}" if population_max else ""


def governance_lines(page) -> Iterator[SheetLine]:
    yield _organisations("Propriétaire", [page.owned_by])
    yield _organisations("Opérateur", [page.operator])
    partners = page.partners.select_related("organisation")
    yield _organisations("Partenaires", [partner.organisation for partner in partners])
    vehicle = page.vehicle
    yield SheetLine("Structure porteuse", vehicle.name if vehicle else "", vehicle.description if vehicle else "")
    yield SheetLine("Qui décide", page.decision_body, _rhythm(page))
    yield from _declared(page, "governance")
    yield SheetLine("Budget", links=link("Budget publié par l'équipe", page.budget_url))
    if page.outcome:
        yield SheetLine("Issue dans l'axe 1 du programme", page.get_outcome_display())
    if policies := page.policies.all():
        yield SheetLine("Politiques prioritaires servies", ", ".join(policy.name for policy in policies))


def _rhythm(page) -> str:
    return f"Rythme : {page.decision_rhythm}" if page.decision_rhythm else ""


def _organisations(label: str, organisations) -> SheetLine:
    known = [organisation for organisation in organisations if organisation]
    return SheetLine(
        label,
        sentence(*(str(organisation) for organisation in known if not organisation.url)),
        links=tuple(LabelledLink(str(organisation), organisation.url) for organisation in known if organisation.url),
    )


def trust_lines(page) -> Iterator[SheetLine]:
    yield _code(page)
    yield _accessibility(page)
    yield _security(page)
    yield SheetLine(
        "Données personnelles", page.personal_data, links=link("Politique de confidentialité", page.privacy_url)
    )
    yield SheetLine(
        "Écoconception",
        page.eco_design,
        f"Évaluation du {day(page.eco_date)}" if page.eco_date else "",
        link("Déclaration d'écoconception", page.eco_url),
    )
    yield _connections(page)
    yield SheetLine("Statistiques publiques", links=link("Voir les statistiques", page.statistics_url))
    yield SheetLine("Mesure de l'impact", links=link("Voir ce que le service change", page.impact_url))
    yield SheetLine("Mesures techniques publiques", links=link("Voir le relevé", page.measures_url))
    yield SheetLine("Technologies", ", ".join(page.technology_names))
    yield from _declared(page, "trust")


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
    # Without the trailing zeros of the database's two decimals.
    rate = f"à {localize(float(page.rgaa_rate)).removesuffix(',0')}\u00a0%" if page.rgaa_rate is not None else ""
    return sentence(Rgaa(page.rgaa_state).label, rate)


def _code(page) -> SheetLine:
    return SheetLine(
        "Licence et code source", licence_words(page), page.closed_reason, link("Code source", page.repository)
    )


def _accessibility(page) -> SheetLine:
    audit = sentence(
        f"audit du {day(page.rgaa_date)}" if page.rgaa_date else "",
        f"par {page.rgaa_auditor}" if page.rgaa_auditor else "",
    )
    return SheetLine(
        "Accessibilité (RGAA)", rgaa_words(page), audit, link("Déclaration d'accessibilité", page.rgaa_url)
    )


_DECLARED = {
    "homologated": {True: "homologation de sécurité déclarée par l'équipe", False: "pas d'homologation de sécurité"},
    "risk_analysis": {True: "analyse de risques déclarée par l'équipe", False: "pas d'analyse de risques"},
}


def _security(page) -> SheetLine:
    declared = (words.get(getattr(page, name), "") for name, words in _DECLARED.items())
    return SheetLine("Sécurité", sentence(*declared), page.security)


def _connections(page) -> SheetLine:
    connections = page.connections.all()
    return SheetLine(
        "Connexions utilisées",
        ", ".join(connection.name for connection in connections if not connection.url),
        links=tuple(LabelledLink(connection.name, connection.url) for connection in connections if connection.url),
    )
