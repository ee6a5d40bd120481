"""Who acts for a collectivité and can be written to."""

from collections.abc import Iterable

from django.db.models import QuerySet

from store.accounts.models import User


def agents() -> QuerySet[User]:
    """Whoever acts for a collectivité may sign for it."""
    return User.objects.filter(is_active=True, organisation__isnull=False).exclude(email="")


def agents_of(organisations: Iterable[int]) -> dict[int, list[User]]:
    """By id of organisation, in one query."""
    found: dict[int, list[User]] = {}
    for person in agents().filter(organisation__in=set(organisations)).order_by("pk"):
        found.setdefault(person.organisation_id, []).append(person)
    return found
