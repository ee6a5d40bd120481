"""The file that the Store ships: all of France."""

import random

import pytest
from django.core.management import call_command
from django.db.models import Count

from catalogue.territories.lineage import contained, lineage
from catalogue.territories.models import Containment, Organisation, Territory

pytestmark = pytest.mark.django_db


def test_all_of_france_is_loaded_and_holds_together(capsys):
    call_command("load_territories", verbosity=1)
    shown = capsys.readouterr()
    assert "100%" in shown.err  # the progress bar
    assert "Territoires : 36359 ajoutés" in shown.out
    counts = dict(Territory.objects.order_by().values_list("kind").annotate(Count("pk")))
    assert counts == {"commune": 34_969, "epci": 1_255, "departement": 109, "region": 26}
    assert Organisation.objects.filter(kind="collectivite").count() == 36_359
    assert_every_commune_has_one_departement()
    assert_populations_add_up()
    assert_lineage_and_its_inverse_agree()


def assert_every_commune_has_one_departement():
    homes = Containment.objects.filter(container__kind="departement", member__kind="commune", partial=False)
    assert homes.count() == homes.values("member").distinct().count() == 34_969


def assert_populations_add_up():
    france = sum(Territory.objects.filter(kind="commune").exclude(population=None).values_list("population", flat=True))
    for kind in ("departement", "region"):
        assert sum(Territory.objects.filter(kind=kind).values_list("population", flat=True)) == france
    assert 68_000_000 < france < 70_000_000


def assert_lineage_and_its_inverse_agree():
    sample = random.Random(3).sample(list(Territory.objects.exclude(kind="region")), 25)
    for territory in sample:
        for link in lineage(territory):
            assert contained(link.territory).filter(pk=territory.pk).exists(), (territory.key, link)
