"""What a load changes in a sheet, field by field, as a dry run says it."""

from django.db.models import Model

from catalogue.services.loading.columns import KEY_OF_COLUMN
from catalogue.services.loading.sections import sections
from catalogue.services.models import ServicePage

_MANY = ("themes", "audiences", "connections", "policies")
_ROWS = ("partners", "consortium", "contributions", "onboarding_steps", "required_services")
_ONE = {"owned_by": "owner", "operator": "operator", "vehicle": "governance.vehicle"}
_ROW_ITSELF = ("id", "page", "sort_order")
_NOTHING = (None, "", [], False)
_MOST_SHOWN, _SHOWN_BEFORE = 60, 20


def said_by(page: ServicePage | None) -> dict[str, str]:
    """Each field that a file fills, as text, by its key in the file."""
    if page is None:
        return {}
    said = {key: getattr(page, column) for column, key in KEY_OF_COLUMN.items() if column != "body"}
    said["body"] = page.body.get_prep_value() and " ".join(str(block.value) for block in page.body)
    said |= {key: getattr(page, column) for column, key in _ONE.items()}
    said |= {name: ", ".join(map(str, getattr(page, name).all())) for name in _MANY}
    said |= {name: ", ".join(_row(row) for row in getattr(page, name).all()) for name in _ROWS}
    said |= {section.key: section.said(page) for section in sections()}
    said["en ligne"] = page.live
    return {key: "oui" if value is True else str(value) for key, value in said.items() if value not in _NOTHING}


def _row(row: Model) -> str:
    columns = (getattr(row, one.name) for one in row._meta.concrete_fields if one.name not in _ROW_ITSELF)
    return " ".join(str(value) for value in columns if value not in _NOTHING)


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """« phase : pilote → acceleration », « url : https://… » when there was nothing."""
    changed = [key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key)]
    return [f"{key} : {_change(before.get(key, ''), after.get(key, ''))}" for key in changed]


def _change(before: str, after: str) -> str:
    """Long texts from where they part."""
    was, now = " ".join(before.split()), " ".join(after.split())
    if not was:
        return _short(now)
    same = next((place for place, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    start = same - _SHOWN_BEFORE if same > _MOST_SHOWN // 2 else 0
    return f"{_short(was, start)} → {_short(now, start) if now else 'rien'}"


def _short(line: str, start: int = 0) -> str:
    begun, ended = "…" if start else "", "…" if len(line) > start + _MOST_SHOWN else ""
    return f"{begun}{line[start : start + _MOST_SHOWN]}{ended}"
