"""Bringing the yearly Code officiel géographique in."""

import json
import shutil

import pytest
from django.core.management import CommandError, call_command

from catalogue.territories.models import Containment, Kind, Organisation, PriorityPolicy, Territory
from tests import factories
from tests.catalogue.territories.conftest import EXTRACT
from tests.search.asking import found

pytestmark = pytest.mark.django_db


def changed_extract(tmp_path, name, change):
    """The file that a later vintage of the package gives, once `change` has edited one of its tables."""
    package = tmp_path / "package"
    shutil.copytree(EXTRACT, package)
    table = package / "data" / name
    rows = json.loads(table.read_text(encoding="utf-8"))
    table.write_text(json.dumps(change(rows)), encoding="utf-8")
    target = tmp_path / "later.json.gz"
    call_command("trim_territories", str(package), output=target, verbosity=0)
    return target


def test_the_same_package_always_gives_the_same_bytes(cog_file, tmp_path):
    call_command("trim_territories", str(EXTRACT), output=tmp_path / "again.gz", verbosity=0)
    assert (tmp_path / "again.gz").read_bytes() == cog_file.read_bytes()


def test_a_commune_comes_with_its_code_siren_postcodes_population_and_stratum(france):
    arles = france("commune-13004")
    assert (arles.name, arles.siren, arles.population, arles.stratum) == ("Arles", "211300041", 51_811, "50000-199999")
    assert arles.postcodes.split() == ["13104", "13123", "13129", "13200", "13280"]
    assert arles.organisations.get().siren == "211300041"


def test_nobody_is_counted_twice(france):
    """Delegated and associated communes and municipal arrondissements are left out; the rest adds up."""
    assert not Territory.objects.filter(code__in=["01015", "01120", "13201", "13202"]).exists()
    assert france("departement-13").population == 51_811 + 15_396 + 886_040
    assert france("region-93").population == france("departement-13").population


def test_codes_keep_their_leading_zero(france):
    assert france("departement-01").code == "01"


def test_a_territory_without_inhabitants_is_loaded_all_the_same(france):
    clipperton = france("commune-98901")
    assert clipperton.population is None
    assert clipperton.stratum == ""


def test_loading_twice_changes_nothing(france, cog_file):
    before = [list(model.objects.order_by("pk").values()) for model in (Territory, Containment, Organisation)]
    call_command("load_territories", file=cog_file, verbosity=0)
    assert before == [list(model.objects.order_by("pk").values()) for model in (Territory, Containment, Organisation)]


def test_a_new_vintage_renames_moves_and_updates(france, tmp_path):
    def change(rows):
        for row in rows:
            if row["code"] == "42207":
                row |= {"nom": "Saint-Chamond-Nouvelle", "population": 40_000, "departement": "38"}
        return rows

    pk = france("commune-42207").pk
    call_command("load_territories", file=changed_extract(tmp_path, "communes.json", change), verbosity=0)
    commune = france("commune-42207")
    assert (commune.pk, commune.name, commune.population) == (pk, "Saint-Chamond-Nouvelle", 40_000)
    assert commune.folded_name == "saint chamond nouvelle"
    assert commune.organisations.get().name == "Saint-Chamond-Nouvelle"
    assert commune.containers.filter(kind="departement").get().code == "38"
    assert Containment.objects.get(container__code="42", member__code="244200770").partial


def test_what_an_editor_wrote_on_an_organisation_stays(france, cog_file, tmp_path):
    organisation = france("commune-42218").organisations.get()
    organisation.name, organisation.url = "Ville de Saint-Étienne", "https://www.saint-etienne.fr"
    organisation.save()
    later = changed_extract(tmp_path, "communes.json", lambda rows: [{**row, "population": 7} for row in rows])
    call_command("load_territories", file=later, verbosity=0)
    organisation.refresh_from_db()
    assert (organisation.name, organisation.url) == ("Ville de Saint-Étienne", "https://www.saint-etienne.fr")


def test_a_commune_that_is_no_more_is_kept_and_told(france, tmp_path, capsys):
    later = changed_extract(tmp_path, "communes.json", lambda rows: [r for r in rows if r["code"] != "42187"])
    call_command("load_territories", file=later, verbosity=0)
    assert france("commune-42187").name == "Roanne"
    assert "1 territoire ne figure plus dans le COG : il est conservé." in capsys.readouterr().err


def test_services_are_found_where_a_new_vintage_puts_their_users(catalogue, france, tmp_path):
    def move(rows):
        return [row | ({"departement": "38"} if row["code"] == "42207" else {}) for row in rows]

    service = factories.make_service("Tréteaux")
    factories.make_deployment(service, france("commune-42207").organisations.get())
    assert found(departement="departement-42") == {"Tréteaux"}
    call_command("load_territories", file=changed_extract(tmp_path, "communes.json", move), verbosity=0)
    assert found(departement="departement-38") == {"Tréteaux"}
    assert found(departement="departement-42") == set()


def test_the_communes_of_a_dissolved_epci_are_in_their_new_one_only(france, tmp_path):
    def merge(rows):
        (gone,) = (row for row in rows if row["code"] == "200035731")
        (host,) = (row for row in rows if row["code"] == "244200770")
        host["membres"] += gone["membres"]
        return [row for row in rows if row is not gone]

    call_command("load_territories", file=changed_extract(tmp_path, "epci.json", merge), verbosity=0)
    assert [epci.code for epci in france("commune-42187").containers.filter(kind="epci")] == ["244200770"]
    assert not france("epci-200035731").members.exists()


def test_syndicats_and_their_members_survive_a_new_vintage(france, cog_file):
    syndicat = factories.make_territory("Syndicat mixte du Forez", kind=Kind.SYNDICAT, code="254200000")
    Containment.objects.create(container=syndicat, member=france("commune-42218"))
    call_command("load_territories", file=cog_file, verbosity=0)
    assert syndicat.members.get().name == "Saint-Étienne"


def test_an_organisation_that_holds_the_siren_of_a_territory_is_its_collectivite(cog_file):
    """Its name, which somebody chose, stays."""
    known = factories.make_organisation("Ville d'Arles, fiche ancienne", siren="211300041")
    call_command("load_territories", file=cog_file, verbosity=0)
    only = Organisation.objects.get(territory__code="13004")
    assert (only, only.name, only.kind) == (known, known.name, "collectivite")


def test_a_folder_that_is_not_the_package_is_refused_by_name(tmp_path):
    with pytest.raises(CommandError, match="est-ce bien le paquet"):
        call_command("trim_territories", str(tmp_path), output=tmp_path / "out.gz")
    assert not (tmp_path / "out.gz").exists()


@pytest.mark.parametrize("content", [b"", b"not gzip", b"\x1f\x8b\x08\x00broken"])
def test_a_damaged_file_loads_nothing(tmp_path, content):
    (tmp_path / "cog.json.gz").write_bytes(content)
    with pytest.raises(CommandError, match="trim_territories"):
        call_command("load_territories", file=tmp_path / "cog.json.gz", verbosity=0)
    assert not Territory.objects.exists()


def test_the_four_priority_policies_are_there_from_the_first_day():
    assert set(PriorityPolicy.objects.values_list("slug", flat=True)) == {
        "agenda-rural",
        "qpv",
        "petites-villes-de-demain",
        "action-coeur-de-ville",
    }
