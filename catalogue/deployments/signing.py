"""Confirming, contesting, settling: the rules of `signatures`, applied to a locked row.

Two confirmations at once: the second finds the first and is refused. What is refused is a SignatureError.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.deployments import signatures
from catalogue.deployments.changing import Author, assign, change_of, locked, signing, withdraw, write
from catalogue.deployments.independence import are_one, declarer, obstacle
from catalogue.deployments.models import Act, Deployment
from catalogue.deployments.signatures import Signature, SignatureError

_OWN_WORD = "Vous avez déclaré ce déploiement vous-même : quelqu'un d'autre de l'ANCT doit trancher."


@transaction.atomic
def confirm(deployment: Deployment, by: Author) -> Deployment:
    """Two parties sign, so two people do: see `independence`."""
    today = timezone.localdate()
    row = _sign(deployment, lambda now: signatures.confirm(now, by.party, today), Act.CONFIRMED, by)
    if by.party != row.declared_by and (why := obstacle(row, by, declarer(row))):
        raise SignatureError(why)
    return row


def contest(deployment: Deployment, by: Author, reason: str) -> Deployment:
    return _sign(deployment, lambda now: signatures.contest(now, by.party, reason), Act.CONTESTED, by, reason)


@transaction.atomic
def uphold(deployment: Deployment, by: Author, reason: str) -> Deployment:
    """The ANCT finds that the use is real; whoever declared it is no judge of that."""
    today = timezone.localdate()
    row = _sign(deployment, lambda now: signatures.uphold(now, today), Act.SETTLED, by, reason)
    if are_one(by.user, declarer(row)):
        raise SignatureError(_OWN_WORD)
    return row


@transaction.atomic
def correct(deployment: Deployment, values: Mapping[str, Any], by: Author, reason: str) -> Deployment:
    """The ANCT finds something else, which the collectivité then confirms."""
    row = locked(deployment)
    corrected = signatures.correct(Signature.of(row))
    edit = change_of(row, values, by, reason)
    edit.act = Act.SETTLED
    assign(row, corrected.columns)
    row.full_clean()
    write([edit], by)
    return row


@transaction.atomic
def dismiss(deployment: Deployment, by: Author, reason: str) -> None:
    """The ANCT finds that there never was such a use: the deployment goes, its history stays."""
    signatures.check_contested(Signature.of(locked(deployment)))
    withdraw(deployment, by, reason, Act.SETTLED)


@transaction.atomic
def _sign(
    deployment: Deployment, rule: Callable[[Signature], Signature], act: Act, by: Author, reason: str = ""
) -> Deployment:
    row = locked(deployment)
    write([signing(row, rule(Signature.of(row)), act, reason)], by)
    return row
