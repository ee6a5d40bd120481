"""Recognising a person whose account was deleted, from marks that name nobody.

Otherwise they could come back with another account, or use the address of the collectivité, and confirm what they
declared themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import salted_hmac

from catalogue.deployments.models import DeploymentEvent
from catalogue.deployments.models.deployment_event import CALM

NOBODY_KNOWS = "inconnu"
"""The mark of an account about which nothing else is kept."""


@dataclass(frozen=True)
class GoneAccount:
    marks: frozenset[str]

    def may_be(self, marks: set[str]) -> bool:
        return NOBODY_KNOWS in self.marks or bool(self.marks & marks)


def mark_of(said: str) -> str:
    return salted_hmac("catalogue.deployments.gone_accounts", said, algorithm="sha256").hexdigest()


def marks_of(person: Any) -> set[str]:
    """Of the account, of its identity at the provider, of its mailboxes."""
    return {mark_of(said) for said in (f"compte {person.pk}", *person.identities(), *person.mailboxes())}


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def keep_marks(sender, instance: Any, **kwargs) -> None:
    """Also the marks of whoever gave the account access."""
    hosts = {mark_of(f"compte {number}") for number in instance.let_in_by(timezone.now() - CALM)}
    DeploymentEvent.objects.filter(author=instance).update(author_marks=sorted(marks_of(instance) | hosts))


def forget_marks(before: datetime) -> None:
    """History still says that an account declared the use, but no longer which one."""
    old = DeploymentEvent.objects.filter(author__isnull=True, at__lt=before).exclude(author_marks=[])
    old.update(author_marks=[NOBODY_KNOWS])
