"""A deployment is signed by two parties, hence by two people with unrelated addresses.

Editors may declare uses, and they also write the public addresses of collectivités. An address that they have just
changed, or that leads to their own mailbox, does not count as the collectivité's.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from catalogue.deployments.changing import Author
from catalogue.deployments.gone_accounts import GoneAccount, mark_of, marks_of
from catalogue.deployments.history import declarer_of
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.deployments.models.deployment_event import CALM
from catalogue.foundation.mailboxes import mailbox_of

_SAME_PERSON = {
    Party.SERVICE: "Vous avez déclaré ce déploiement vous-même, au nom de la collectivité : une autre personne de "
    "l'équipe du service doit le confirmer.",
    Party.ORGANISATION: "Vous avez déclaré ce déploiement vous-même, pour l'autre partie : une autre personne de votre "
    "collectivité doit le confirmer, dans son espace ou par le lien reçu par courriel.",
}
_SAME_ADDRESS = (
    "Ce déploiement a été déclaré depuis la même adresse électronique que la vôtre : une autre personne, qui a une "
    "autre adresse, doit le confirmer."
)
_GIVEN_ADDRESS = (
    "La personne qui a déclaré ce déploiement a changé elle-même l'adresse de la collectivité il y a moins de "
    "{days} jours : une personne de la collectivité doit le confirmer dans son espace."
)
_GIVEN_PLACE = (
    "La personne qui a déclaré ce déploiement vous a elle-même donné accès à ce compte il y a moins de {days} jours : "
    "une autre personne doit le confirmer."
)
_GONE = (
    "Le compte qui a déclaré ce déploiement n'existe plus, et rien ne distingue sûrement sa voix de la vôtre : une "
    "autre personne doit le confirmer, ou le déclarer à nouveau."
)
_LET_IN = (
    "Vous avez vous-même donné accès, il y a moins de {days} jours, au compte qui a déclaré ce déploiement : une autre "
    "personne doit le confirmer."
)


def declarer(row: Deployment) -> Any:
    """The account that declared the row, or a GoneAccount; None for a link or a command."""
    number, marks = declarer_of(row)
    if number:
        return get_user_model().objects.filter(pk=number).first()
    return GoneAccount(marks) if marks else None


def are_one(person: Any, other: Any) -> bool:
    """Whether they are the same account, or have the same mailbox."""
    if not (person and other):
        return False
    if isinstance(other, GoneAccount):
        return other.may_be(marks_of(person))
    return person.pk == other.pk or bool(person.mailboxes() & other.mailboxes())


def obstacle(row: Deployment, by: Author, declared_by: Any) -> str:
    """Why `by` may not confirm what `declared_by` declared; empty if they may."""
    if isinstance(declared_by, GoneAccount):
        alike = _addresses_of(row, by) & _declaring_addresses(row, None)
        return _GONE if alike or _may_be_one(row, by, declared_by) else ""
    if by.user and declared_by and by.user.pk == declared_by.pk:
        return _SAME_PERSON[by.party]
    if _addresses_of(row, by) & _declaring_addresses(row, declared_by):
        return _SAME_ADDRESS
    return _given(row, by, declared_by) if declared_by else ""


def _may_be_one(row: Deployment, by: Author, gone: GoneAccount) -> bool:
    """Also if the deleted account had given the other side its access."""
    since = timezone.now() - CALM
    if by.user:
        return gone.may_be(marks_of(by.user)) or by.user.was_let_in_by_who_is_gone(since)
    marks = {mark_of(address) for address in _addresses_of(row, by)}
    return gone.may_be(marks) or row.organisation.address_was_changed_by_who_is_gone(since)


def _given(row: Deployment, by: Author, declared_by: Any) -> str:
    """Whether one side has recently given the other its access."""
    since = timezone.now() - CALM
    if by.channel == Channel.LIEN and row.organisation.address_was_changed_by(declared_by, since):
        return _GIVEN_ADDRESS.format(days=CALM.days)
    if by.user and by.user.was_let_in_by(declared_by, since):
        return _GIVEN_PLACE.format(days=CALM.days)
    if by.user and declared_by.was_let_in_by(by.user, since):
        return _LET_IN.format(days=CALM.days)
    return ""


def _addresses_of(row: Deployment, by: Author) -> set[str]:
    """Links are received at the public address of the collectivité."""
    if by.user:
        return by.user.mailboxes()
    return {mailbox_of(row.organisation.public_email)} - {""} if by.channel == Channel.LIEN else set()


def _declaring_addresses(row: Deployment, declared_by: Any) -> set[str]:
    found = declared_by.mailboxes() if declared_by else set()
    if row.declared_by == Party.SERVICE:
        found = found | {mailbox_of(row.service.contact_email)}
    return found - {""}
