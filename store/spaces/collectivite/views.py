"""« Mon espace »: what we use, what our neighbours use, our people."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.deployments.adoption import in_use_by
from catalogue.deployments.territory_uses import territory_uses_of
from catalogue.foundation.french import french_order
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest
from store.accounts.models import User
from store.spaces.collectivite.our_needs import needs_of
from store.spaces.collectivite.similar_collectivites import similar_uses_of
from store.spaces.collectivite.uses import uses_of
from store.spaces.own_space import members_only, page

_LATELY = timedelta(days=30)
_NAMED = 5


@dataclass(frozen=True)
class Arrivals:
    """`others`: how many people were here before the reader, who has just joined them; 0 otherwise. `newcomers`: those
    who joined the reader.
    """

    others: int
    newcomers: tuple[User, ...]


@require_safe
@members_only
def overview(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    context = {
        "uses": uses_of(organisation, request.user, timezone.localdate()),
        "arrivals": arrivals_in(organisation, request.user),
        "needs": needs_of(organisation, request.user),
    }
    return page(request, organisation, "spaces/collectivite/overview.html", context)


def arrivals_in(organisation: Organisation, reader: User) -> Arrivals:
    """One query, two for a newcomer."""
    colleagues = User.objects.filter(organisation=organisation, is_active=True).exclude(pk=reader.pk)
    since, lately = reader.organisation_since, timezone.now() - _LATELY
    newcomers = colleagues.filter(organisation_since__gt=max(lately, since) if since else lately)
    is_new = since is not None and since > lately
    others = colleagues.exclude(organisation_since__gt=since).count() if is_new else 0
    return Arrivals(others, tuple(newcomers.order_by("-organisation_since")[:_NAMED]))


@require_safe
@members_only
def neighbours(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What those that contain us and those like us use. Empty for an organisation without a territory."""
    territory, context = organisation.territory, {}
    if territory:
        context = {
            "territory": territory,
            "territory_uses": territory_uses_of(territory, request.user),
            "similar": similar_uses_of(organisation, territory, request.user, in_use_by(organisation)),
        }
    return page(request, organisation, "spaces/collectivite/neighbours.html", context)


@require_safe
@members_only
def people(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Names and mandates only."""
    people_here = User.objects.filter(organisation=organisation, is_active=True).order_by("pk")
    members = sorted(people_here, key=lambda member: french_order(str(member)))
    return page(request, organisation, "spaces/collectivite/people.html", {"members": members})
