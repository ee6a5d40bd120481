"""What a load changes in a sheet, field by field, as a dry run says it."""

from catalogue.services.loading.columns import KEY_OF_COLUMN
from catalogue.services.models import ServicePage

_MANY = ("themes", "audiences", "connections", "policies")
_ROWS = ("partners", "consortium", "contributions", "onboarding_steps", "required_services")
_ONE = {"owned_by": "owner", "operator": "operator", "vehicle": "governance.vehicle"}
_MOST_SHOWN = 60


def said_by(page: ServicePage | None) -> dict[str, str]:
    """Each field that a file fills, as text, by its key in the file."""
    if page is None:
        return {}
    said = {key: getattr(page, column) for column, key in KEY_OF_COLUMN.items() if column != "body"}
    said["body"] = page.body.get_prep_value() and " ".join(str(block.value) for block in page.body)
    said |= {key: getattr(page, column) for column, key in _ONE.items()}
    said |= {name: ", ".join(map(str, getattr(page, name).all())) for name in _MANY}
    said |= {name: ", ".join(_row(row) for row in getattr(page, name).all()) for name in _ROWS}
    return {key: str(value) for key, value in said.items() if value not in (None, "", [], False)}


def _row(row) -> str:
    return str(
        getattr(row, "organisation", None) or getattr(row, "service", None) or getattr(row, "title", None) or row
    )


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """« phase : pilote → acceleration », « url : https://… » when there was nothing."""
    changed = [key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key)]
    return [
        f"{key} : {_short(before[key])} → {_short(after.get(key, 'rien'))}"
        if key in before
        else f"{key} : {_short(after[key])}"
        for key in changed
    ]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]}…"
