"""People read from the database: the one that `policies.may` judges, those who act for a collectivité."""

from collections.abc import Iterable

from django.db.models import QuerySet

from catalogue.funding.models import FundOfficer
from catalogue.review.models import Seat
from store.accounts.models import User
from store.accounts.policies import ANONYMOUS, Person, Role
from store.accounts.rights import GROUP_ROLES


def person_of(user) -> Person:
    """The person behind `request.user`, read once per request (Django reloads the account at each request)."""
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    if not hasattr(user, "_person"):
        user._person = _read(user)
    return user._person


def _read(user: User) -> Person:
    roles = {GROUP_ROLES[name] for name in user.groups.values_list("name", flat=True) if name in GROUP_ROLES}
    maintained = frozenset(user.maintenances.values_list("service_id", flat=True))
    seats = list(Seat.objects.filter(user=user).held_on()) if Role.COMMITTEE in roles else []
    if not seats:  # its last day has passed
        roles.discard(Role.COMMITTEE)
    officer = FundOfficer.objects.filter(user=user).held_on() if Role.FUND in roles else FundOfficer.objects.none()
    desks = frozenset(officer.values_list("desk", flat=True))
    if not desks:
        roles.discard(Role.FUND)
    if user.is_superuser:
        roles.add(Role.ADMINISTRATOR)
    if maintained:
        roles.add(Role.MAINTAINER)
    if user.organisation_id:
        roles.add(Role.AGENT)
    return Person(
        user.pk,
        frozenset(roles),
        user.organisation_id,
        maintained,
        committees=frozenset(seat.committee_id for seat in seats),
        presided=frozenset(seat.committee_id for seat in seats if seat.presides),
        mandate=user.mandate,
        fund_desks=desks,
    )


def agents() -> QuerySet[User]:
    """Those who may sign for a collectivité and have an address."""
    return User.objects.filter(is_active=True, organisation__isnull=False).exclude(email="")


def agents_of(organisations: Iterable[int]) -> dict[int, list[User]]:
    """By id of organisation, in one query."""
    found: dict[int, list[User]] = {}
    for person in agents().filter(organisation__in=set(organisations)).order_by("pk"):
        if person.organisation_id:
            found.setdefault(person.organisation_id, []).append(person)
    return found
