"""The accounts of the demonstration: one per role, two where a second person is needed."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation, Territory
from catalogue.territories.models.organisation import OrganisationKind
from store.accounts.models import Maintenance, Mandate, User
from store.accounts.rights import ADMINISTRATORS, COMMITTEE, EDITORS
from store.demo.committee import make_demo_committee


@dataclass(frozen=True)
class DemoAccount:
    """`who` describes the role; `territory` is the key of a collectivité, `maintains` the identifier of a sheet."""

    key: str
    name: str
    who: str
    group: str = ""
    mandate: str = ""
    territory: str = ""
    maintains: str = ""

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


def _organisation(key: str) -> Organisation | None:
    territory = Territory.objects.by_key(key)
    return territory.organisations.filter(kind=OrganisationKind.COLLECTIVITE).first() if territory else None
