"""Where a syndicat uses a service follows who its members are."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from catalogue.deployments.checking_figures import differences
from catalogue.territories.models import Containment, Territory
from tests import factories
from tests.search.asking import found
from tests.store.admin.people import administrator

EDIT = "territories_territory_modeladmin_edit"


@pytest.fixture
def syndicat(transactional_db) -> Territory:
    """One of a commune of the Loire uses « Tréteaux »; Nîmes, in the Gard, is not its member."""
    factories.make_site()
    call_command("rebuild_index", verbosity=0)
    region = factories.make_territory("Sud", kind="region")
    loire = factories.make_territory("Loire", kind="departement", code="42", inside=(region,))
    gard = factories.make_territory("Gard", kind="departement", code="30", inside=(region,))
    factories.make_territory("Nîmes", code="30189", inside=(gard,))
    roanne = factories.make_territory("Roanne", code="42187", inside=(loire,))
    syndicat = factories.make_territory("Forez", kind="syndicat", code="254200000")
    Containment.objects.create(container=syndicat, member=roanne)
    service = factories.make_service("Tréteaux")
    factories.make_deployment(service, factories.make_organisation(territory=syndicat))
    assert (found(departement="departement-42"), found(departement="departement-30")) == ({"Tréteaux"}, set())
    return syndicat


def test_new_members_say_where_it_is_used(syndicat):
    client = Client()
    client.force_login(administrator())
    form = {"kind": "syndicat", "code": syndicat.code, "name": syndicat.name, "siren": syndicat.code}
    client.post(reverse(EDIT, args=[syndicat.pk]), form | {"member_codes": "30189"})
    assert {member.name for member in syndicat.members.all()} == {"Nîmes"}
    assert (found(departement="departement-42"), found(departement="departement-30")) == (set(), {"Tréteaux"})


def test_so_does_where_its_members_are(syndicat):
    link = Containment.objects.get(member__name="Roanne", container__name="Loire")
    link.container = Territory.objects.get(name="Gard")
    link.save()
    assert (found(departement="departement-42"), found(departement="departement-30")) == (set(), {"Tréteaux"})


def test_a_member_that_leaves_is_no_longer_where_it_is_used(syndicat):
    client = Client()
    client.force_login(administrator())
    form = {"kind": "syndicat", "code": syndicat.code, "name": syndicat.name, "siren": syndicat.code}
    client.post(reverse(EDIT, args=[syndicat.pk]), form | {"member_codes": ""})
    assert not syndicat.members.exists()
    assert (found(departement="departement-42"), found(departement="departement-30")) == (set(), set())
    assert list(differences()) == []
