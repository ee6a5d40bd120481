"""What a sheet points at: words, organisations, other services; and the rows it holds, in the order of the file."""

from collections.abc import Iterator
from contextlib import contextmanager

from catalogue.services.loading.problems import Problem, Refused
from catalogue.services.loading.schema import ServiceSheet
from catalogue.services.loading.schema.parts import StratumOrAll
from catalogue.services.loading.words import organisation_named, term_named
from catalogue.services.models import (
    Audience,
    Connection,
    ConsortiumMember,
    Contribution,
    LegalVehicle,
    OnboardingStep,
    Partner,
    RequiredService,
    ServicePage,
    Theme,
)
from catalogue.territories.models import Organisation, PriorityPolicy

_POLICY_NAMES = {
    "agenda-rural": "Agenda rural",
    "qpv": "Quartiers prioritaires de la politique de la ville",
    "petites-villes-de-demain": "Petites Villes de Demain",
    "action-coeur-de-ville": "Action Cœur de Ville",
}


@contextmanager
def at_key(key: str) -> Iterator[None]:
    """Says under which key of the sheet something was refused."""
    try:
        yield
    except Refused as refused:
        raise Refused(*(Problem(problem.message, key) for problem in refused.problems)) from refused


def organisation_at(key: str, name: str | None) -> Organisation | None:
    with at_key(key):
        return organisation_named(name) if name else None


def fill_relations(page: ServicePage, sheet: ServiceSheet) -> None:
    page.themes = _terms(Theme, sheet.themes, "themes")
    page.audiences = _terms(Audience, sheet.audiences, "audiences")
    page.connections = _terms(Connection, sheet.trust.connections, "trust.connections")
    page.policies = [_policy(slug) for slug in dict.fromkeys(sheet.policies)]
    page.owned_by = organisation_at("owner", sheet.owner)
    page.operator = organisation_at("operator", sheet.operator)
    page.partners = [
        Partner(organisation=organisation_at(f"partners.{position}", name))
        for position, name in enumerate(sheet.partners, start=1)
    ]
    vehicle = sheet.governance.vehicle
    page.vehicle = _terms(LegalVehicle, [vehicle], "governance.vehicle")[0] if vehicle else None
    page.consortium = _consortium(sheet)
    page.contributions = [
        Contribution(stratum="" if one.stratum == StratumOrAll.ALL else one.stratum.value, rule=one.rule)
        for one in sheet.governance.contributions
    ]
    page.onboarding_steps = [
        OnboardingStep(title=step.title, detail=step.detail or "", duration=step.duration or "")
        for step in sheet.conditions.onboarding
    ]
    page.required_services = _required(sheet)


def _terms(model, names: list[str], key: str) -> list:
    with at_key(key):
        return list(dict.fromkeys(term_named(model, name) for name in names))


def _policy(slug: str) -> PriorityPolicy:
    return PriorityPolicy.objects.get_or_create(slug=slug, defaults={"name": _POLICY_NAMES[slug]})[0]


def _consortium(sheet: ServiceSheet) -> list[ConsortiumMember]:
    return [
        ConsortiumMember(
            organisation=organisation_at(f"governance.consortium.{position}.organisation", member.organisation),
            role=member.role.value,
            since=member.since,
            pilot_sites="\n".join(member.pilot_sites),
            source=member.source or "",
        )
        for position, member in enumerate(sheet.governance.consortium, start=1)
    ]


def _required(sheet: ServiceSheet) -> list[RequiredService]:
    """Services named here were written before this one (ordering.py), or stand in the catalogue from another load."""
    required = []
    for position, identifier in enumerate(sheet.conditions.requires, start=1):
        service = ServicePage.objects.filter(external_id=identifier).first()
        if service is None:
            message = f"le service « {identifier} » n'existe pas, ou sa fiche contient une erreur"
            raise Refused(Problem(message, f"conditions.requires.{position}"))
        required.append(RequiredService(service=service))
    return required
