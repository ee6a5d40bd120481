"""Confirming, contesting and settling deployments, and expiring confirmations: `signature_rules` on locked rows.

What is refused is a SignatureError. Of two confirmations at once, the second one is refused.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.deployments import signature_rules
from catalogue.deployments.changing import Author, assign, change_of, locked, signature_edit, withdraw, write
from catalogue.deployments.independence import are_one, declarer, obstacle
from catalogue.deployments.models import Act, Channel, Deployment, Party
from catalogue.deployments.signals import confirmations_ending
from catalogue.deployments.signature_rules import REMINDED_AFTER, VALIDITY, Signature, SignatureError, months_before

_OWN_WORD = "Vous avez déclaré ce déploiement vous-même : quelqu'un d'autre de l'ANCT doit trancher."
_THE_STORE = Author(Party.ANCT, Channel.QUOTIDIEN, label="Le Store, douze mois après la confirmation")


@transaction.atomic
def confirm(deployment: Deployment, by: Author) -> Deployment:
    """Two parties sign, so two people do: see `independence`."""
    today = timezone.localdate()
    row = _sign(deployment, lambda now: signature_rules.confirm(now, by.party, today), Act.CONFIRMED, by)
    if by.party != row.declared_by and (why := obstacle(row, by, declarer(row))):
        raise SignatureError(why)
    return row


def contest(deployment: Deployment, by: Author, reason: str) -> Deployment:
    return _sign(deployment, lambda now: signature_rules.contest(now, by.party, reason), Act.CONTESTED, by, reason)


@transaction.atomic
def uphold(deployment: Deployment, by: Author, reason: str) -> Deployment:
    """The ANCT finds that the use is real; whoever declared it is no judge of that."""
    today = timezone.localdate()
    row = _sign(deployment, lambda now: signature_rules.uphold(now, today), Act.SETTLED, by, reason)
    if are_one(by.user, declarer(row)):
        raise SignatureError(_OWN_WORD)
    return row


@transaction.atomic
def correct(deployment: Deployment, values: Mapping[str, Any], by: Author, reason: str) -> Deployment:
    """The ANCT finds something else, which the collectivité then confirms."""
    row = locked(deployment)
    corrected = signature_rules.correct(Signature.of(row))
    edit = change_of(row, values, by, reason)
    edit.act = Act.SETTLED
    assign(row, corrected.columns)
    row.full_clean()
    write([edit], by)
    return row


@transaction.atomic
def dismiss(deployment: Deployment, by: Author, reason: str) -> None:
    """The ANCT finds that there never was such a use: the deployment goes, its history stays."""
    signature_rules.check_contested(Signature.of(locked(deployment)))
    withdraw(deployment, by, reason, Act.SETTLED)


@transaction.atomic
def expire_confirmations(today: date) -> int:
    """After twelve months. Returns how many have just expired; running it again the same day expires nothing more.

    A deployment that stopped stays confirmed.
    """
    rows = (
        Deployment.objects.confirmed_for_a_year()
        .filter(confirmed_on__lte=months_before(today, VALIDITY))
        .select_related("territory")
        .select_for_update(of=("self",))
    )
    edits = [signature_edit(row, signature_rules.expire(Signature.of(row), today), Act.EXPIRED) for row in rows]
    return len(write(edits, _THE_STORE))


def tell_who_is_ending(today: date) -> int:
    """Sends `confirmations_ending` with those in their last month; returns how many there are."""
    ending = list(
        Deployment.objects.confirmed_for_a_year()
        .filter(confirmed_on__lte=months_before(today, REMINDED_AFTER), confirmed_on__gt=months_before(today, VALIDITY))
        .select_related("service", "organisation")
    )
    if ending:
        confirmations_ending.send(sender=Deployment, deployments=ending)
    return len(ending)


@transaction.atomic
def _sign(
    deployment: Deployment, rule: Callable[[Signature], Signature], act: Act, by: Author, reason: str = ""
) -> Deployment:
    row = locked(deployment)
    write([signature_edit(row, rule(Signature.of(row)), act, reason)], by)
    return row
