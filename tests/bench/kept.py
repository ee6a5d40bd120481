"""Results of runs, one file for each catalogue and engine: a report is made of several runs, on several days."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

Result = dict


def keep(size: int, database: str, engine: str, measures: dict) -> Result:
    result = {
        "size": size,
        "kind_of_database": database,
        "engine": engine,
        "when": datetime.now(UTC).isoformat(timespec="minutes"),
        **measures,
    }
    _folder().mkdir(parents=True, exist_ok=True)
    (_folder() / f"{size}-{database}-{engine.replace(' ', '-')}.json").write_text(json.dumps(result, indent=1))
    return result


def kept() -> list[Result]:
    found = [json.loads(path.read_text()) for path in _folder().glob("*.json")]
    return sorted(found, key=lambda result: (result["engine"], result["kind_of_database"], result["size"]))


def _folder() -> Path:
    return settings.DATA_DIR / "bench"
