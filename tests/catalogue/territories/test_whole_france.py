"""The file that the Store ships: all of France."""

import random

import pytest
from django.core.management import call_command
from django.db.models import Count

from catalogue.deployments.models import Deployment
from catalogue.territories.lineage import contained, lineage
from catalogue.territories.models import Containment, Organisation, Territory
from catalogue.territories.resolution import resolve
from catalogue.territories.search import ranked
from store.accounts.models import User
from tests.factories import make_deployment, make_service
from tests.france import load_france
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


def test_all_of_france_is_loaded_and_holds_together(capsys):
    call_command("load_territories", verbosity=1)
    shown = capsys.readouterr()
    assert "100%" in shown.err  # the progress bar
    assert "Territoires : 36\u202f360 ajoutés" in shown.out
    counts = dict(Territory.objects.order_by().values_list("kind").annotate(Count("pk")))
    assert counts == {"commune": 34_969, "epci": 1_255, "departement": 110, "region": 26}
    assert Organisation.objects.filter(kind="collectivite").count() == 36_360 - 16
    assert_every_commune_has_one_departement()
    assert_populations_add_up()
    assert_lineage_and_its_inverse_agree()


def assert_every_commune_has_one_departement():
    homes = Containment.objects.filter(container__kind="departement", member__kind="commune", partial=False)
    assert homes.count() == homes.values("member").distinct().count() == 34_969


def assert_populations_add_up():
    france = sum(Territory.objects.filter(kind="commune").exclude(population=None).values_list("population", flat=True))
    lyon = Territory.objects.by_key("epci-200046977").population
    for kind, apart in (("departement", lyon), ("region", 0)):
        rows = Territory.objects.filter(kind=kind).exclude(code="6AE")  # made of two others
        assert sum(rows.values_list("population", flat=True)) + apart == france
    assert 470_000 < Territory.objects.by_key("departement-69").population < 500_000
    assert 68_000_000 < france < 70_000_000


def assert_lineage_and_its_inverse_agree():
    sample = random.Random(3).sample(list(Territory.objects.exclude(kind="region")), 25)
    for territory in sample:
        for link in lineage(territory):
            assert contained(link.territory).filter(pk=territory.pk).exists(), (territory.key, link)


def test_one_collectivite_is_one_organisation_and_a_territory_is_not_what_governs_it():
    load_france()
    governing = {
        "departement-2A": "200076958", "Bas-Rhin": "200094332", "Haut-Rhin": "200094332", "Alsace": "200094332",
        "collectivité européenne d'Alsace": "200094332", "Corse": "200076958", "Paris": "217500016",
        "departement-75": "217500016", "region-02": "200055507", "Martinique": "200055507",
    }  # fmt: skip
    assert {typed: [one.siren for one in resolve(typed).found] for typed in governing} == {
        typed: [siren] for typed, siren in governing.items()
    }
    assert Organisation.objects.filter(siren=None, territory__kind__in=["departement", "region"]).count() == 8
    around = {key: [link.territory.key for link in lineage(Territory.objects.by_key(key))] for key in _SOME}
    assert around == _SOME
    rhone = set(contained(Territory.objects.by_key("departement-69")).values_list("code", flat=True))
    assert "69266" not in rhone
    assert "200046977" not in rhone
    assert "69264" in rhone  # Villefranche-sur-Saône
    for twice in ("Martinique", "Paris", "Mayotte"):
        found = [one.key for one in ranked(Territory.objects.all(), twice) if one.name == twice]
        assert len(found) == 1, found


@pytest.mark.parametrize("asker", ["file", "form"])
def test_one_siren_makes_one_organisation_and_its_use_is_counted_once(client, catalogue, site, asker):
    load_france()
    client.force_login(User.objects.create(username="administratrice", is_superuser=True, is_staff=True))
    for siren, keys in ONCE.items():
        body = Organisation.objects.get(siren=siren)
        if asker == "form":
            form = {"name": "Une autre", "kind": "groupement", "siren": siren}
            assert "existe déjà" in client.post("/admin/territories/organisation/create/", form).content.decode()
        else:
            assert {resolve(said).organisation for said in (siren, f"{siren}00012", *keys)} == {body}
        assert Organisation.objects.filter(siren=siren).count() == 1
        service = make_service(f"Service de {body.name}")
        make_deployment(service, body, status="en-production")
        assert [use.organisation for use in Deployment.objects.filter(service=service)] == [body]
        for key in keys:
            page = text_of(client.get(f"/territoires/{key}/", follow=True))
            here = page.partition("Ce qui est utilisé ici")[2].partition("Ce qu'utilisent")[0]
            assert f"Service de {body.name} · En production" in here, key
            assert page.count(f"Service de {body.name} · ") == 1, key
        users = text_of(client.get(f"/services/{service.slug}/collectivites/"))
        assert "1 organisation l'utilise" in users


ONCE = {
    "200094332": ("departement-6AE", "departement-67", "departement-68"),
    "200055507": ("departement-972", "region-02"),
    "200052678": ("departement-973", "region-03"),
    "200076958": ("region-94", "departement-2A", "departement-2B"),
    "229850003": ("departement-976", "region-06"),
    "217500016": ("commune-75056", "departement-75"),
}
_SOME = {
    "commune-69266": ["epci-200046977", "region-84"],
    "commune-2A004": ["epci-242010056", "region-94"],
    "commune-67482": ["epci-246700488", "departement-6AE", "region-44"],
    "commune-97209": ["epci-249720061", "departement-972"],
    "commune-75056": ["epci-200054781", "region-11"],
}
