"""Frozen grids and published decisions, which the database itself refuses to change, whoever writes.

A migration on one of these tables begins with `take_off` and ends with `put_on`: SQLite makes the table again, and
forgets its triggers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

_GRID, _CRITERION, _DECISION = "review_criteriagrid", "review_reviewcriterion", "review_decision"
_FROZEN = "Une grille figée ne change plus."
_PUBLISHED = "Une décision publiée ne change plus."
_OTHER_TEXT = "(NEW.name <> OLD.name OR NEW.introduction <> OLD.introduction)"
_REFUSE = "review_refuse"
_REFUSE_CRITERION = "review_refuse_criterion"
_FUNCTIONS = (
    f"""
    CREATE OR REPLACE FUNCTION {_REFUSE}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION {_REFUSE_CRITERION}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM {_GRID} WHERE id = OLD.grid_id AND frozen_at IS NOT NULL)
        OR TG_OP <> 'DELETE' AND EXISTS (SELECT FROM {_GRID} WHERE id = NEW.grid_id AND frozen_at IS NOT NULL) THEN
            RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """,  # noqa: S608  names of our own tables
)


@dataclass(frozen=True)
class Seal:
    """A trigger before each `act` on a row of `table`. `when`: in which case it refuses, in words of both databases;
    empty for criteria, whose grid is read.
    """

    name: str
    table: str
    act: str
    message: str
    when: str = ""

    @property
    def on_sqlite(self) -> str:
        when = self.when or " OR ".join(
            f"EXISTS (SELECT 1 FROM {_GRID} WHERE id = {row}.grid_id AND frozen_at IS NOT NULL)"  # noqa: S608
            for row in ("OLD", "NEW")
            if (row, self.act) not in (("OLD", "INSERT"), ("NEW", "DELETE"))
        )
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.act} ON {self.table} FOR EACH ROW WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    @property
    def on_postgresql(self) -> str:
        when, function = (f"WHEN ({self.when})", _REFUSE) if self.when else ("", _REFUSE_CRITERION)
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.act} ON {self.table} FOR EACH ROW {when} "
            f"EXECUTE FUNCTION {function}('{self.message}')"
        )


SEALS = (
    Seal("frozen_grid_stays", _GRID, "UPDATE", _FROZEN, f"OLD.frozen_at IS NOT NULL AND {_OTHER_TEXT}"),
    Seal(
        "frozen_grid_is_not_thawed",
        _GRID,
        "UPDATE",
        _FROZEN,
        "OLD.frozen_at IS NOT NULL AND (NEW.frozen_at IS NULL OR NEW.frozen_at <> OLD.frozen_at)",
    ),
    Seal("frozen_grid_is_kept", _GRID, "DELETE", _FROZEN, "OLD.frozen_at IS NOT NULL"),
    Seal("frozen_criterion_stays", _CRITERION, "UPDATE", _FROZEN),
    Seal("frozen_criterion_is_kept", _CRITERION, "DELETE", _FROZEN),
    Seal("frozen_grid_has_no_more_criteria", _CRITERION, "INSERT", _FROZEN),
    Seal("published_decision_stays", _DECISION, "UPDATE", _PUBLISHED, "OLD.published_at IS NOT NULL"),
    Seal("published_decision_is_kept", _DECISION, "DELETE", _PUBLISHED, "OLD.published_at IS NOT NULL"),
)


def put_on(connection: BaseDatabaseWrapper) -> None:
    """What is there already is replaced."""
    take_off(connection)
    with connection.cursor() as cursor:
        for statement in _written(connection.vendor):
            cursor.execute(statement)


def take_off(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for seal in SEALS:
            on = f" ON {seal.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {seal.name}{on}")


def _written(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield from _FUNCTIONS
        yield from (seal.on_postgresql for seal in SEALS)
    else:
        yield from (seal.on_sqlite for seal in SEALS)
