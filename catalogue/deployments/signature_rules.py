"""Who signs what, when: pure rules about the signature of a deployment.

One party declares a use; the other confirms it for twelve months, or contests it; the ANCT settles what is contested.
Changing the status of a deployment declares it anew.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from catalogue.deployments.models.states import Party, Standing, Status

VALIDITY = 12
"""Months."""
REMINDED_AFTER = 11
"""Months."""


class SignatureError(ValidationError):
    """The signature is refused; the message is for the person."""


@dataclass(frozen=True)
class Signature:
    """The four columns of a deployment about its signature; `of_a_stop`: what was signed is that it stopped."""

    standing: Standing
    declared_by: Party
    confirmed_on: date | None = None
    contest_reason: str = ""
    of_a_stop: bool = False

    @classmethod
    def of(cls, deployment: Any) -> "Signature":
        return cls(
            Standing(deployment.standing),
            Party(deployment.declared_by),
            deployment.confirmed_on,
            deployment.contest_reason,
            deployment.status == Status.ARRETE,
        )

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "standing": self.standing.value,
            "declared_by": self.declared_by.value,
            "confirmed_on": self.confirmed_on,
            "contest_reason": self.contest_reason,
        }


def declare(by: Party) -> Signature:
    return Signature(Standing.DECLAREE, by)


def declare_again(now: Signature, by: Party) -> Signature:
    """After a change of status: the confirmation was of the former one. A contested deployment stays contested."""
    if now.standing == Standing.CONTESTEE:
        return now
    return declare(by)


def check_open_to(now: Signature, by: Party) -> None:
    """Only the ANCT may change a contested deployment."""
    if now.standing == Standing.CONTESTEE and by != Party.ANCT:
        raise SignatureError("Ce déploiement est contesté : l'ANCT doit trancher avant qu'il puisse changer.")


def awaited(now: Signature, today: date) -> frozenset[Party]:
    """Who may sign now: the other party; when the year ends, also the collectivité."""
    if now.standing == Standing.CONTESTEE:
        return frozenset({Party.ANCT})
    if now.standing == Standing.DECLAREE:
        return frozenset({_other(now.declared_by)})
    if now.standing == Standing.A_RECONFIRMER or is_ending(now, today):
        return frozenset({Party.ORGANISATION, _other(now.declared_by)})
    return frozenset()


def confirm(now: Signature, by: Party, today: date) -> Signature:
    """The first time, or for another year when the former one is over or nearly so."""
    if now.standing == Standing.CONTESTEE:
        raise SignatureError("Ce déploiement est contesté : l'ANCT doit trancher.")
    waiting_for = awaited(now, today)
    if not waiting_for:
        raise SignatureError("Ce déploiement est déjà confirmé.")
    if by not in waiting_for:
        raise SignatureError("Qui a déclaré un déploiement ne le confirme pas : l'autre partie doit le faire.")
    return replace(now, standing=Standing.CONFIRMEE, confirmed_on=today)


def contest(now: Signature, by: Party, reason: str) -> Signature:
    """By the party that did not declare it, whether it is confirmed or not."""
    if now.standing == Standing.CONTESTEE:
        raise SignatureError("Ce déploiement est déjà contesté.")
    if by != _other(now.declared_by):
        raise SignatureError("Seule l'autre partie peut contester un déploiement ; vous pouvez corriger le vôtre.")
    if not reason.strip():
        raise SignatureError("Dites pourquoi vous contestez ce déploiement.")
    return replace(now, standing=Standing.CONTESTEE, contest_reason=reason.strip())


def uphold(now: Signature, today: date) -> Signature:
    """The ANCT found that the use is real: this replaces the missing signature."""
    check_contested(now)
    return replace(now, standing=Standing.CONFIRMEE, confirmed_on=today, contest_reason="")


def correct(now: Signature) -> Signature:
    """The ANCT writes what it found; the collectivité then confirms it."""
    check_contested(now)
    return declare(Party.ANCT)


def expire(now: Signature, today: date) -> Signature:
    if _confirmed_for(now, VALIDITY, today):
        return replace(now, standing=Standing.A_RECONFIRMER)
    return now


def is_ending(now: Signature, today: date) -> bool:
    """The confirmation is in its last month, or over, and may be renewed."""
    return _confirmed_for(now, REMINDED_AFTER, today)


def check_withdrawable(now: Signature, by: Party) -> None:
    """What nobody else signed may be withdrawn by the party that declared it. What was confirmed is stopped, with a
    reason.
    """
    if by != Party.ANCT and (now.standing, now.declared_by) != (Standing.DECLAREE, by):
        raise SignatureError("Un déploiement confirmé, contesté ou déclaré par une autre partie ne se retire pas.")


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def check_settled(now: Signature) -> None:
    """A contested deployment cannot be deleted to end the dispute: somebody who is not party to it must settle it."""
    if now.standing == Standing.CONTESTEE:
        raise SignatureError(
            "Ce déploiement est contesté : il faut d'abord trancher (bouton « Trancher » de son historique). "
            "Qui est partie à la contestation le demande à quelqu'un d'autre de l'ANCT."
        )


def check_contested(now: Signature) -> None:
    if now.standing != Standing.CONTESTEE:
        raise SignatureError("Ce déploiement n'est pas contesté : il n'y a rien à trancher.")


def _other(party: Party) -> Party:
    """The party that answers a declaration: the service answers the collectivité, the collectivité all others."""
    return Party.SERVICE if party == Party.ORGANISATION else Party.ORGANISATION


def _confirmed_for(now: Signature, months: int, today: date) -> bool:
    """False for a stop, which does not expire."""
    confirmed_on = now.confirmed_on if now.standing == Standing.CONFIRMEE and not now.of_a_stop else None
    return confirmed_on is not None and confirmed_on <= months_before(today, months)
