"""The format of docs/formats.md: what each key holds."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from django.utils.text import slugify
from pydantic import BeforeValidator, Field, create_model, model_validator

from catalogue.services.loading.sections import sections
from catalogue.services.loading.values import (
    Date,
    Email,
    Entry,
    Names,
    PastDate,
    Population,
    SheetId,
    Siren,
    Slug,
    Terms,
    Text,
    Url,
    line,
    refuse,
)
from catalogue.services.models import Audience, ConsortiumMember, CostModel, Family, Outcome, Phase, Rgaa
from catalogue.territories.models import Kind, OrganisationKind, Stratum


class Figure(Entry):
    value: line(30)
    label: line(160)
    source: line(200) | None = None


class Step(Entry):
    title: line(120)
    detail: Text | None = None


class Question(Entry):
    question: line(200)
    answer: Text


class Callout(Entry):
    title: line(120)
    text: Text


class Quote(Entry):
    text: Text
    author: line(120)
    role: line(160) | None = None


class Link(Entry):
    title: line(120)
    url: Url
    text: line(200) | None = None


class Block(Entry):
    text: Text | None = None
    figures: list[Figure] | None = Field(None, min_length=1)
    steps: list[Step] | None = Field(None, min_length=1)
    faq: list[Question] | None = Field(None, min_length=1)
    callout: Callout | None = None
    quote: Quote | None = None
    link: Link | None = None

    @model_validator(mode="after")
    def _holds_one_key(self):
        if len(self.model_fields_set) != 1 or getattr(self, self.kind) is None:
            raise refuse("un bloc porte une clé et une seule")
        return self

    @property
    def kind(self) -> str:
        return next(iter(self.model_fields_set), "text")


def _one_text(value: Any) -> Any:
    return [{"text": value}] if isinstance(value, str) else value


Body = Annotated[list[Block], BeforeValidator(_one_text), Field(min_length=1, max_length=60)]


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


ACTION_SIZE, SUMMARY_SIZE, ID_SIZE = 120, 150, 80


class Policy(StrEnum):
    AGENDA_RURAL = "agenda-rural"
    QPV = "qpv"
    PETITES_VILLES = "petites-villes-de-demain"
    COEUR_DE_VILLE = "action-coeur-de-ville"


class ServiceSheet(Entry):
    id: SheetId | None = None
    slug: SheetId | None = None
    name: line(ACTION_SIZE)
    action: line(ACTION_SIZE) | None = None
    summary: line(SUMMARY_SIZE) | None = None
    problem: Text | None = None
    solution: Text | None = None
    results: Text | None = None
    body: Body
    url: Url | None = None
    video_url: Url | None = None
    themes: Terms = []
    audiences: Terms = []
    family: Family | None = None
    phase: Phase | None = None
    phase_since: PastDate | None = None
    started: Date | None = None
    outcome: Outcome | None = None
    policies: list[Policy] = []
    technologies: Names = []
    owner: line(200) | None = None
    operator: line(200) | None = None
    partners: Names = []
    contact: ContactPart = ContactPart()
    demo: bool = False
    governance: GovernancePart = GovernancePart()
    conditions: ConditionsPart = ConditionsPart()
    trust: TrustPart = TrustPart()
    deployed_definition: line(255) | None = None

    @model_validator(mode="after")
    def _says_what_it_is_for(self):
        if not (self.action or self.summary):
            raise refuse("il faut au moins « action » ou « summary »")
        if not self.key:
            raise refuse("le nom ne donne pas d'identifiant : ajoutez « id »")
        return self

    @property
    def key(self) -> str:
        """What finds the sheet again: `id`, or the name made into one."""
        return self.id or slugify(self.name)[:ID_SIZE].strip("-")

    @property
    def card_title(self) -> str:
        """`action`; failing that the summary when it is short enough to be a title, and the name otherwise."""
        if self.action:
            return self.action
        title = (self.summary or "").rstrip(".")
        return title if 0 < len(title) <= ACTION_SIZE else self.name

    @property
    def is_complete(self) -> bool:
        """Tells the whole story: problem, solution, results, how to start, and answers to usual questions."""
        kinds = {block.kind for block in self.body}
        return bool(self.problem and self.solution and self.results) and {"steps", "faq"} <= kinds


def sheet_model() -> type[ServiceSheet]:
    """ServiceSheet with the keys of the sections that other apps registered."""
    extra = {section.key: (list[section.entry], []) for section in sections()}
    return create_model("ServiceSheet", __base__=ServiceSheet, **extra)


Order = Annotated[int, Field(ge=0, le=32_767)]


class TermEntry(Entry):
    slug: Slug
    name: line(100)
    order: Order = 100


class ThemeEntry(TermEntry):
    description: line(255) = ""


class AudienceEntry(TermEntry):
    group: Audience.Group = Audience.Group.USAGER


class VehicleEntry(TermEntry):
    description: line(255) = ""


class ConnectionEntry(TermEntry):
    url: Url | None = None


class OrganisationEntry(Entry):
    name: line(200)
    kind: OrganisationKind
    acronym: line(30) = ""
    siren: Siren | None = None
    url: Url | None = None
    territory: line(24) | None = None


class Vocabulary(Entry):
    themes: list[ThemeEntry] = []
    audiences: list[AudienceEntry] = []
    vehicles: list[VehicleEntry] = []
    connections: list[ConnectionEntry] = []
    organisations: list[OrganisationEntry] = []
