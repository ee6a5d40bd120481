"""The few facts that decide whether to read on."""

from collections.abc import Iterator

from catalogue.foundation.dates import month
from catalogue.services.facts.conditions import cost_words
from catalogue.services.facts.fact import Fact, FactLink, sentence
from catalogue.services.facts.trust import licence_words, rgaa_words
from catalogue.services.models.classification import Phase

UNKNOWN = "Non renseigné"

PHASE_MEANINGS = {
    Phase.INVESTIGATION: "L'équipe étudie le besoin, il n'y a pas encore d'outil.",
    Phase.CONSTRUCTION: "Une première version est en construction.",
    Phase.PILOTE: "Le service est essayé par quelques collectivités.",
    Phase.ACCELERATION: "Le service fonctionne et s'étend à de nouvelles collectivités.",
    Phase.PERENNISE: "Le service est installé et son avenir est organisé.",
    Phase.ARRETE: "Le service n'est plus proposé.",
}


def key_facts(page) -> Iterator[Fact]:
    """Always the same lines, in the same order, so that sheets compare: an unknown one says so."""
    yield _cost(page)
    yield Fact("Mise en place", sentence(page.onboarding_time) or UNKNOWN)
    yield Fact("Logiciel", licence_words(page) or UNKNOWN)
    yield Fact("Accessibilité", rgaa_words(page) or UNKNOWN)
    if page.phase:
        since = f"Depuis {month(page.phase_since)}. " if page.phase_since else ""
        yield Fact("Avancement", page.get_phase_display(), since + PHASE_MEANINGS[page.phase])


def _cost(page) -> Fact:
    """A cost that takes a sentence is read further down."""
    if page.cost and not cost_words(page):
        return Fact("Coût", links=(FactLink("Voir les conditions", "#conditions"),))
    return Fact("Coût", cost_words(page) or UNKNOWN)
