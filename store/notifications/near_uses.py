"""The service that a need became is in production near who follows it: in their EPCI or département, told once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalogue.deployments.models import VALID_STANDINGS, Deployment, DeploymentEvent, Status
from catalogue.deployments.territory_places import places_of
from catalogue.foundation.chunks import chunks
from catalogue.foundation.french import quantity
from catalogue.needs.models import Follow, Need, Project
from catalogue.territories.models import Kind, Territory
from store.accounts.models import User
from store.mail.categories import NEEDS, NEEDS_WEEKLY
from store.mail.models import Preference
from store.mail.posting import Letter, post_all
from store.notifications.models import WaitingStep

LOOKED_BACK = timedelta(days=3)
"""More than a day, in case the worker was stopped; the key of the mail makes it once."""
_AT_ONCE = 50
_NEAR = (Kind.EPCI, Kind.DEPARTEMENT)


@dataclass(frozen=True)
class NearUse:
    """The use of the service of a project that is near somebody who follows it."""

    project: Project
    user: User
    use: Deployment

    @property
    def key(self) -> str:
        return f"besoin-proche:{self.project.pk}:{self.user.pk}"


def tell_near_uses() -> str:
    number = 0
    projects = Project.objects.filter(service__figures__listed=True, contribution__public_since__isnull=False)
    public = set(Need.objects.public().filter(pk__in=projects.values("pk")).values_list("pk", flat=True))
    for project in projects.filter(pk__in=public).select_related("contribution", "service").order_by("pk"):
        if served := _lately(project):
            for some in chunks(_followers(project), _AT_ONCE):
                number += _tell(list(_near_uses(project, served, some)))
    return quantity(number, "personne prévenue", "personnes prévenues")


def _lately(project: Project) -> dict[int, Deployment]:
    began = DeploymentEvent.objects.filter(
        service=project.service_id, at__gte=timezone.now() - LOOKED_BACK, changes__status__1=Status.EN_PRODUCTION.value
    )
    uses = Deployment.objects.filter(
        service=project.service_id,
        organisation__in=began.values("organisation"),
        status=Status.EN_PRODUCTION,
        standing__in=VALID_STANDINGS,
        territory__isnull=False,
    )
    found: dict[int, Deployment] = {}
    for some in chunks(list(uses.select_related("organisation").order_by("pk")), 500):
        near = _near([use.territory_id for use in some if use.territory_id])
        for use in some:
            for area in near.get(use.territory_id or 0, ()):
                found.setdefault(area, use)
    return found


def _near(territories: Iterable[int]) -> dict[int, set[int]]:
    """By territory: the EPCI and départements that it is or is in."""
    around = {pk: place.around | {pk} for pk, place in places_of(territories).items()}
    every = {area for areas in around.values() for area in areas}
    kept = set(Territory.objects.filter(pk__in=every, kind__in=_NEAR).values_list("pk", flat=True))
    return {pk: areas & kept for pk, areas in around.items()}


def _followers(project: Project) -> list[User]:
    into = project.contribution.grouped_into_id
    follows = Follow.objects.filter(Q(need=project.pk) | Q(need=into), stopped=None)
    stopped = Follow.objects.filter(need=project.pk, stopped__isnull=False).values("user")
    users = Deployment.objects.in_use().filter(service=project.service_id).values("organisation")
    people = User.objects.filter(pk__in=follows.values("user"), organisation__territory__isnull=False, is_active=True)
    people = people.exclude(pk__in=stopped).exclude(organisation__in=users)
    return list(people.select_related("organisation").order_by("pk"))


def _near_uses(project: Project, served: Mapping[int, Deployment], people: Iterable[User]) -> Iterator[NearUse]:
    """`served`: the uses, by territory that they are near to."""
    homes = {one: one.organisation.territory_id for one in people if one.organisation and one.own_address}
    near = _near([home for home in homes.values() if home])
    for one, home in homes.items():
        for area in sorted(near.get(home or 0, ())):
            if area in served:
                yield NearUse(project, one, served[area])
                break


@transaction.atomic
def _tell(found: Sequence[NearUse]) -> int:
    known = WaitingStep.objects.known(one.key for one in found)
    fresh = [one for one in found if one.key not in known]
    weekly = Preference.objects.of_those_who_want(NEEDS_WEEKLY, {one.user.own_address for one in fresh})
    put_off = [one for one in fresh if one.user.own_address in weekly]
    WaitingStep.objects.bulk_create([_waiting(one) for one in put_off], ignore_conflicts=True)
    post_all([_letter(one) for one in fresh if one not in put_off])
    return len(fresh)


def _waiting(near: NearUse) -> WaitingStep:
    heading = f"En production près de chez vous : {near.use.organisation.name}"
    return WaitingStep(user=near.user, need_id=near.project.pk, key=near.key, at=timezone.now(), heading=heading)


def _letter(near: NearUse) -> Letter:
    context = {
        "need": near.project.contribution,
        "service": near.project.service,
        "use": near.use,
        "organisation": near.user.organisation,
    }
    return Letter(near.key, near.user.own_address, NEEDS, "notifications/need_near.html", context)
