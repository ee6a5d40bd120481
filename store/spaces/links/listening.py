"""Writing to the public address of a collectivité, so that it confirms in one click what others say of it."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils import timezone

from catalogue.deployments import signatures
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from catalogue.deployments.signals import confirmations_ending, deployments_changed
from catalogue.deployments.signatures import Signature
from store.mail.categories import CONFIRMATIONS, REMINDERS, Category
from store.mail.models.preference import fingerprint
from store.mail.posting import Letter, post_all
from store.spaces.links.signed import address_of
from store.spaces.models import ConfirmationLink
from store.spaces.models.confirmation_link import VALIDITY

_SILENT = (Channel.CHARGEMENT, Channel.QUOTIDIEN)
"""Whole catalogues are loaded without a mail to each mairie; the daily task has a reminder of its own."""
_DECLARING = frozenset({"status", "standing", "declared_by"})
_CALM = timedelta(days=1)
"""Whoever hesitates between two statuses sends one mail: its link shows what is said when it is opened."""


@receiver(deployments_changed)
def ask_to_confirm(sender, events: list[DeploymentEvent], **kwargs) -> None:
    """What was just declared, or declared again with another status; written in the transaction that declares it."""
    said = {one.deployment_id: one for one in events if one.channel not in _SILENT and _DECLARING & one.changes.keys()}
    if not said:
        return
    written = ConfirmationLink.objects.open().filter(sent__gt=timezone.now() - _CALM, deployment__in=said)
    rows = _writable().filter(pk__in=said).exclude(pk__in=written.values("deployment"))
    today = timezone.localdate()
    waiting = [row for row in rows if Party.ORGANISATION in signatures.awaited(Signature.of(row), today)]
    _write({row: f"declaration:{said[row.pk].pk}" for row in waiting}, CONFIRMATIONS, "mail/letters/confirm.html")


@receiver(confirmations_ending)
def ask_to_confirm_again(sender, deployments: list[Deployment], **kwargs) -> None:
    """Said every day of the last month; written once for each confirmation."""
    ending = {row.pk: f"rappel:{row.confirmed_on}" for row in deployments}
    known = ConfirmationLink.objects.filter(deployment__in=ending, occasion__in=set(ending.values()))
    rows = _writable().filter(pk__in=ending).exclude(pk__in=known.values("deployment"))
    _write({row: ending[row.pk] for row in rows}, REMINDERS, "mail/letters/confirm_again.html")


def _writable() -> QuerySet[Deployment]:
    """Of public services, by collectivités whose address is known; a service is read once for all of its users."""
    known = Deployment.objects.visible_to(None).exclude(organisation__public_email="")
    return known.select_related("organisation").prefetch_related("service")


def _write(occasions: Mapping[Deployment, str], category: Category, template: str) -> None:
    """A link and its mail for each; both keep whoever comes second with the same occasion from writing again."""
    links = [
        ConfirmationLink(deployment=row, occasion=occasion, address=fingerprint(row.organisation.public_email))
        for row, occasion in occasions.items()
    ]
    ConfirmationLink.objects.bulk_create(links, batch_size=200, ignore_conflicts=True)
    post_all([_letter(link, category, template) for link in links])


def _letter(link: ConfirmationLink, category: Category, template: str) -> Letter:
    row = link.deployment
    context = {
        "deployment": row,
        "service": row.service,
        "organisation": row.organisation,
        "link": address_of(link),
        "expires": timezone.localtime(link.sent + VALIDITY),
    }
    key = f"confirmation:{row.pk}:{link.occasion}"
    return Letter(key, row.organisation.public_email, category, template, context)
