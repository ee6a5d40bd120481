"""The mails of the demonstration: addresses that lead nowhere, and invented announcements."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils import timezone

from catalogue.deployments.models import Deployment
from catalogue.services.models import Announcement, ServicePage
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.mail.models import Message

# Reserved for examples (RFC 2606): no mail server uses this domain.
DOMAIN = "demonstration.example"
MAINTAINED = "rdv-service-public"
FEW = 2


@transaction.atomic
def make_demo_mail() -> int:
    """Fill empty addresses and, the first time, announce; returns how many announcements were made."""
    for person in User.objects.filter(is_demo=True, email=""):
        person.email = f"{person.username}@{DOMAIN}"
        person.save(update_fields=["email"])
    service = ServicePage.objects.filter(external_id=MAINTAINED).first()
    if service is None or Announcement.objects.filter(is_demo=True).exists():
        return 0
    for organisation in _to_write_to(service):
        organisation.public_email = organisation.public_email or f"contact-{organisation.pk}@{DOMAIN}"
        organisation.save(update_fields=["public_email"])
    return len([announce(service, is_demo=True, **said) for said in _announcements()])


def readdress(before: str, now: str) -> None:
    """Make the links in the mails of the demonstration follow it to the address where it is opened now."""
    old, new = Value(f"{before}/"), Value(f"{now}/")
    Message.objects.exclude(text="").update(text=Replace("text", old, new), html=Replace("html", old, new))


def _to_write_to(service: ServicePage) -> list[Organisation]:
    """The organisations of the demo accounts, and a few that use the service."""
    adopters = Deployment.objects.in_use().confirmed().filter(service=service, is_demo=True).order_by("organisation")
    some = adopters.values_list("organisation", flat=True)[:FEW]
    return list(Organisation.objects.filter(Q(people__is_demo=True) | Q(pk__in=list(some))).distinct())


def _announcements() -> list[dict]:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    night = now.replace(hour=20) + timedelta(days=6)
    return [
        {
            "kind": AnnouncementKind.VERSION,
            "title": "Les rappels par SMS se règlent par lieu d'accueil",
            "text": "Chaque lieu choisit le délai et le texte de ses rappels, dans « Paramètres ».\n\n"
            "Rien à faire : les réglages actuels restent les vôtres.",
            "starts": now - timedelta(days=20),
        },
        {
            "kind": AnnouncementKind.MAINTENANCE,
            "title": "Prise de rendez-vous fermée pendant une nuit",
            "text": "Le service change de serveurs. Les rendez-vous déjà pris ne bougent pas.",
            "starts": night,
            "ends": night + timedelta(hours=4),
        },
        {
            "kind": AnnouncementKind.INCIDENT,
            "title": "Certains rappels par SMS partent en retard",
            "text": "Les opérateurs livrent les messages une à deux heures plus tard. Les courriels partent à l'heure.",
            "starts": now - timedelta(hours=2),
        },
    ]
