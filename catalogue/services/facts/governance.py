"""Who owns, runs, pays for and decides about a service, and how one leaves it."""

from collections.abc import Iterator

from catalogue.services.facts.fact import Fact, FactLink, Value, sentence


def governance_facts(page) -> Iterator[Fact]:
    yield _organisations("Propriétaire", [page.owned_by])
    yield _organisations("Opérateur", [page.operator])
    partners = page.partners.select_related("organisation")
    yield _organisations("Partenaires", [partner.organisation for partner in partners])
    vehicle = page.vehicle
    yield Fact("Structure porteuse", vehicle.name if vehicle else "", vehicle.description if vehicle else "")
    yield Fact("Qui décide", page.decision_body, _rhythm(page))
    yield Fact("Qui paie", Value(page.financing))
    yield Fact("Comment on quitte le service", Value(page.reversibility))
    if page.outcome:
        yield Fact("Issue dans l'axe 1 du programme", page.get_outcome_display())
    if policies := page.policies.all():
        yield Fact("Politiques prioritaires servies", ", ".join(policy.name for policy in policies))


def _rhythm(page) -> str:
    return f"Rythme : {page.decision_rhythm}" if page.decision_rhythm else ""


def _organisations(label: str, organisations) -> Fact:
    known = [organisation for organisation in organisations if organisation]
    return Fact(
        label,
        sentence(*(str(organisation) for organisation in known if not organisation.url)),
        links=tuple(FactLink(str(organisation), organisation.url) for organisation in known if organisation.url),
    )
