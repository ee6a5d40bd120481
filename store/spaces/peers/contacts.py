"""People who agreed to answer questions about services. They are never named to those who ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from catalogue.deployments.models import Deployment
from catalogue.foundation.caching import kept_until_written
from catalogue.services.models import ServicePage
from catalogue.territories.folding import fold
from catalogue.territories.models import Organisation, Territory
from store.accounts.models import User
from store.accounts.models.person import EmailProof
from store.mail.categories import FEEDBACK
from store.mail.models import Preference

_MOST_LISTED = 30


@dataclass(frozen=True)
class Likeness:
    """How a territory differs from ours in kind and size. Similar ones sort first."""

    other_kind: bool
    other_size: bool

    @classmethod
    def between(cls, ours: Territory | None, theirs: Territory | None) -> "Likeness":
        if ours is None or theirs is None:
            return cls(other_kind=True, other_size=True)
        return cls(ours.kind != theirs.kind, ours.stratum != theirs.stratum)

    @property
    def rank(self) -> tuple[bool, bool]:
        return self.other_kind, self.other_size

    @property
    def is_similar(self) -> bool:
        return not (self.other_kind or self.other_size)


@dataclass(frozen=True)
class Reachable:
    """A use of the service by a collectivité with a contact. `similar`: of our kind and size."""

    use: Deployment
    similar: bool


def contacts(using: int | None = None) -> QuerySet[User]:
    """People who agreed for their current organisation, with a proven address that accepts such mails. `using`: only of
    organisations that use this service; they are few, its users may be all of France.
    """
    agreed = User.objects.filter(feedback_contact__organisation=F("organisation"), is_active=True)
    if using is not None:
        theirs = Deployment.objects.in_use().filter(service=using, organisation=OuterRef("organisation"))
        agreed = agreed.filter(Exists(theirs))
    agreed = agreed.exclude(email="").exclude(email_proof=EmailProof.IN_DOUBT)
    wanting = Preference.objects.of_those_who_want(FEEDBACK, set(agreed.values_list("email", flat=True)))
    return agreed.filter(email__in=wanting)


def reachable(service: ServicePage, ours: Organisation) -> list[Reachable]:
    """The collectivités that use the service and may be asked about it, similar ones first."""
    uses = Deployment.objects.in_use().filter(service=service, organisation__in=contacts().values("organisation"))
    others = uses.exclude(organisation=ours).select_related("organisation__territory")
    found = [(Likeness.between(ours.territory, use.organisation.territory), use) for use in others]
    found.sort(key=lambda pair: (pair[0].rank, fold(pair[1].organisation.name)))
    return [Reachable(use, likeness.is_similar) for likeness, use in found[:_MOST_LISTED]]


def how_many_answer(service: ServicePage, ours: int | None) -> int:
    """Collectivités that use the service and may be asked about it, ours apart."""
    return len(_that_answer(service.pk) - {ours})


@kept_until_written
def _that_answer(service: int) -> frozenset[int]:
    """The organisations of those who agreed; to agree is to write."""
    return frozenset(contacts(using=service).values_list("organisation", flat=True))


def answered_about(services: Iterable[ServicePage], ours: Organisation) -> set[int]:
    """Ids of the services about which another collectivité that uses them agreed to answer. Two queries."""
    agreed = list(contacts().exclude(organisation=ours).values_list("organisation", flat=True))
    uses = Deployment.objects.in_use().filter(service__in=list(services), organisation__in=agreed)
    return set(uses.values_list("service_id", flat=True))


def least_asked_first(organisations: Iterable[Organisation], month) -> QuerySet[User]:
    """Their contacts, each with `asked`: the number of questions received that month."""
    this_month = Max("feedback_received__rank", filter=Q(feedback_received__month=month))
    ours = contacts().filter(organisation__in=organisations)
    return ours.annotate(asked=Coalesce(this_month, 0)).order_by("asked", "pk")
