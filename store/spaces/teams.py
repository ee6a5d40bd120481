"""Who answers for a service: its maintainers, by mail its generic address; the ANCT if there is nobody."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalogue.services.models import ServicePage
from store.accounts.models import Maintenance, User
from store.accounts.policies import About
from store.accounts.rights import ADMINISTRATORS, EDITORS
from store.mail.posting import is_address

ANCT = "ANCT"
"""Its name in histories."""


@dataclass(frozen=True)
class Team:
    """`has_account`: one of them can sign in and answer. `addresses`: where to write to them."""

    has_account: bool
    addresses: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        return self.has_account or bool(self.addresses)


def teams_of(services: Iterable[ServicePage]) -> dict[int, Team]:
    """By id of service, in one query. The generic address, if any, replaces those of the maintainers."""
    services = {service.pk: service for service in services}
    people: dict[int, set[str]] = {pk: set() for pk in services}
    for pk, email in _maintained().filter(service__in=services).values_list("service", "user__email"):
        people[pk].add(email)
    return {
        pk: Team(bool(people[pk]), (service.contact_email,) if is_address(service.contact_email) else _only(people[pk]))
        for pk, service in services.items()
    }


def without_team() -> QuerySet[ServicePage]:
    """Services that nobody has an account for: the ANCT answers for them."""
    return ServicePage.objects.filter(~Exists(_maintained().filter(service=OuterRef("pk"))))


def about(service_id: int, organisation_id: int) -> About:
    """With `has_team`, which decides whether the ANCT answers."""
    has_team = _maintained().filter(service=service_id).exists()
    return About(service_id=service_id, organisation_id=organisation_id, has_team=has_team)


def addresses_of_the_anct() -> tuple[str, ...]:
    """Addresses of the people who may answer in place of a team."""
    staff = Q(groups__name__in=(EDITORS, ADMINISTRATORS)) | Q(is_superuser=True)
    return _only(User.objects.filter(staff, is_active=True).values_list("email", flat=True))


def _maintained() -> QuerySet[Maintenance]:
    return Maintenance.objects.filter(user__is_active=True)


def _only(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({text for text in texts if is_address(text)}))
