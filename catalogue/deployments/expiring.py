"""Confirmations that end: after eleven months people are reminded, after twelve nobody has confirmed any more.

What is stopped stays so: its confirmation does not end.
"""

from datetime import date

from django.db import transaction

from catalogue.deployments import signatures
from catalogue.deployments.changing import Author, signing, write
from catalogue.deployments.models import Act, Channel, Deployment, Party
from catalogue.deployments.signals import confirmations_ending
from catalogue.deployments.signatures import REMINDED_AFTER, VALIDITY, Signature, months_before

THE_STORE = Author(Party.ANCT, Channel.QUOTIDIEN, label="Le Store, douze mois après la confirmation")


@transaction.atomic
def expire_confirmations(today: date) -> int:
    """Returns how many have just expired; running it again the same day expires nothing more."""
    rows = (
        Deployment.objects.confirmed_for_a_year()
        .filter(confirmed_on__lte=months_before(today, VALIDITY))
        .select_related("territory")
        .select_for_update(of=("self",))
    )
    edits = [signing(row, signatures.expire(Signature.of(row), today), Act.EXPIRED) for row in rows]
    return len(write(edits, THE_STORE))


def tell_who_is_ending(today: date) -> int:
    """Send `confirmations_ending` with those in their last month; returns how many there are."""
    ending = list(
        Deployment.objects.confirmed_for_a_year()
        .filter(confirmed_on__lte=months_before(today, REMINDED_AFTER), confirmed_on__gt=months_before(today, VALIDITY))
        .select_related("service", "organisation")
    )
    if ending:
        confirmations_ending.send(sender=Deployment, deployments=ending)
    return len(ending)
