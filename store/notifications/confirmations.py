"""Asking a collectivité to confirm that it uses a service, when others say so.

Its public address receives a link, which needs no account; its people who have one are sent to their space.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalogue.deployments import signature_rules
from catalogue.deployments.independence import obstacle
from catalogue.deployments.models import UNTOLD, Deployment, DeploymentEvent, Party
from catalogue.deployments.signature_rules import Signature
from store.accounts.models import User
from store.accounts.people import agents, agents_of
from store.mail.categories import CONFIRMATIONS, REMINDERS, Category
from store.mail.models.preference import fingerprint
from store.mail.posting import Letter, is_address, post_all
from store.spaces.links.link_tokens import READER, address_of
from store.spaces.models import ConfirmationLink
from store.spaces.models.confirmation_link import VALIDITY

_DECLARING = frozenset({"status", "standing", "declared_by"})
_CALM = timedelta(days=1)
"""Changing one's mind within a day sends one mail only: its link shows the current state."""


def ask_to_confirm(sender, events: list[DeploymentEvent], **kwargs) -> None:
    """For uses just declared, or declared again with another status. Written in the same transaction."""
    told = [one for one in events if one.channel not in UNTOLD and _DECLARING & one.changes.keys()]
    said = {one.deployment_id: one for one in told if one.deployment_id}
    if not said:
        return
    written = ConfirmationLink.objects.open().filter(sent__gt=timezone.now() - _CALM, deployment__in=said)
    rows = _writable().filter(pk__in=said).exclude(pk__in=written.values("deployment"))
    today = timezone.localdate()
    waiting = [row for row in rows if Party.ORGANISATION in signature_rules.awaited(Signature.of(row), today)]
    authors = User.objects.in_bulk({event.author_id for event in said.values() if event.author_id})
    unfit = {row.pk for row in waiting if obstacle(row, READER, authors.get(said[row.pk].author_id))}
    occasions = {row: f"declaration:{said[row.pk].pk}" for row in waiting}
    _write(occasions, CONFIRMATIONS, "notifications/confirm.html", unfit)


def ask_to_confirm_again(sender, deployments: list[Deployment], **kwargs) -> None:
    """The event is sent every day of the last month; the mail is written once per confirmation."""
    ending = {row.pk: f"rappel:{row.confirmed_on}" for row in deployments}
    known = ConfirmationLink.objects.filter(deployment__in=ending, occasion__in=set(ending.values()))
    rows = _writable().filter(pk__in=ending).exclude(pk__in=known.values("deployment"))
    _write({row: ending[row.pk] for row in rows}, REMINDERS, "notifications/confirm_again.html")


def _writable() -> QuerySet[Deployment]:
    """Uses of public services by collectivités that have an address or an agent. Each service is fetched once."""
    somebody = Exists(agents().filter(organisation=OuterRef("organisation")))
    known = Deployment.objects.visible_to(None).filter(~Q(organisation__public_email="") | somebody)
    return known.select_related("organisation").prefetch_related("service")


def _write(occasions: Mapping[Deployment, str], category: Category, template: str, unfit: Collection[int] = ()) -> None:
    """Write a link and its mails for each occasion, once.

    `unfit`: deployments for which the public address may not answer; people with an account still may.
    """
    if not occasions:
        return
    links = [
        ConfirmationLink(
            deployment=row,
            occasion=occasion,
            address="" if row.pk in unfit else _mark_of(row.organisation.public_email),
        )
        for row, occasion in occasions.items()
    ]
    ConfirmationLink.objects.bulk_create(links, batch_size=200, ignore_conflicts=True)
    people = agents_of(row.organisation_id for row in occasions)
    post_all(
        letter
        for link in links
        for letter in _letters(link, people.get(link.deployment.organisation_id, ()), category, template)
    )


def _mark_of(address: str) -> str:
    return fingerprint(address) if is_address(address) else ""


def _letters(link: ConfirmationLink, people: Sequence[User], category: Category, template: str) -> Iterator[Letter]:
    row, key = link.deployment, f"confirmation:{link.deployment_id}:{link.occasion}"
    said = {"deployment": row, "service": row.service, "organisation": row.organisation}
    if link.address:
        by_link = {"link": address_of(link), "expires": timezone.localtime(link.sent + VALIDITY)}
        yield Letter(key, row.organisation.public_email, category, template, {**said, **by_link})
    for person in people:
        if fingerprint(person.email) != link.address:
            yield Letter(f"{key}:{person.pk}", person.email, category, template, {**said, "has_account": True})
