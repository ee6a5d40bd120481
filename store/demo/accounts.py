"""The accounts of the demonstration: one per role, two where a second person is needed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from catalogue.funding.models import FundOfficer
from catalogue.services.models import ServicePage
from catalogue.territories.models import Kind, Organisation, Territory
from catalogue.territories.models.organisation import OrganisationKind
from store.accounts.models import Maintenance, Mandate, User
from store.accounts.rights import ADMINISTRATORS, COMMITTEE, EDITORS
from store.demo.committee import make_demo_committee


@dataclass(frozen=True)
class DemoAccount:
    """`who` describes the role; `territory` is the key of a collectivité, `maintains` the identifier of a sheet.

    `desk`: of the fund, with the key of its perimeter if it has one, or « regions » for all of them.
    """

    key: str
    name: str
    who: str
    group: str = ""
    mandate: str = ""
    territory: str = ""
    maintains: str = ""
    desk: str = ""

    @property
    def username(self) -> str:
        return f"demo-{self.key}"


STEPHANOIS = {"territory": "commune-42218"}
ACCOUNTS = (
    DemoAccount("agente", "Amélie Roux", "agente de Saint-Étienne", mandate=Mandate.AGENT, **STEPHANOIS),
    DemoAccount("elu", "Bruno Faure", "élu de Saint-Étienne", mandate=Mandate.ELU, **STEPHANOIS),
    DemoAccount("dgs", "Claire Petit", "direction du Pas-de-Calais", mandate=Mandate.DGS, territory="departement-62"),
    DemoAccount("nouvelle", "Denise Morel", "agente d'une organisation que le Store ne reconnaît pas"),
    DemoAccount("mainteneur", "Éric Blanc", "équipe de RDV Service Public", maintains="rdv-service-public"),
    DemoAccount("mainteneuse", "Farida Leroy", "équipe d'Espace sur Demande", maintains="espace-sur-demande"),
    DemoAccount("editeur", "Gilles Robin", "éditeur", EDITORS),
    DemoAccount("editrice", "Hélène Marchand", "éditrice, qui relit les autres", EDITORS),
    DemoAccount("comite", "Inès Garnier", "membre du comité de démonstration", COMMITTEE),
    DemoAccount("presidente", "Karima Benali", "présidente du comité de démonstration", COMMITTEE),
    DemoAccount("suppleant", "Louis Perrin", "vice-président du comité de démonstration", COMMITTEE),
    DemoAccount("administrateur", "Jean Lefèvre", "administrateur", ADMINISTRATORS),
    DemoAccount("prefecture", "Maud Girard", "préfecture de la Loire", desk="prefecture:departement-42"),
    DemoAccount("regions", "Odile Lambert", "préfectures de région", desk="prefecture:regions"),
    DemoAccount("dinum", "Nicolas Henry", "DINUM, appels et guichet du fonds", desk="dinum"),
    DemoAccount("enveloppes", "Paul Meyer", "ANCT, enveloppes du fonds", desk="enveloppes"),
    DemoAccount("paiements", "Rachida Simon", "versements du fonds", desk="paiements"),
)


def offered() -> list[DemoAccount]:
    """The accounts offered on the sign-in page: none outside the demonstration."""
    if not settings.DEMO_ACCOUNTS:
        return []
    there = set(User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
    return [account for account in ACCOUNTS if account.username in there]


@transaction.atomic
def make_demo_accounts() -> None:
    """Exactly those above, provided that their territories and services are loaded; three sit in a committee."""
    User.objects.filter(is_demo=True).exclude(username__in=[one.username for one in ACCOUNTS]).delete()
    for account in ACCOUNTS:
        _make(account)
    make_demo_committee()


def _make(account: DemoAccount) -> None:
    said: dict[str, Any] = {"name": account.name, "first_name": account.name.split()[0], "mandate": account.mandate}
    said["organisation"] = _organisation(account.territory)
    user, created = User.objects.update_or_create(username=account.username, is_demo=True, defaults=said)
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    user.groups.set(Group.objects.filter(name=account.group))
    services = ServicePage.objects.filter(external_id=account.maintains) if account.maintains else []
    user.maintenances.exclude(service__in=services).delete()
    for service in services:
        Maintenance.objects.get_or_create(user=user, service=service)
    _keep_desk(user, account)


def _keep_desk(user: User, account: DemoAccount) -> None:
    desk, _, perimeter = account.desk.partition(":")
    if not desk:
        return
    if perimeter == "regions":
        places: list[Territory | None] = list(Territory.objects.filter(kind=Kind.REGION).order_by("code"))
    else:
        places = [Territory.objects.by_key(perimeter)] if perimeter else [None]
    for place in places:
        body = f"Préfecture : {place.name}" if place else account.who
        said = {"body": body, "since": date(2021, 1, 25), "until": None}
        if place or not perimeter:
            FundOfficer.objects.update_or_create(user=user, desk=desk, territory=place, defaults=said)


def _organisation(key: str) -> Organisation | None:
    territory = Territory.objects.by_key(key)
    return territory.organisations.filter(kind=OrganisationKind.COLLECTIVITE).first() if territory else None
