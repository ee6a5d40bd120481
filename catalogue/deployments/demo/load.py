"""Writing the plan in bulk, beside the real deployments and never over them."""

import random
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from catalogue.deployments.demo.places import chosen_places
from catalogue.deployments.demo.plan import FIRST_DAY, Candidate, Planned, plan
from catalogue.deployments.models import Deployment
from catalogue.deployments.signals import deployments_changed
from catalogue.services.eligibility import Rules, rules_of
from catalogue.services.models import Phase, ServicePage
from catalogue.territories.models import Kind

SOURCE = "donnée de démonstration"
_SHARE_OF_SERVICES_WITHOUT_ANY = 0.15
_COMPLETE_SHEETS_ARE_KNOWN = 4
_COLUMNS = ("territory_id", "status", "since", "until")


@dataclass(frozen=True)
class Report:
    created: int
    updated: int
    deleted: int
    services: int
    organisations: int
    total: int


@transaction.atomic
def load_demo_deployments() -> Report:
    """Make the demonstration what the plan says: a second run writes nothing."""
    planned = {(one.service_id, one.organisation_id): one for one in plan(_candidates(), chosen_places(), _real())}
    ours = {(row.service_id, row.organisation_id): row for row in _ours()}
    created = [_row(one) for pair, one in planned.items() if pair not in ours]
    updated = [row for pair, row in ours.items() if pair in planned and _changed(row, planned[pair])]
    deleted = [row for pair, row in ours.items() if pair not in planned]
    Deployment.objects.bulk_create(created, batch_size=500)
    Deployment.objects.bulk_update(updated, [name.removesuffix("_id") for name in _COLUMNS], batch_size=200)
    Deployment.objects.filter(pk__in=[row.pk for row in deleted]).delete()
    touched = frozenset(row.service_id for row in (*created, *updated, *deleted))
    if touched:
        deployments_changed.send(sender=Deployment, service_ids=touched)
    services, organisations = (len({pair[side] for pair in planned}) for side in (0, 1))
    return Report(len(created), len(updated), len(deleted), services, organisations, len(planned))


def _ours():
    return Deployment.objects.filter(is_demo=True, source=SOURCE)


def _real() -> dict[int, frozenset[int]]:
    """Services of each organisation that the demonstration must leave as they are."""
    found = defaultdict(set)
    others = Deployment.objects.exclude(is_demo=True, source=SOURCE)
    for organisation, service in others.values_list("organisation", "service"):
        found[organisation].add(service)
    return {organisation: frozenset(services) for organisation, services in found.items()}


def _candidates() -> list[Candidate]:
    pages = ServicePage.objects.live().filter(external_id__isnull=False).exclude(phase=Phase.ARRETE)
    pages = pages.prefetch_related("required_services__service", "audiences").order_by("external_id")
    return [_candidate(page) for page in pages if page.phase and _has_any(page.external_id)]


def _has_any(key: str) -> bool:
    return random.Random(key).random() > _SHARE_OF_SERVICES_WITHOUT_ANY


def _candidate(page: ServicePage) -> Candidate:
    chance = random.Random(f"poids {page.external_id}")
    known = _COMPLETE_SHEETS_ARE_KNOWN if page.results else 1
    weight = known * min(chance.paretovariate(2), 5)
    started = page.started or page.phase_since or FIRST_DAY
    return Candidate(page.pk, page.phase, started, _rules(page), weight)


def _rules(page: ServicePage) -> Rules:
    """The service's rules; where they name no kind, the kinds of collectivité among its audiences."""
    rules = rules_of(page, page.required_services.all())
    if rules.kinds:
        return rules
    kinds = tuple(audience.slug for audience in page.audiences.all() if audience.slug in Kind.values)
    return Rules(kinds, rules.population_min, rules.population_max, rules.requires)


def _row(one: Planned) -> Deployment:
    return Deployment(**one.__dict__, source=SOURCE, is_demo=True)


def _changed(row: Deployment, one: Planned) -> bool:
    """Whether the row differs from the plan; makes it like the plan."""
    before = [getattr(row, name) for name in _COLUMNS]
    for name in _COLUMNS:
        setattr(row, name, getattr(one, name))
    return before != [getattr(row, name) for name in _COLUMNS]
