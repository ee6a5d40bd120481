"""Requests for services as each side may read them: the authors see everything, a team sees its own part.

A service that its reader may no longer see keeps the name it had in the request, without a link: the request stays
readable, and nothing is revealed about the sheet.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from catalogue.deployments.models import (
    WITHOUT_ACCOUNT,
    AdoptionRequest,
    RequestedService,
    RequestEvent,
    RequestState,
)
from catalogue.foundation.french import of
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.accounts.models.person import EmailProof
from store.accounts.policies import ANONYMOUS, About, Action, Person, may
from store.spaces.teams import ANCT


@dataclass(frozen=True)
class RequestStep:
    """`message`: written to the collectivité; for a refusal, the reason."""

    at: datetime
    label: str
    who: str
    message: str
    is_refusal: bool
    by_anct: bool


@dataclass(frozen=True)
class Followed:
    """A requested service. `is_visible`: the reader may see its sheet."""

    requested: RequestedService
    name: str
    is_visible: bool
    steps: tuple[RequestStep, ...]


@dataclass(frozen=True)
class ReadRequest:
    """`ours`: sent by the reader's organisation. `services`: those that the reader may follow."""

    request: AdoptionRequest
    services: tuple[Followed, ...]
    ours: bool

    @property
    def awaited(self) -> list[str]:
        """Names of the services whose answer is still open."""
        return [one.name for one in self.services if one.requested.is_open]


def with_lives(requests: QuerySet[AdoptionRequest]) -> QuerySet[AdoptionRequest]:
    """With their services and events. `joined`: the author had no account then, and has one by now."""
    services = RequestedService.objects.select_related("service", "deployment", "organisation").order_by("pk")
    events = RequestEvent.objects.order_by("at", "pk")
    lives = Prefetch("services", services.prefetch_related(Prefetch("events", events)))
    return requests.select_related("organisation", "author").annotate(joined=_joined()).prefetch_related(lives)


def of_organisation(organisation: Organisation) -> QuerySet[AdoptionRequest]:
    """The requests sent by its people. Visitors may name any organisation: theirs count once the confirmed address is
    that of somebody who acts for it.
    """
    theirs = AdoptionRequest.objects.filter(organisation=organisation).annotate(joined=_joined())
    return theirs.filter(Q(confirmed__isnull=True) | Q(joined=True))


def _joined() -> Exists:
    same = User.objects.filter(organisation=OuterRef("organisation"), email__iexact=OuterRef("email"), is_active=True)
    return Exists(same.exclude(email="").exclude(email_proof=EmailProof.IN_DOUBT))


def belongs_to(request: AdoptionRequest) -> int | None:
    """The organisation whose people may read the request. Requires `with_lives`."""
    joined: bool = request.joined  # type: ignore[attr-defined]  # of `with_lives`
    return request.organisation_id if joined or not request.without_account else None


def read(requests: Iterable[AdoptionRequest], user: User, person: Person) -> list[ReadRequest]:
    """Leaves out requests of which the person may read nothing. Two queries besides those of `with_lives`."""
    requests = list(requests)
    visible = visible_among([one for request in requests for one in request.services.all()], user)
    found = []
    for request in requests:
        services = tuple(
            _followed(one, one.service_id in visible, person)
            for one in request.services.all()
            if may(person, Action.READ_REQUEST, About(one.service_id, belongs_to(request)))
        )
        if services:
            ours = person.organisation_id is not None and person.organisation_id == belongs_to(request)
            found.append(ReadRequest(request, services, ours))
    return found


def followed_by_its_asker(request: AdoptionRequest) -> ReadRequest:
    """For an author without an account: only public sheets are visible."""
    whole = with_lives(AdoptionRequest.objects.filter(pk=request.pk)).get()
    visible = visible_among(whole.services.all(), None)
    services = (_followed(one, one.service_id in visible, ANONYMOUS) for one in whole.services.all())
    return ReadRequest(whole, tuple(services), ours=True)


def visible_among(requested: Iterable[RequestedService], user: User | None) -> set[int]:
    """Ids of the services whose sheets the person may see."""
    wanted = {one.service_id for one in requested}
    return set(ServicePage.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))


def name_of(requested: RequestedService, visible: Collection[int]) -> str:
    return requested.service.title if requested.service_id in visible else requested.title


def who_did(event: RequestEvent, visible: Collection[int]) -> str:
    """Who took the step. A team is named after its service."""
    requested = event.requested
    if requested.service_id in visible or event.author_label in (requested.organisation.name, ANCT, WITHOUT_ACCOUNT):
        return event.author_label
    return f"Équipe {of(requested.title)}"


def _followed(requested: RequestedService, is_visible: bool, person: Person) -> Followed:
    """Its maintainers see the current name of a service, whatever its state."""
    named = {requested.service_id} if is_visible or requested.service_id in person.maintained else set()
    steps = tuple(_step(event, named) for event in requested.events.all())
    return Followed(requested, name_of(requested, named), is_visible, steps)


def _step(event: RequestEvent, visible: Collection[int]) -> RequestStep:
    return RequestStep(
        at=event.at,
        label=event.get_became_display(),
        who=who_did(event, visible),
        message=event.reason,
        is_refusal=event.became == RequestState.REFUSEE,
        by_anct=event.author_label == ANCT,
    )
