"""Reads grants from the database for lists of results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from catalogue.foundation.dates import day
from catalogue.foundation.french import thousands
from catalogue.funding.models import Axis, Grant
from search.answering.highlighting import Marker
from search.answering.results import FoundDocument
from search.answering.visit import Visit


class HitGrant(NamedTuple):
    """The columns of a grant that a card shows."""

    pk: int
    purpose: str
    beneficiary: str
    amount: int
    awarded_at: datetime
    axis: str
    is_demo: bool


@dataclass(frozen=True)
class GrantHit(FoundDocument):
    """`name` and `summary` (the beneficiary) are escaped, with matching words in <mark>."""

    grant: HitGrant
    url: str
    name: SafeString
    summary: SafeString

    @property
    def pk(self) -> int:
        return self.grant.pk

    @property
    def amount(self) -> str:
        return f"{thousands(self.grant.amount)} €"

    @property
    def awarded(self) -> str:
        return day(timezone.localdate(self.grant.awarded_at))

    @property
    def axis(self) -> str:
        return str(Axis(self.grant.axis).label) if self.grant.axis else ""


def read_grant_hits(
    ids: list[int], user, visit: Visit, marker: Marker, bodies: Mapping[int, str] | None = None
) -> list[GrantHit]:
    """In the engine's order, without those that were cancelled. One query."""
    return [
        GrantHit(
            grant=grant,
            url=reverse("grant", args=[pk]),
            name=marker.mark(grant.purpose),
            summary=marker.mark(grant.beneficiary),
        )
        for pk, grant in grants_seen(ids).items()
    ]


def grants_seen(ids: Sequence[int]) -> dict[int, HitGrant]:
    """In this order."""
    columns = ("pk", "purpose", "beneficiary__name", "amount", "awarded_at", "envelope__axis", "is_demo")
    rows = Grant.objects.standing().filter(pk__in=ids).order_by().values_list(*columns)
    grants = {row[0]: HitGrant(*row) for row in rows}
    return {pk: grants[pk] for pk in ids if pk in grants}
