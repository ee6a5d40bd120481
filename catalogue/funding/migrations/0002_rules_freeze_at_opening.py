"""What a CHECK cannot say: rules freeze when a wave opens, files enter while it is open, journals are written once."""

from django.db import migrations

RULES = (
    "call_id",
    "number",
    "opens",
    "envelope_id",
    "allowed_kinds",
    "covers_departement",
    "population_min",
    "population_max",
    "rate",
    "ceiling",
    "single_payment",
    "ties",
    "last_euro",
    "grid_id",
    "redress",
    "redress_days",
)
JOURNALS = {
    "funding_envelopemovement": ("envelope_id", "kind", "amount", "child_id", "grant_id", "at", "reason"),
    "funding_applicationevent": ("application_id", "act", "from_state", "to_state", "at", "reason", "public"),
    "funding_grantevent": ("grant_id", "act", "amount", "at", "reason"),
}
FROZEN = "the rules of a wave that has opened do not change"
CLOSED = "a file is filed while its wave is open"
WRITTEN_ONCE = "a line of a journal is written once"


def add_triggers(apps, schema_editor) -> None:
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[schema_editor.connection.vendor]
    for statement in make():
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor) -> None:
    on_table = schema_editor.connection.vendor == "postgresql"
    for name, table in _names():
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if on_table else ""))
        if on_table:
            schema_editor.execute(f"DROP FUNCTION {name}()")


def _names() -> list[tuple[str, str]]:
    journals = [(f"{table}_written_once", table) for table in JOURNALS]
    filed = [("funding_filed_new", "funding_application"), ("funding_filed_changed", "funding_application")]
    return [("funding_wave_rules_freeze", "funding_wave"), *filed, *journals]


def _differ(columns, operator: str) -> str:
    return " OR ".join(f"OLD.{name} {operator} NEW.{name}" for name in columns)


def _sqlite():
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    yield (
        f"CREATE TRIGGER funding_wave_rules_freeze BEFORE UPDATE ON funding_wave WHEN OLD.opens <= {now} "
        f"AND ({_differ(RULES, 'IS NOT')}) BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    )
    outside = (
        "EXISTS (SELECT 1 FROM funding_wave WHERE id = NEW.wave_id AND (NEW.filed < opens OR NEW.filed >= closes))"
    )
    body = f"BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END"
    yield (
        "CREATE TRIGGER funding_filed_new BEFORE INSERT ON funding_application "
        f"WHEN NEW.filed IS NOT NULL AND {outside} {body}"
    )
    yield (
        "CREATE TRIGGER funding_filed_changed BEFORE UPDATE ON funding_application "
        f"WHEN NEW.filed IS NOT NULL AND OLD.filed IS NOT NEW.filed AND {outside} {body}"
    )
    for table, columns in JOURNALS.items():
        yield (
            f"CREATE TRIGGER {table}_written_once BEFORE UPDATE ON {table} WHEN {_differ(columns, 'IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{WRITTEN_ONCE}'); END"
        )


def _postgresql():
    different = "IS DISTINCT FROM"
    yield _function("funding_wave_rules_freeze", FROZEN)
    yield (
        "CREATE TRIGGER funding_wave_rules_freeze BEFORE UPDATE ON funding_wave FOR EACH ROW "
        f"WHEN (OLD.opens <= statement_timestamp() AND ({_differ(RULES, different)})) "
        "EXECUTE FUNCTION funding_wave_rules_freeze()"
    )
    outside = (
        "EXISTS (SELECT 1 FROM funding_wave WHERE id = NEW.wave_id AND (NEW.filed < opens OR NEW.filed >= closes))"
    )
    for name, when, moment in (
        ("funding_filed_new", "NEW.filed IS NOT NULL", "INSERT"),
        ("funding_filed_changed", f"NEW.filed IS NOT NULL AND OLD.filed {different} NEW.filed", "UPDATE"),
    ):
        yield _function(name, CLOSED, outside)
        yield (
            f"CREATE TRIGGER {name} BEFORE {moment} ON funding_application FOR EACH ROW "
            f"WHEN ({when}) EXECUTE FUNCTION {name}()"
        )
    for table, columns in JOURNALS.items():
        name = f"{table}_written_once"
        yield _function(name, WRITTEN_ONCE)
        yield (
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({_differ(columns, different)}) EXECUTE FUNCTION {name}()"
        )


def _function(name: str, message: str, condition: str = "true") -> str:
    """It refuses when the condition holds. Errors are of the class of broken constraints, as those of CHECK are."""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{message}'; END IF; RETURN NEW; END $$"
    )


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_fund_calls_files_and_grants")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
