"""Which communes each national policy supports (Petites Villes de Demain, quartiers prioritaires…), as of a day."""

import gzip
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from catalogue.territories.models import Kind, PriorityPolicy, Territory

PRIORITY_FILE = Path(__file__).parent / "data" / "politiques-prioritaires.json.gz"
_AT_ONCE = 2_000
_Link = Territory.policies.through


class PriorityList(NamedTuple):
    """`communes`: INSEE codes."""

    slug: str
    name: str
    source: str
    vintage: date
    communes: tuple[str, ...]


def read_priority_lists(file: Path = PRIORITY_FILE) -> list[PriorityList]:
    with gzip.open(file, "rt", encoding="utf-8") as text:
        rows = json.load(text)
    return [
        PriorityList(
            row["slug"], row["name"], row["source"], date.fromisoformat(row["vintage"]), tuple(row["communes"])
        )
        for row in rows
    ]


@transaction.atomic
def load_priority_lists(lists: Iterable[PriorityList]) -> int:
    """Returns how many communes were added. A list that is loaded is left as editors have made it; a later one replaces
    it.
    """
    communes = dict(Territory.objects.filter(kind=Kind.COMMUNE).values_list("code", "pk"))
    return sum(_load(one, communes) for one in lists) if communes else 0


def _load(one: PriorityList, communes: dict[str, int]) -> int:
    policy, _ = PriorityPolicy.objects.get_or_create(slug=one.slug, defaults={"name": one.name})
    if policy.as_of and policy.as_of >= one.vintage:
        return 0
    wanted = {communes[code] for code in one.communes if code in communes}
    links = _Link.objects.filter(prioritypolicy=policy)
    had = set(links.filter(territory__kind=Kind.COMMUNE).values_list("territory", flat=True))
    links.filter(territory__in=had - wanted).delete()
    new = [_Link(territory_id=pk, prioritypolicy=policy) for pk in sorted(wanted - had)]
    _Link.objects.bulk_create(new, batch_size=_AT_ONCE)
    policy.source, policy.as_of = one.source, one.vintage
    policy.save(update_fields=["source", "as_of"])
    return len(new)
