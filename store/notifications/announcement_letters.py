"""What the team of a service announces, to the collectivités that confirmed that they use it."""

from collections.abc import Iterator
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from catalogue.deployments.models import Deployment
from catalogue.foundation.chunks import chunks
from catalogue.foundation.french import quantity
from catalogue.services.models import Announcement, ServicePage
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.bulletin import period
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.mail.categories import COPIES, INCIDENTS, RELEASES
from store.mail.models import Message
from store.mail.posting import Letter, compose, post_all, write
from store.spaces.maintainer.announcement_progress import are_letters_under_way, ask_to_write, letters_followed

_TEMPLATES = {
    "annonce": "notifications/announcement.html",
    "annonce-finie": "notifications/announcement_over.html",
    "annonce-annulee": "notifications/announcement_cancelled.html",
}
"""By what the key of a letter starts with."""
_AT_ONCE = 50
"""Mails in one transaction: on SQLite, others write in between."""


def tell_adopters(sender, announcement: Announcement, **kwargs) -> None:
    _tell(announcement, "annonce")


def tell_adopters_that_it_is_over(sender, announcement: Announcement, **kwargs) -> None:
    _tell(announcement, "annonce-finie")


def tell_those_who_were_told_that_it_is_cancelled(sender, announcement: Announcement, **kwargs) -> None:
    _tell(announcement, "annonce-annulee")


def _tell(announcement: Announcement, occasion: str) -> None:
    """By the worker, if there is one: thousands may use the service."""
    if not ask_to_write(announcement.pk, occasion):
        if _is_to_be_announced_first(announcement, occasion):
            post_all(_letters(announcement, "annonce"))
        post_all(_letters(announcement, occasion))


def write_letters(announcement: int, occasion: str) -> str:
    """For the worker. Begun again, it writes those that are missing."""
    row = Announcement.objects.select_related("service").filter(pk=announcement).first()
    if row is None:
        return "Cette annonce n'existe plus."
    if _is_to_be_announced_first(row, occasion):
        write_letters(announcement, "annonce")
    written = _written(row, occasion)
    missing = list(chunks([one for one in _letters(row, occasion) if one.key not in written], _AT_ONCE))
    with letters_followed(announcement, len(missing)):
        for some in missing:
            if not _write(row, occasion, compose(some)):
                return "L'annonce est annulée : les autres ne la reçoivent pas."
    return quantity(len(_written(row, occasion)), "courriel écrit", "courriels écrits")


@transaction.atomic
def _write(announcement: Announcement, occasion: str, messages: list[Message]) -> bool:
    """False if it was cancelled meanwhile: the cancellation is told to those to whom the announcement was written."""
    now = Announcement.objects.select_for_update().filter(pk=announcement.pk).first()
    if now is None or (occasion == "annonce" and now.cancelled):
        return False
    write(messages)
    return True


def _is_to_be_announced_first(announcement: Announcement, occasion: str) -> bool:
    """Nobody reads that it is over before reading that it began."""
    return occasion == "annonce-finie" and are_letters_under_way(announcement.pk, "annonce")


def _written(announcement: Announcement, occasion: str) -> set[str]:
    """Keys."""
    return set(Message.objects.filter(key__startswith=f"{occasion}:{announcement.pk}:").values_list("key", flat=True))


def _letters(announcement: Announcement, occasion: str) -> Iterator[Letter]:
    letters = _to_adopters(announcement, occasion)
    if occasion != "annonce-annulee":
        return letters
    told = _written(announcement, "annonce")
    return (letter for letter in letters if letter.key.replace("annonce-annulee:", "annonce:", 1) in told)


def _to_adopters(announcement: Announcement, occasion: str) -> Iterator[Letter]:
    """To the public address of each adopter and to its people who asked for a copy. For public sheets only."""
    if not ServicePage.objects.public().filter(pk=announcement.service_id).exists():
        return
    template = _TEMPLATES[occasion]
    category = RELEASES if announcement.kind == AnnouncementKind.VERSION else INCIDENTS
    key = f"{occasion}:{announcement.pk}"
    words = _words(announcement)
    adopters = _adopters(announcement)
    for body in adopters.exclude(public_email=""):
        context = {**words, "organisation": body}
        yield Letter(f"{key}:organisation:{body.pk}", body.public_email, category, template, context)
    people = User.objects.filter(organisation__in=adopters, is_active=True).exclude(email="")
    for person in people.select_related("organisation"):
        context = {**words, "organisation": person.organisation}
        yield Letter(f"{key}:personne:{person.pk}", person.email, COPIES, template, context)


def _adopters(announcement: Announcement) -> QuerySet[Organisation]:
    uses = Deployment.objects.in_use().confirmed().filter(service=announcement.service_id)
    return Organisation.objects.filter(pk__in=uses.values("organisation"))


def _words(announcement: Announcement) -> dict:
    address = reverse("news", args=[announcement.service.slug])
    return {
        "announcement": announcement,
        "service": announcement.service,
        "when": period(announcement),
        "news_url": urljoin(settings.WAGTAILADMIN_BASE_URL, address),
    }
