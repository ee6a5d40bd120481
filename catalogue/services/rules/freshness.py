"""When a sheet was last verified: a banner is shown after twelve months, a reminder sent from the eleventh."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, TextChoices

from catalogue.foundation.dates import day

STALE_AFTER = timedelta(days=365)
REMIND_AFTER = timedelta(days=335)


class Freshness(TextChoices):
    FRESH = "a-jour", "À jour"
    SOON = "bientot", "À revérifier bientôt"
    STALE = "depassee", "À revérifier (plus de 12 mois)"
    NEVER = "jamais", "Jamais vérifiée"


@dataclass(frozen=True)
class Verification:
    """`checked`: a date in words, empty if nobody has verified the sheet."""

    checked: str
    stale: bool


def verification(verified: date | None, today: date, review_on: date | None = None) -> Verification:
    return Verification(checked=day(verified), stale=freshness(verified, today, review_on) == Freshness.STALE)


def freshness(verified: date | None, today: date, review_on: date | None = None) -> Freshness:
    """`review_on`: the day from which it is asked for, when that is earlier than the rule."""
    if review_on and review_on <= today and (verified is None or verified < review_on):
        return Freshness.STALE
    if verified is None:
        return Freshness.NEVER
    if verified + STALE_AFTER < today:
        return Freshness.STALE
    return Freshness.SOON if verified + REMIND_AFTER < today else Freshness.FRESH


def is_of(state: Freshness, today: date) -> Q:
    """The same rule as `freshness`, as a filter on the columns `verified` and `review_on`."""
    stale, soon = today - STALE_AFTER, today - REMIND_AFTER
    asked = Q(review_on__lte=today) & (Q(verified=None) | Q(verified__lt=F("review_on")))
    return {
        Freshness.NEVER: Q(verified=None) & ~asked,
        Freshness.STALE: Q(verified__lt=stale) | asked,
        Freshness.SOON: Q(verified__gte=stale, verified__lt=soon) & ~asked,
        Freshness.FRESH: Q(verified__gte=soon) & ~asked,
    }[state]
