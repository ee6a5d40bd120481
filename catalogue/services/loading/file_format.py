"""The format of docs/formats.md, as pydantic models."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from types import GenericAlias
from typing import Annotated, Any

from django.db import models
from django.utils.text import slugify
from pydantic import BeforeValidator, Field, create_model, model_validator
from wagtail.fields import RichTextField

from catalogue.foundation.dates import already
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
from catalogue.services.models import Audience, ConsortiumMember, ServicePage
from catalogue.services.models.blocks import ContentField
from catalogue.services.models.conditions import KindsField
from catalogue.services.models.trust import AskedFactsField
from catalogue.services.sheet.fields import file_key, sheet_fields
from catalogue.territories.models import Kind, OrganisationKind, Stratum


class FigureEntry(Entry):
    value: Annotated[str, *line(30)]
    label: Annotated[str, *line(160)]
    source: Annotated[str, *line(200)] | None = None
    date: Annotated[str, *line(40)] | None = None


class StepEntry(Entry):
    title: Annotated[str, *line(120)]
    detail: Text | None = None


class QuestionEntry(Entry):
    question: Annotated[str, *line(200)]
    answer: Text


class CalloutEntry(Entry):
    title: Annotated[str, *line(120)]
    text: Text


class QuoteEntry(Entry):
    text: Text
    author: Annotated[str, *line(120)]
    role: Annotated[str, *line(160)] | None = None


class LinkEntry(Entry):
    title: Annotated[str, *line(120)]
    url: Url
    text: Annotated[str, *line(200)] | None = None


class Block(Entry):
    text: Text | None = None
    figures: list[FigureEntry] | None = Field(None, min_length=1)
    steps: list[StepEntry] | None = Field(None, min_length=1)
    faq: list[QuestionEntry] | None = Field(None, min_length=1)
    callout: CalloutEntry | None = None
    quote: QuoteEntry | None = None
    link: LinkEntry | None = None

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


ALL = "toutes"
StratumOrAll = StrEnum("StratumOrAll", {**{one.name: one.value for one in Stratum}, "ALL": ALL})


def value_of(column: models.Field) -> tuple[Any, Any]:
    """The type that a file gives for this column, and its default."""
    if isinstance(column, KindsField):
        return list[Kind], []
    if isinstance(column, AskedFactsField):
        return list[StrEnum("AskedFactName", {name: name for name in column.names})], []
    if isinstance(column, models.BooleanField) and not column.null:
        return bool, column.default
    kind = _choice(column) if column.choices else _KINDS[type(column)](column)
    return (kind, kind(column.default)) if column.choices and column.has_default() else (kind | None, None)


def _choice(column: models.Field) -> type[StrEnum]:
    return StrEnum(column.name, {value: value for value, _ in column.flatchoices if value})


_KINDS: dict[type[models.Field], Callable[[Any], Any]] = {
    models.BooleanField: lambda column: bool,
    models.CharField: lambda column: Annotated[str, *line(column.max_length)],
    models.DateField: lambda column: PastDate if already in column.validators else Date,
    models.DecimalField: lambda column: Annotated[
        Decimal, Field(ge=0, le=100, max_digits=column.max_digits, decimal_places=column.decimal_places)
    ],
    models.EmailField: lambda column: Email,
    models.PositiveIntegerField: lambda column: Population,
    models.URLField: lambda column: Url,
    RichTextField: lambda column: Text,
}


def columns_under(part: str = "") -> type[Entry]:
    """The keys of a part of a sheet that are columns of the page."""
    fields: dict[str, Any] = {
        file_key(column).rpartition(".")[2]: value_of(column)
        for column in sheet_fields(ServicePage, part)
        if not isinstance(column, ContentField)
    }
    return create_model(f"Columns{part.title().replace('.', '')}", __base__=Entry, **fields)


ContactPart = columns_under("contact")
RgaaPart = columns_under("trust.rgaa")


class MemberEntry(Entry):
    organisation: Annotated[str, *line(200)]
    role: ConsortiumMember.Role = ConsortiumMember.Role.MEMBRE
    since: Date | None = None
    pilot_sites: Names = []
    source: Annotated[str, *line(255)] | None = None


class ContributionEntry(Entry):
    stratum: StratumOrAll = StratumOrAll(ALL)
    rule: Annotated[str, *line(200)]


class GovernancePart(columns_under("governance")):
    vehicle: Annotated[str, *line(100)] | None = None
    consortium: list[MemberEntry] = []
    contributions: list[ContributionEntry] = []


class OnboardingEntry(Entry):
    title: Annotated[str, *line(120)]
    detail: Text | None = None
    duration: Annotated[str, *line(60)] | None = None


class OriginEntry(Entry):
    date: PastDate
    said: Annotated[str, *line(40)] | None = None
    title: Annotated[str, *line(150)]
    detail: Text | None = None
    source: Annotated[str, *line(255)]
    url: Url | None = None


class ConditionsPart(columns_under("conditions")):
    requires: list[SheetId] = []
    onboarding: list[OnboardingEntry] = []

    @model_validator(mode="after")
    def _bounds_in_order(self):
        if self.population_min and self.population_max and self.population_min > self.population_max:
            raise refuse("population_min dépasse population_max", keys=("population_min", "population_max"))
        return self


class TrustPart(columns_under("trust")):
    rgaa: RgaaPart = RgaaPart()
    connections: Terms = []

    @model_validator(mode="after")
    def _says_when_it_was_looked_for(self):
        if self.not_published and not self.looked_for:
            raise refuse(
                "« looked_for » manque : quel jour a-t-on cherché ce qui n'est pas publié ?", ("not_published",)
            )
        return self


ACTION_SIZE, SUMMARY_SIZE, ID_SIZE = 120, 150, 80


class Policy(StrEnum):
    AGENDA_RURAL = "agenda-rural"
    QPV = "qpv"
    PETITES_VILLES = "petites-villes-de-demain"
    COEUR_DE_VILLE = "action-coeur-de-ville"


class ServiceSheet(columns_under()):
    id: SheetId | None = None
    slug: SheetId | None = None
    name: Annotated[str, *line(ACTION_SIZE)]
    body: Body
    themes: Terms = []
    audiences: Terms = []
    policies: list[Policy] = []
    technologies: Names = []
    owner: Annotated[str, *line(200)] | None = None
    operator: Annotated[str, *line(200)] | None = None
    partners: Names = []
    contact: ContactPart = ContactPart()
    governance: GovernancePart = GovernancePart()
    conditions: ConditionsPart = ConditionsPart()
    trust: TrustPart = TrustPart()
    origin: list[OriginEntry] = []

    @model_validator(mode="after")
    def _says_what_it_is_for(self):
        if not (self.action or self.summary):
            raise refuse("il faut au moins « action » ou « summary »")
        if not self.key:
            raise refuse("le nom ne donne pas d'identifiant : ajoutez « id »")
        return self

    @property
    def key(self) -> str:
        """Identifies the sheet from one load to the next: `id`, or else the name as a slug."""
        return self.id or slugify(self.name)[:ID_SIZE].strip("-")

    @property
    def card_title(self) -> str:
        """`action`; without it, the summary if it is short enough for a title, or else the name."""
        if self.action:
            return self.action
        title = (self.summary or "").rstrip(".")
        return title if 0 < len(title) <= ACTION_SIZE else self.name

    @property
    def is_complete(self) -> bool:
        """Whether it has problem, solution, results, steps to start and frequent questions."""
        kinds = {block.kind for block in self.body}
        return bool(self.problem and self.solution and self.results) and {"steps", "faq"} <= kinds


def sheet_model() -> type[ServiceSheet]:
    """ServiceSheet with the keys registered by other apps."""
    extra: dict[str, Any] = {section.key: (GenericAlias(list, section.entry), []) for section in sections()}
    return create_model("ServiceSheet", __base__=ServiceSheet, **extra)


Order = Annotated[int, Field(ge=0, le=32_767)]


class TermEntry(Entry):
    slug: Slug
    name: Annotated[str, *line(100)]
    order: Order = 100


class ThemeEntry(TermEntry):
    description: Annotated[str, *line(255)] = ""


class AudienceEntry(TermEntry):
    group: Audience.Group = Audience.Group.USAGER


class VehicleEntry(TermEntry):
    description: Annotated[str, *line(255)] = ""


class ConnectionEntry(TermEntry):
    url: Url | None = None


class OrganisationEntry(Entry):
    name: Annotated[str, *line(200)]
    kind: OrganisationKind
    acronym: Annotated[str, *line(30)] = ""
    siren: Siren | None = None
    url: Url | None = None
    territory: Annotated[str, *line(24)] | None = None


class Vocabulary(Entry):
    themes: list[ThemeEntry] = []
    audiences: list[AudienceEntry] = []
    vehicles: list[VehicleEntry] = []
    connections: list[ConnectionEntry] = []
    organisations: list[OrganisationEntry] = []
