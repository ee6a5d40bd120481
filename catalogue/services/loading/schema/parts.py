"""The parts of a sheet that group several keys: contact, governance, conditions, trust."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from catalogue.services.loading.schema.values import (
    Date,
    Email,
    Entry,
    Names,
    PastDate,
    Population,
    SheetId,
    Terms,
    Text,
    Url,
    line,
    refuse,
)
from catalogue.services.models import ConsortiumMember, CostModel, Rgaa
from catalogue.territories.models import Kind, Stratum

StratumOrAll = StrEnum("StratumOrAll", {**{one.name: one.value for one in Stratum}, "ALL": "toutes"})


class ContactPart(Entry):
    team: line(120) | None = None
    email: Email | None = None


class MemberEntry(Entry):
    organisation: line(200)
    role: ConsortiumMember.Role = ConsortiumMember.Role.MEMBRE
    since: Date | None = None
    pilot_sites: Names = []
    source: line(255) | None = None


class ContributionEntry(Entry):
    stratum: StratumOrAll = StratumOrAll.ALL
    rule: line(200)


class GovernancePart(Entry):
    vehicle: line(100) | None = None
    consortium: list[MemberEntry] = []
    decision_body: line(255) | None = None
    rhythm: line(120) | None = None
    financing: Text | None = None
    contributions: list[ContributionEntry] = []
    reversibility: Text | None = None


class OnboardingEntry(Entry):
    title: line(120)
    detail: Text | None = None
    duration: line(60) | None = None


class ConditionsPart(Entry):
    kinds: list[Kind] = []
    population_min: Population | None = None
    population_max: Population | None = None
    requires: list[SheetId] = []
    prerequisites: Text | None = None
    cost_model: CostModel = CostModel.INCONNU
    cost: line(255) | None = None
    onboarding: list[OnboardingEntry] = []
    onboarding_time: line(120) | None = None
    support: line(255) | None = None
    hosting: line(255) | None = None

    @model_validator(mode="after")
    def _bounds_in_order(self):
        if self.population_min and self.population_max and self.population_min > self.population_max:
            raise refuse("population_min dépasse population_max", keys=("population_min", "population_max"))
        return self


class RgaaPart(Entry):
    state: Rgaa = Rgaa.INCONNU
    rate: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)] | None = None
    date: PastDate | None = None
    auditor: line(120) | None = None
    url: Url | None = None


class TrustPart(Entry):
    licence: line(60) | None = None
    repository: Url | None = None
    closed_reason: line(255) | None = None
    rgaa: RgaaPart = RgaaPart()
    eco_design: line(255) | None = None
    eco_url: Url | None = None
    eco_date: PastDate | None = None
    homologation: bool | None = None
    risk_analysis: bool | None = None
    security: line(255) | None = None
    personal_data: line(500) | None = None
    privacy_url: Url | None = None
    connections: Terms = []
    statistics_url: Url | None = None
    verified: PastDate | None = None
    source: line(255) | None = None
