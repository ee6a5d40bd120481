"""People at the desks of the fund, and the files that they have before them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from catalogue.funding.models import Application, Axis, CallKind, Envelope, FundOfficer, Part, Wave
from catalogue.territories.models import Territory
from tests import factories, fund_factories
from tests.catalogue.review.sitting import make_grid
from tests.store.spaces.maintainer.pages import text_of


class Officer:
    """Somebody signed in who holds a desk."""

    def __init__(self, territory: Territory | None = None, **person: Any) -> None:
        self.client, self.user = Client(), factories.make_person(**person)
        desk = "prefecture" if territory else "dinum"
        self.row: FundOfficer = fund_factories.make_officer(self.user, desk, territory)
        self.client.force_login(self.user)

    @property
    def desk(self) -> str:
        return f"/instruction/guichets/{self.row.pk}/"

    def read(self, address: str) -> str:
        return text_of(self.client.get(address))

    def post(self, address: str, **sent: Any) -> HttpResponse:
        return self.client.post(address, sent, follow=True)

    def act(self, gesture: str, *files: Application, **sent: Any) -> str:
        """What the page says after it."""
        return text_of(self.post(f"{self.desk}lot/", geste=gesture, dossier=[one.pk for one in files], **sent))

    def envelope(self, envelope: Envelope) -> str:
        return f"{self.desk}enveloppes/{envelope.pk}/"


class LocalFund:
    """Two départements of a région, each with its envelope and its préfecture; a file of each of two towns of Isère."""

    def __init__(self, amount: int = 20_000) -> None:
        self.region = factories.make_territory("Auvergne-Rhône-Alpes", kind="region", code="84")
        self.isere, self.loire = (
            factories.make_territory(name, kind="departement", code=code, inside=(self.region,))
            for name, code in (("Isère", "38"), ("Loire", "42"))
        )
        root = fund_factories.make_fund()
        above = fund_factories.make_envelope(root, 200_000, axis=Axis.THREE, part=Part.LOCALE, territory=self.region)
        self.envelope, self.next_envelope = (
            fund_factories.make_envelope(above, amount, axis=Axis.THREE, part=Part.LOCALE, territory=one)
            for one in (self.isere, self.loire)
        )
        call = fund_factories.make_call(root.fund, "Axe 3", kind=CallKind.LOCAL, axis=Axis.THREE, part=Part.LOCALE)
        self.call, self.wave = call, self._wave(call)
        self.vif, self.voreppe = (self.file(name, self.isere) for name in ("Vif", "Voreppe"))
        self.feurs = self.file("Feurs", self.loire)

    def _wave(self, call: Any) -> Wave:
        grid = make_grid(**{"Portage politique": 2, "Valeur de l'équipe": 1})
        return fund_factories.make_wave(call, None, grid=grid)

    def file(self, name: str, departement: Territory, requested: int = 12_000) -> Application:
        town = fund_factories.make_town(name, inside=(departement, self.region))
        return fund_factories.make_filed(self.wave, town, requested=requested)


def ruling(row: Application, outcome: str, amount: int | str = "", reason: str = "Utile.", way_on: str = "") -> dict:
    """What the form of a batch sends for a file."""
    said = {"outcome": outcome, "amount": amount, "reason": reason, "way_on": way_on, "seen": ""}
    return {f"d{row.pk}-{name}": value for name, value in said.items()}
