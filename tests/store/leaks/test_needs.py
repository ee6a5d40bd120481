"""What is not public of a contribution is on no public page, and its author's name on none at all."""

import pytest
from django.test import Client

from catalogue.needs.journal import anct
from catalogue.needs.models import Contribution, Investigation, Stage
from catalogue.needs.moderating import refuse
from tests import factories
from tests.store.leaks.hiding import CANARY

pytestmark = pytest.mark.django_db
NAME = "Zénobie Quatrepoint"


@pytest.fixture
def hidden(town) -> list[Contribution]:
    """A draft, one to examine, and one that was refused, drawn from an investigation that is public."""
    consultation = factories.make_consultation("Consultation 2026", phases=("recueil",))
    organisation = town.organisations.get()
    author = factories.make_person(NAME, organisation=organisation, email="zenobie@exemple.fr")
    found = Investigation.objects.create(slug="papier", title="Moins de papier")
    said = {"consultation": consultation, "organisation": organisation, "user": author, "problem": f"Le {CANARY}."}
    rows = [
        factories.make_contribution(f"Besoin {CANARY}", stage=stage, **said)
        for stage in (Stage.DRAFT, Stage.SUBMITTED, Stage.SUBMITTED)
    ]
    refuse(rows[2], f"Motif {CANARY}", anct())
    factories.make_contribution("Besoin public", **said | {"problem": "Du papier."})
    Contribution.objects.update(investigation=found)
    return rows


def test_drafts_and_refusals_are_on_no_public_page(hidden, town):
    stranger = Client()
    roanne = factories.make_organisation(territory=factories.make_territory("Roanne"))
    stranger.force_login(factories.make_person(organisation=roanne))
    addresses = [
        "/",
        "/consultations/",
        "/consultations/consultation-2026/",
        "/investigations/",
        "/investigations/papier/",
        f"/territoires/{town.key}/",
        f"/services/?q={CANARY}",
        f"/besoins/?q={CANARY}",
        "/sitemap.xml",
        "/plan-du-site/",
        f"/besoins/dire/existe/?titre=besoin+{CANARY[:2]}",
        "/mon-espace/besoins/",
        *(f"/besoins/{row.pk}/" for row in Contribution.objects.all()),
        *(f"/mon-espace/besoins/{row.pk}/" for row in hidden),
    ]
    for client in (Client(), stranger):
        for address in addresses:
            told = client.get(address, follow=True).content.decode().replace(f"?q={CANARY}", "")
            assert f"Besoin {CANARY}" not in told and f"Motif {CANARY}" not in told, address
            assert NAME not in told and "zenobie@" not in told, address
