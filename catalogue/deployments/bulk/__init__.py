"""Many deployments of one service at once, from a CSV file or the API: read, dry run, apply, undo."""

from catalogue.deployments.bulk.applying import apply, plan_of, prepare
from catalogue.deployments.bulk.cells import MAX_ROWS, Row
from catalogue.deployments.bulk.columns import COLUMNS, template_of
from catalogue.deployments.bulk.planning import Fate, Line, Plan
from catalogue.deployments.bulk.reading import MAX_BYTES, MAX_WORKBOOK_BYTES, read
from catalogue.deployments.bulk.undoing import Undone, undo

__all__ = [
    "COLUMNS",
    "MAX_BYTES",
    "MAX_ROWS",
    "MAX_WORKBOOK_BYTES",
    "Fate",
    "Line",
    "Plan",
    "Row",
    "Undone",
    "apply",
    "plan_of",
    "prepare",
    "read",
    "template_of",
    "undo",
]
