"""Filling a page from a sheet: its columns, and the words, organisations and services it refers to."""

from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from wagtail.fields import RichTextField
from wagtail.rich_text import RichText

from catalogue.services.loading.file_format import ALL, Block, ServiceSheet
from catalogue.services.loading.markdown import rich_text, short_rich_text
from catalogue.services.loading.refusals import FileProblem, LoadRefused
from catalogue.services.loading.words import organisation_named, term_named
from catalogue.services.models import (
    Audience,
    Connection,
    ConsortiumMember,
    CostShare,
    LegalVehicle,
    OnboardingStep,
    OriginStep,
    Partner,
    RequiredService,
    ServicePage,
    Theme,
)
from catalogue.services.sheet.fields import file_key, sheet_fields
from catalogue.territories.models import Organisation, PriorityPolicy

_COLUMNS = {column.name: column for column in sheet_fields(ServicePage)}
KEY_OF_COLUMN = {"title": "name", "slug": "slug"} | {name: file_key(column) for name, column in _COLUMNS.items()}
"""Column -> key in files; also used to name the key of an error."""


def columns_of(sheet: ServiceSheet) -> dict[str, Any]:
    """All columns of the page. A key that is left out empties its column."""
    columns = {column: _value(sheet, column, key) for column, key in KEY_OF_COLUMN.items()}
    title = sheet.card_title
    return columns | {
        "slug": sheet.slug or sheet.key,
        "external_id": sheet.key,
        "action": title,
        "summary": sheet.summary or title,
        "technologies": ", ".join(sheet.technologies),
        "body": [_block(block) for block in sheet.body],
    }


def _value(sheet: ServiceSheet, column: str, key: str) -> Any:
    value = attrgetter(key)(sheet)
    if value is None:
        return None if ServicePage._meta.get_field(column).null else ""
    return short_rich_text(value) if isinstance(_COLUMNS.get(column), RichTextField) else value


def _block(block: Block) -> tuple[str, Any]:
    """A block as (type, value), with Markdown rendered where the editor has rich text."""
    content = getattr(block, block.kind)
    if block.kind == "text":
        return "text", RichText(rich_text(content))
    if isinstance(content, list):
        return block.kind, [_struct(item) for item in content]
    struct = _struct(content)
    if block.kind == "callout":
        struct["text"] = RichText(rich_text(content.text))
    return block.kind, struct


def _struct(item) -> dict[str, Any]:
    struct = {name: value or "" for name, value in item.model_dump().items()}
    if "answer" in struct:
        struct["answer"] = RichText(rich_text(struct["answer"]))
    return struct


_POLICY_NAMES = {
    "agenda-rural": "Agenda rural",
    "qpv": "Quartiers prioritaires de la politique de la ville",
    "petites-villes-de-demain": "Petites Villes de Demain",
    "action-coeur-de-ville": "Action Cœur de Ville",
}


@contextmanager
def at_key(key: str) -> Iterator[None]:
    """Adds the key of the sheet to problems raised inside."""
    try:
        yield
    except LoadRefused as refused:
        raise LoadRefused(*(FileProblem(problem.message, key) for problem in refused.problems)) from refused


def organisation_at(key: str, name: str) -> Organisation:
    with at_key(key):
        return organisation_named(name)


def fill_relations(page: ServicePage, sheet: ServiceSheet) -> None:
    page.themes = _terms(Theme, sheet.themes, "themes")
    page.audiences = _terms(Audience, sheet.audiences, "audiences")
    page.connections = _terms(Connection, sheet.trust.connections, "trust.connections")
    page.policies = [_policy(slug) for slug in dict.fromkeys(sheet.policies)]
    page.owned_by = organisation_at("owner", sheet.owner) if sheet.owner else None
    page.operator = organisation_at("operator", sheet.operator) if sheet.operator else None
    page.partners.set(
        [
            Partner(organisation=organisation_at(f"partners.{position}", name))
            for position, name in enumerate(sheet.partners, start=1)
        ]
    )
    vehicle = sheet.governance.vehicle
    page.vehicle = _terms(LegalVehicle, [vehicle], "governance.vehicle")[0] if vehicle else None
    page.consortium.set(_consortium(sheet))
    page.contributions.set(
        [
            CostShare(stratum="" if one.stratum == ALL else one.stratum.value, rule=one.rule)
            for one in sheet.governance.contributions
        ]
    )
    page.onboarding_steps.set(
        [
            OnboardingStep(title=step.title, detail=step.detail or "", duration=step.duration or "")
            for step in sheet.conditions.onboarding
        ]
    )
    page.origin_steps.set(_origin(sheet))
    page.required_services.set(_required(sheet))


def _terms(model, names: list[str], key: str) -> list:
    with at_key(key):
        return list(dict.fromkeys(term_named(model, name) for name in names))


def _policy(slug: str) -> PriorityPolicy:
    return PriorityPolicy.objects.get_or_create(slug=slug, defaults={"name": _POLICY_NAMES[slug]})[0]


def _origin(sheet: ServiceSheet) -> list[OriginStep]:
    return [
        OriginStep(
            on=one.date,
            said=one.said or "",
            title=one.title,
            detail=one.detail or "",
            source=one.source,
            url=one.url or "",
        )
        for one in sheet.origin
    ]


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
    """They were written before this one (`load._ordered`), or exist from an earlier load."""
    required = []
    for position, identifier in enumerate(sheet.conditions.requires, start=1):
        service = ServicePage.objects.filter(external_id=identifier).first()
        if service is None:
            message = f"le service « {identifier} » n'existe pas, ou sa fiche contient une erreur"
            raise LoadRefused(FileProblem(message, f"conditions.requires.{position}"))
        required.append(RequiredService(service=service))
    return required
