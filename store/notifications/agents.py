"""People who act for a collectivité and have an address."""

from collections.abc import Iterable

from django.db.models import QuerySet

from store.accounts.models import User


def agents() -> QuerySet[User]:
    """Those who may sign for a collectivité."""
    return User.objects.filter(is_active=True, organisation__isnull=False).exclude(email="")


def agents_of(organisations: Iterable[int]) -> dict[int, list[User]]:
    """By id of organisation, in one query."""
    found: dict[int, list[User]] = {}
    for person in agents().filter(organisation__in=set(organisations)).order_by("pk"):
        if person.organisation_id:
            found.setdefault(person.organisation_id, []).append(person)
    return found
