"""Real communes and EPCI, and files about them sent by the team of the service."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from catalogue.deployments.models import Batch
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation, Territory
from tests import factories

CASES = Path(__file__).parents[3] / "cases"
IMPORTS = "/mainteneur/rdv/imports/"
COMMUNES = {
    "01004": "Ambérieu-en-Bugey",
    "01053": "Bourg-en-Bresse",
    "01283": "Oyonnax",
    "2A004": "Ajaccio",
    "42218": "Saint-Étienne",
    "69266": "Villeurbanne",
    "94038": "L'Haÿ-les-Roses",
}
EPCIS = {"200072023": "CC Cœur de Charente", "247800550": "CC du Pays Houdanais"}


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker):
    """And the service, once for all the files of a module: each test takes back what it writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        factories.make_service("RDV Service Public", slug="rdv")
        for code, name in COMMUNES.items():
            factories.make_organisation(territory=factories.make_territory(name, code=code))
        for siren, name in EPCIS.items():
            factories.make_organisation(territory=factories.make_territory(name, kind="epci", code=siren), siren=siren)
        yield
        transaction.set_rollback(True)


@pytest.fixture(name="service")
def service_of_the_places(places, db):
    return ServicePage.objects.get(slug="rdv")


def send(team, content, name="suivi.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return team.post(IMPORTS, {"file": SimpleUploadedFile(name, content)}, follow=True)


def case(team, name):
    return send(team, (CASES / name).read_bytes(), name)


def counts(preview):
    return {count.label: count.number for count in preview.context["report"].counts}


def refusal(team, content, name="suivi.csv"):
    refused = send(team, content, name)
    assert not Batch.objects.exists()
    return " ".join(refused.context["form"].errors["file"])


def applied(team, preview):
    batch, seen = preview.context["batch"], preview.context["seen"]
    return team.post(f"{IMPORTS}{batch.pk}/appliquer/", {"seen": seen}, follow=True)


def xlsx(*rows, title="Suivi"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def use_of(code, **fields):
    return factories.make_deployment(fields.pop("service"), Organisation.objects.get(territory__code=code), **fields)


def towns(count: int, **fields) -> str:
    """So many collectivités, and the file that says that they all try the service."""
    territories = [Territory(kind="commune", code=str(10_000 + n), name=f"Ville {n}") for n in range(count)]
    made = Territory.objects.bulk_create(territories)
    Organisation.objects.bulk_create(
        Organisation(name=one.name, kind="collectivite", territory=one, **fields) for one in made
    )
    return "collectivite;statut\n" + "".join(f"{one.key};Pilote\n" for one in made)
