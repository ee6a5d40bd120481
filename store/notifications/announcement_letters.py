"""What the team of a service announces, to the collectivités that confirmed that they use it."""

from collections.abc import Iterator
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from catalogue.deployments.models import Deployment
from catalogue.services.models import Announcement, ServicePage
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.bulletin import period
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.mail.categories import COPIES, INCIDENTS, RELEASES
from store.mail.models import Message
from store.mail.posting import Letter, post_all


def tell_adopters(sender, announcement: Announcement, **kwargs) -> None:
    post_all(_letters(announcement, "annonce", "notifications/announcement.html"))


def tell_adopters_that_it_is_over(sender, announcement: Announcement, **kwargs) -> None:
    post_all(_letters(announcement, "annonce-finie", "notifications/announcement_over.html"))


def tell_those_who_were_told_that_it_is_cancelled(sender, announcement: Announcement, **kwargs) -> None:
    told = set(Message.objects.filter(key__startswith=f"annonce:{announcement.pk}:").values_list("key", flat=True))
    letters = _letters(announcement, "annonce-annulee", "notifications/announcement_cancelled.html")
    post_all(letter for letter in letters if letter.key.replace("annonce-annulee:", "annonce:", 1) in told)


def _letters(announcement: Announcement, about: str, template: str) -> Iterator[Letter]:
    """To the public address of each adopter and to its people who asked for a copy. For public sheets only."""
    if not ServicePage.objects.public().filter(pk=announcement.service_id).exists():
        return
    category = RELEASES if announcement.kind == AnnouncementKind.VERSION else INCIDENTS
    key = f"{about}:{announcement.pk}"
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
