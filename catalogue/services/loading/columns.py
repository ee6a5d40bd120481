"""Which key of a file fills which column of a sheet; read both ways, to write and to name the key of an error."""

from operator import attrgetter
from typing import Any

from wagtail.rich_text import RichText

from catalogue.services.loading.markdown import rich_text, short_rich_text
from catalogue.services.loading.schema import ServiceSheet
from catalogue.services.loading.schema.blocks import Block
from catalogue.services.models import ServicePage

KEY_OF_COLUMN = {
    "title": "name",
    "slug": "slug",
    "action": "action",
    "summary": "summary",
    "problem": "problem",
    "solution": "solution",
    "results": "results",
    "body": "body",
    "website": "url",
    "video_url": "video_url",
    "family": "family",
    "phase": "phase",
    "phase_since": "phase_since",
    "started": "started",
    "outcome": "outcome",
    "technologies": "technologies",
    "contact_team": "contact.team",
    "contact_email": "contact.email",
    "is_demo": "demo",
    "decision_body": "governance.decision_body",
    "decision_rhythm": "governance.rhythm",
    "financing": "governance.financing",
    "reversibility": "governance.reversibility",
    "allowed_kinds": "conditions.kinds",
    "population_min": "conditions.population_min",
    "population_max": "conditions.population_max",
    "prerequisites": "conditions.prerequisites",
    "cost_model": "conditions.cost_model",
    "cost": "conditions.cost",
    "onboarding_time": "conditions.onboarding_time",
    "support": "conditions.support",
    "hosting": "conditions.hosting",
    "licence": "trust.licence",
    "repository": "trust.repository",
    "closed_reason": "trust.closed_reason",
    "rgaa_state": "trust.rgaa.state",
    "rgaa_rate": "trust.rgaa.rate",
    "rgaa_date": "trust.rgaa.date",
    "rgaa_auditor": "trust.rgaa.auditor",
    "rgaa_url": "trust.rgaa.url",
    "eco_design": "trust.eco_design",
    "eco_url": "trust.eco_url",
    "eco_date": "trust.eco_date",
    "homologated": "trust.homologation",
    "risk_analysis": "trust.risk_analysis",
    "security": "trust.security",
    "personal_data": "trust.personal_data",
    "privacy_url": "trust.privacy_url",
    "statistics_url": "trust.statistics_url",
    "verified": "trust.verified",
    "source": "trust.source",
    "deployed_definition": "deployed_definition",
}
_SHORT_RICH_TEXT = {"problem", "solution", "results", "financing", "reversibility", "prerequisites"}


def columns_of(sheet: ServiceSheet) -> dict[str, Any]:
    """Every plain column of the page that `sheet` describes; a key that is left out empties its column."""
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
    return short_rich_text(value) if column in _SHORT_RICH_TEXT else value


def _block(block: Block) -> tuple[str, Any]:
    """A block as (type, value), with Markdown rendered wherever the editor offers rich text."""
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
