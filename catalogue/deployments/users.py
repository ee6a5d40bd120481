"""The organisations that use a service, page by page."""

from dataclasses import dataclass

from django.db.models import QuerySet

from catalogue.deployments.adoption import Tally
from catalogue.deployments.models import Deployment, Standing
from catalogue.deployments.users_filter import UserFilter
from catalogue.foundation.dates import month
from catalogue.foundation.pagination import KeyPaginator
from catalogue.foundation.prepared_queries import PreparedObjects, blanks
from catalogue.services.models import ServicePage
from catalogue.territories.models import OrganisationKind

PER_PAGE = 20


@dataclass(frozen=True)
class UserRow:
    """One organisation and its use of the service, as a row of the table."""

    organisation_id: int
    organisation: str
    url: str
    kind: str
    status: str
    signature: str
    since: str
    until: str
    pilot_sites: tuple[str, ...]
    source: str
    is_demo: bool


@dataclass(frozen=True)
class Filter:
    """A link to the organisations of one standing, or to all."""

    label: str
    url: str
    current: bool


def filters_of(counts: Tally, asked: UserFilter) -> tuple[Filter, ...]:
    """Empty if there is nothing to choose from; without counts where the filter tells more than the signature."""
    if len(counts.standings) <= 1:
        return ()
    signed = [("", "Toutes", counts.total), *((c.value, c.label, c.count) for c in counts.standings)]
    return tuple(
        Filter(label if asked.narrows else f"{label} ({count})", asked.signed(value).address(), value == asked.standing)
        for value, label, count in signed
    )


def users_of(service: ServicePage, asked: UserFilter) -> QuerySet[Deployment]:
    return _in_order(asked.narrowed(Deployment.objects.filter(service=service)))


_ORDER = ("place_in_list", "pk")
"""That of `put_in_order`."""


def _in_order(users: QuerySet[Deployment]) -> QuerySet[Deployment]:
    return users.select_related("organisation__territory", "territory").order_by(*_ORDER)


def pages_of(service: ServicePage, counts: Tally, asked: UserFilter) -> KeyPaginator:
    """The total is already known, unless the filter tells more than the signature."""
    by_standing = {count.value: count.count for count in counts.standings}
    count = by_standing.get(asked.standing, 0) if asked.standing else counts.total
    keys = asked.narrowed(Deployment.objects.filter(service=service)).order_by(*_ORDER).values_list("pk", flat=True)
    return KeyPaginator(keys, _SHOWN_USERS.find, PER_PAGE, None if asked.narrows else count)


SHOWN = (
    *("status", "standing", "since", "until", "confirmed_on", "declared_by", "pilot_sites", "source", "is_demo"),
    *("place_in_list", "territory__kind", "territory__code", "organisation__name", "organisation__kind"),
    *("organisation__territory__kind", "organisation__territory__code"),
)


_SHOWN_USERS: PreparedObjects[Deployment] = PreparedObjects(
    lambda pks: _in_order(Deployment.objects.filter(pk__in=pks)).only(*SHOWN), blanks(PER_PAGE)
)


def row_of(deployment: Deployment) -> UserRow:
    organisation = deployment.organisation
    own = organisation.territory
    shown = own or deployment.territory
    local = own if organisation.kind == OrganisationKind.COLLECTIVITE else None
    return UserRow(
        organisation_id=organisation.pk,
        organisation=organisation.name,
        url=shown.get_absolute_url() if shown else "",
        kind=local.get_kind_display() if local else organisation.get_kind_display(),
        status=deployment.get_status_display(),
        signature=signature_in_words(deployment),
        since=month(deployment.since),
        until=month(deployment.until),
        pilot_sites=tuple(deployment.site_names),
        source=deployment.source,
        is_demo=deployment.is_demo,
    )


def signature_in_words(deployment: Deployment) -> str:
    """« Déclarée par l'équipe du service », « Confirmée en mars 2026 », « À reconfirmer depuis mars 2026 »…"""
    standing = deployment.get_standing_display()
    if deployment.standing == Standing.DECLAREE:
        return f"{standing} par {deployment.declarer}"
    if deployment.standing == Standing.CONFIRMEE:
        return f"{standing} en {month(deployment.confirmed_on)}"
    if deployment.standing == Standing.A_RECONFIRMER:
        return f"{standing} : l'était en {month(deployment.confirmed_on)}"
    return standing
