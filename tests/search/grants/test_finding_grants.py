"""Grants are found by their words and facets, read at their address, and taken away as files."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup

from catalogue.funding import awarding, grant_book
from catalogue.funding.grant_pages import COLUMNS
from catalogue.funding.models import Grant
from catalogue.needs.journal import anct
from tests import factories
from tests import fund_factories as fund

pytestmark = pytest.mark.django_db


@pytest.fixture
def granted(catalogue):
    region = factories.make_territory("Bretagne", kind="region", code="53")
    finistere = factories.make_territory("Finistère", kind="departement", code="29", inside=(region,))
    wave = fund.make_desk_wave()
    towns = [fund.make_town("Morlaix", inside=(finistere,)), fund.make_town("Feurs")]
    for town in towns:
        awarding.comply(fund.make_filed(wave, town), anct())
    return {grant.beneficiary.name: grant for grant in Grant.objects.select_related("beneficiary")}


def shown(client, query: str) -> list[str]:
    page = BeautifulSoup(client.get(f"/financements/subventions/{query}").content, "html.parser")
    return [one.get_text(" ", strip=True) for one in page.select(".store-card__summary")]


def luhn(number: str) -> bool:
    digits = [int(one) for one in number]
    doubled = [2 * one - 9 * (one > 4) if rank % 2 else one for rank, one in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def test_a_grant_is_found_by_who_received_it_and_where(client, granted):
    assert len(shown(client, "")) == 2
    assert len(shown(client, "?q=morlaix")) == 1 and "Morlaix" in shown(client, "?q=morlaix")[0]
    assert len(shown(client, "?departement=departement-29")) == 1
    assert len(shown(client, "?axe=axe-2&montant=moins-10000")) == 2 and shown(client, "?axe=axe-3") == []
    suggested = client.get("/financements/subventions/suggestions/?q=morl").json()["items"]
    assert [one["group"] for one in suggested if one["url"].startswith("/financements/")] == ["Financements"]


def test_a_cancelled_grant_leaves_the_pages_the_search_and_the_files(client, granted):
    gone = next(one for name, one in granted.items() if "Feurs" in name)
    assert client.get(gone.get_absolute_url()).status_code == 200
    grant_book.cancel(gone, "Le projet est abandonné.", anct())
    assert client.get(gone.get_absolute_url()).status_code == 404
    assert len(shown(client, "")) == 1
    assert b"Feurs" not in b"".join(client.get("/financements/subventions/scdl.csv").streaming_content)
    place = gone.beneficiary.territory
    assert "Financements reçus" not in client.get(place.get_absolute_url()).content.decode()


def test_a_territory_and_a_sheet_say_what_was_granted(client, granted):
    grant = next(one for name, one in granted.items() if "Morlaix" in name)
    place = client.get(grant.beneficiary.territory.get_absolute_url()).content.decode()
    assert "Financements reçus" in place and grant.get_absolute_url() in place
    sheet = factories.make_service("Aidants")
    grant.services.add(sheet)
    assert "Financé par" in client.get(sheet.url).content.decode()


def test_the_files_follow_their_schemas(client, granted):
    said = b"".join(client.get("/financements/subventions/scdl.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(said)))
    assert tuple(rows[0]) == COLUMNS and len(rows) == 2 and not said.startswith("\ufeff")
    for row in rows:
        assert luhn(row["idAttribuant"]) and len(row["idAttribuant"]) == 14
        assert (row["montant"], row["pourcentageSubvention"], row["notificationUE"]) == ("5000.00", "1.00", "non")
        assert row["nature"] == "aide en numéraire" and row["conditionsVersement"] == "unique"
    assert len({row["referenceDecision"] for row in rows}) == 2
    told = json.loads(b"".join(client.get("/financements/subventions/subventions.json").streaming_content))
    assert [one["axe"] for one in told["subventions"]] == ["axe-2", "axe-2"]
