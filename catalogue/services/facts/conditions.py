"""Who may use a service, what it costs and what it takes to start."""

from collections.abc import Iterator

from catalogue.foundation.french import listed, quantity, thousands
from catalogue.services.facts.fact import Fact, Value, sentence
from catalogue.services.models.conditions import CostModel
from catalogue.territories.models import Kind

_PLURALS = {
    Kind.COMMUNE: "communes",
    Kind.EPCI: "intercommunalités",
    Kind.DEPARTEMENT: "départements",
    Kind.REGION: "régions",
    Kind.SYNDICAT: "syndicats et groupements",
}


def conditions_facts(page) -> Iterator[Fact]:
    yield Fact("Qui peut l'utiliser", who_may_use(page.allowed_kinds, page.population_min, page.population_max))
    yield Fact("Pour qui", ", ".join(audience.name for audience in page.audiences.all() if audience.group == "usager"))
    yield _cost(page)
    yield Fact("Prérequis", Value(page.prerequisites))
    yield Fact("Délai de mise en place", sentence(page.onboarding_time))
    yield Fact("Assistance", page.support)
    yield Fact("Hébergement", page.hosting)


def _cost(page) -> Fact:
    """The sentence explains the model, unless it only repeats it."""
    model = cost_words(page)
    if page.cost.rstrip(".") == model:
        return Fact("Coût", model)
    return Fact("Coût", model, page.cost) if model else Fact("Coût", page.cost)


def cost_words(page) -> str:
    return "" if page.cost_model == CostModel.INCONNU else page.get_cost_model_display()


def who_may_use(kinds: list[str], population_min: int | None, population_max: int | None) -> str:
    """« Communes et intercommunalités, de 500 à 3 500 habitants »."""
    # A file or an older version of the code may hold a kind that no longer exists: it lets nobody in.
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
