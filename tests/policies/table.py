"""The checked-in table: one row per address, method and object, one column per role."""

import csv
from pathlib import Path

from tests.policies.people import ROLES
from tests.policies.visiting import KEYS, Key

FILE = Path(__file__).parent / "table.csv"

Table = dict[Key, dict[str, str]]


def read() -> Table:
    with FILE.open(newline="") as lines:
        return {tuple(row[key] for key in KEYS): {role: row[role] for role in ROLES} for row in csv.DictReader(lines)}


def write(table: Table) -> None:
    with FILE.open("w", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow((*KEYS, *ROLES))
        writer.writerows((*key, *(table[key].get(role, "") for role in ROLES)) for key in table)
