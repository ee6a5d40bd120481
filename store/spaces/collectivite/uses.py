"""What a collectivité uses, and what waits for its answer."""

from dataclasses import dataclass
from datetime import date

from catalogue.deployments import signature_rules
from catalogue.deployments.models import MOST_ADVANCED_FIRST, Deployment, Party, Status
from catalogue.deployments.signature_rules import Signature, SignatureError
from catalogue.foundation.french import french_order
from catalogue.territories.models import Organisation
from store.spaces.collectivite.confirmation import OpenAnswers, answers_to
from store.spaces.concurrency import version_of
from store.spaces.signature_badge import SignatureBadge, badge_of


@dataclass(frozen=True)
class OwnUse:
    """A deployment, its signatures, and what we may do about it. `version`: what the signing button sends back."""

    deployment: Deployment
    badge: SignatureBadge
    answers: OpenAnswers
    withdrawable: bool
    version: str


@dataclass(frozen=True)
class OwnUses:
    """`waiting`: to confirm; `current`: counted as used; `others`: interests, ended or contested uses."""

    waiting: tuple[OwnUse, ...]
    current: tuple[OwnUse, ...]
    others: tuple[OwnUse, ...]

    @property
    def has_demo(self) -> bool:
        return any(use.deployment.is_demo for use in (*self.current, *self.others))


def uses_of(organisation: Organisation, user, today: date) -> OwnUses:
    """Our own, of services visible to `user`, the most advanced first."""
    rows = Deployment.objects.visible_to(user).filter(organisation=organisation).select_related("service")
    uses = [use_of(row, today) for row in sorted(rows, key=_place)]
    return OwnUses(
        tuple(use for use in uses if use.answers.confirm),
        tuple(use for use in uses if use.deployment.is_in_use),
        tuple(use for use in uses if not use.deployment.is_in_use),
    )


def _place(row: Deployment) -> tuple:
    return MOST_ADVANCED_FIRST.index(Status(row.status)), french_order(row.service.title)


def use_of(row: Deployment, today: date) -> OwnUse:
    signature = Signature.of(row)
    return OwnUse(row, badge_of(row), answers_to(signature, today), _withdrawable(signature), version_of(row))


def _withdrawable(signature: Signature) -> bool:
    try:
        signature_rules.check_withdrawable(signature, Party.ORGANISATION)
    except SignatureError:
        return False
    return True
