"""Who joined those who act for the collectivité lately, as the desk says it to both sides."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from catalogue.territories.models import Organisation
from store.accounts.models import User

_LATELY = timedelta(days=30)
_NAMED = 5


@dataclass(frozen=True)
class Arrivals:
    """`others`: how many people were here before the reader, who has just joined them; 0 otherwise. `newcomers`: those
    who joined the reader.
    """

    others: int
    newcomers: tuple[User, ...]


def arrivals_in(organisation: Organisation, reader: User) -> Arrivals:
    """One query, two for a newcomer."""
    colleagues = User.objects.filter(organisation=organisation, is_active=True).exclude(pk=reader.pk)
    since, lately = reader.organisation_since, timezone.now() - _LATELY
    newcomers = colleagues.filter(organisation_since__gt=max(lately, since) if since else lately)
    is_new = since is not None and since > lately
    others = colleagues.exclude(organisation_since__gt=since).count() if is_new else 0
    return Arrivals(others, tuple(newcomers.order_by("-organisation_since")[:_NAMED]))
