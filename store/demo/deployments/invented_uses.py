"""Writes the plan in bulk, and leaves the real deployments alone."""

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from catalogue.deployments.changing import Author, Edit, assign, state_of, write
from catalogue.deployments.models import Act, Channel, Deployment, DeploymentEvent, Party
from catalogue.services.models import Phase, ServicePage
from catalogue.services.rules.eligibility import Rules, rules_of
from catalogue.territories.models import Kind, Territory
from store.demo.deployments.adoption_plan import FIRST_DAY, Candidate, Planned, plan
from store.demo.deployments.places import chosen_places
from store.demo.deployments.story import StoryStep

SOURCE = "donnée de démonstration"
_SHARE_OF_SERVICES_WITHOUT_ANY = 0.15
_COMPLETE_SHEETS_ARE_KNOWN = 4
PLAN = Author(Party.ANCT, Channel.CHARGEMENT, label=SOURCE)
_TOLD = ("until", "stop_reason", "stop_note", "confirmed_on", "contest_reason")
_CHANGED_BY_SOMEBODY = Exists(
    DeploymentEvent.objects.filter(deployment=OuterRef("pk")).exclude(channel=Channel.CHARGEMENT)
)


@dataclass(frozen=True)
class LoadedUses:
    created: int
    updated: int
    deleted: int
    services: int
    organisations: int
    total: int


@transaction.atomic
def load_demo_deployments() -> LoadedUses:
    """Bring the demo deployments in line with the plan, except those that people changed. Idempotent."""
    everything = plan(_candidates(), chosen_places(), _real())
    changed = set(_made_up().filter(_CHANGED_BY_SOMEBODY).values_list("service_id", "organisation_id"))
    planned = {pair: one for one in everything if (pair := (one.service_id, one.organisation_id)) not in changed}
    rows = _made_up().exclude(_CHANGED_BY_SOMEBODY).select_related("territory")
    ours = {(row.service_id, row.organisation_id): row for row in rows}
    created = [one for pair, one in planned.items() if pair not in ours]
    updated = [row for pair, row in ours.items() if pair in planned and _changed(row, planned[pair])]
    deleted = [row for pair, row in ours.items() if pair not in planned]
    _create(created)
    write([_update(row, planned[row.service_id, row.organisation_id]) for row in updated], PLAN)
    write([Edit(row, Act.WITHDRAWN, state_of(row), removed=True) for row in deleted], PLAN)
    services, organisations = (len({pair[side] for pair in planned}) for side in (0, 1))
    return LoadedUses(len(created), len(updated), len(deleted), services, organisations, len(planned))


def _made_up():
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
    rules = rules_of(page)
    if rules.kinds:
        return rules
    kinds = tuple(audience.slug for audience in page.audiences.all() if audience.slug in Kind.values)
    return replace(rules, kinds=kinds)


def _create(planned: list[Planned]) -> None:
    """Written as if it had happened, one step of each deployment at a time."""
    territories = Territory.objects.only("kind", "code").in_bulk({one.territory_id for one in planned})
    told = [(_row(one, territories[one.territory_id]), one.steps) for one in planned]
    for rank in range(max((len(steps) for _, steps in told), default=0)):
        write([_edit(row, steps[rank]) for row, steps in told if rank < len(steps)], PLAN)


def _row(one: Planned, territory: Territory) -> Deployment:
    return Deployment(
        service_id=one.service_id,
        organisation_id=one.organisation_id,
        territory=territory,
        source=SOURCE,
        is_demo=True,
    )


def _edit(row: Deployment, step: StoryStep) -> Edit:
    before = state_of(row) if row.pk else {}
    assign(row, step.values)
    return Edit(row, step.act, before, at=step.at)


def _update(row: Deployment, one: Planned) -> Edit:
    before = state_of(row)
    assign(row, _columns(one))
    return Edit(row, Act.CHANGED, before)


def _changed(row: Deployment, one: Planned) -> bool:
    return any(getattr(row, name) != value for name, value in _columns(one).items())


def _columns(one: Planned) -> dict[str, Any]:
    nothing = {one.name: one.get_default() for one in Deployment._meta.concrete_fields if one.name in _TOLD}
    return nothing | one.columns
