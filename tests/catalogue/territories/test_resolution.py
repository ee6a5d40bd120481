"""Which organisation a line of a file names, among all the territories that the Store ships."""

import pytest

from catalogue.territories.close_matches import close_matches
from catalogue.territories.models import Organisation, OrganisationKind
from catalogue.territories.resolution import resolve, resolve_all, with_code
from tests.france import load_france

pytestmark = pytest.mark.django_db

UNIQUE = {
    # numbers
    "69266": "commune-69266",
    "01053": "commune-01053",
    "1053": "commune-01053",
    "01053.0": "commune-01053",
    "Code INSEE : 01053": "commune-01053",
    "2A004": "commune-2A004",
    "2a004": "commune-2A004",
    "commune-2a004": "commune-2A004",
    "commune-1053": "commune-01053",
    "213801855": "commune-38185",
    "213 801 855": "commune-38185",
    "213.801.855": "commune-38185",
    "SIRET 213 801 855 00015": "commune-38185",
    "21330063500017": "commune-33063",
    "200 054 807": "epci-200054807",
    "epci-200054807": "epci-200054807",
    "CD 38": "departement-38",
    "CD38": "departement-38",
    "dept 32": "departement-32",
    "departement-38": "departement-38",
    "75101": "commune-75056",
    "74093": "commune-74010",
    "97400": "commune-97411",
    # names, as people write them
    "Saint-E\u0301tienne": "commune-42218",
    "ST ETIENNE": "commune-42218",
    "L’Haÿ-les-Roses": "commune-94038",
    "lhay les roses": "commune-94038",
    "VILLEURBANNE": "commune-69266",
    "CC Cœur de Charente": "epci-200072023",
    "cc coeur de charente": "epci-200072023",
    "Communauté de communes du Pays Houdanais": "epci-247800550",
    "CCPH": "epci-247800550",
    "pays houdanais": "epci-247800550",
    "CU Dunkerque": "epci-245900428",
    "communauté urbaine de Dunkerque": "epci-245900428",
    "agglo pays basque": "epci-200067106",
    "Communauté d'agglomération du Pays-Basque": "epci-200067106",
    "Eurométropole de Strasbourg": "epci-246700488",
    "strasbourg eurometropole": "epci-246700488",
    "Nantes Métropole": "epci-244400404",
    "Nantes": "commune-44109",
    "ville de Nantes": "commune-44109",
    "Mairie d'Aÿ-Champagne": "commune-51030",
    "Ville-d'Avray": "commune-92077",
    "Mairie de Ville d'Avray": "commune-92077",
    "Département de l'Isère": "departement-38",
    "conseil départemental du Gers": "departement-32",
    "Gers": "departement-32",
    "Région Bretagne": "region-53",
    "conseil régional de Bretagne": "region-53",
    "Havre (Le)": "commune-76351",
    "Le Havre": "commune-76351",
    "HAVRE LE": "commune-76351",
    "Chalon s/Saône": "commune-71076",
    # with what tells which
    "44000 Nantes": "commune-44109",
    "Nantes 44000": "commune-44109",
    "33077 Bordeaux Cedex": "commune-33063",
    "Bordeaux cedex": "commune-33063",
    "33 Bordeaux": "commune-33063",
    "Saint-Denis, Gard": "commune-30247",
    "Saint-Denis (93)": "commune-93066",
    "Saint-Denis 974": "commune-97411",
    "Mairie de Saint-Denis (30)": "commune-30247",
    "Bourg (33)": "commune-33067",
    "Bourg 33": "commune-33067",
    "Ville (60)": "commune-60676",
    "Saint-Ouen (93)": "commune-93070",
    "commune 1053": "commune-01053",
    "dept 1": "departement-01",
    "EPCI 200054807": "epci-200054807",
    "Bourg-en-Bresse (01053)": "commune-01053",
    "Ajaccio 2A": "commune-2A004",
    # what is part of another today
    "Cran-Gevrier": "commune-74010",
    "Paris 15": "commune-75056",
    "Paris 1er arrondissement": "commune-75056",
    "lyon 3ème": "commune-69123",
    "Marseille 1er": "commune-13055",
}
SEVERAL = {
    "Saint-Denis": {"commune-97411", "commune-93066", "commune-11339", "commune-30247"},
    "La Rochelle": {"commune-17300", "commune-70450"},
    "01000": {"commune-01053", "commune-01344"},
    "Mayenne": {"commune-53147", "departement-53"},
}
NOBODY = [
    "",
    " ",
    "\0",
    "🦊",
    "(",
    "x" * 10_000,
    "9" * 40,
    "Trifouillis-les-Oies",
    "99999",
    "123456789",
    "Saint-Denis (59)",
]


def test_each_organisation_is_found_as_people_write_it(capsys):
    load_france()
    found = dict(zip(UNIQUE, resolve_all([(typed, "") for typed in UNIQUE]), strict=True))
    assert {typed: [one.territory.key for one in it.found] for typed, it in found.items()} == {
        typed: [key] for typed, key in UNIQUE.items()
    }
    assert_what_is_read_otherwise_is_said(found)
    assert_namesakes_are_listed_with_their_codes()
    assert [resolve(typed).found for typed in NOBODY] == [()] * len(NOBODY)
    assert_a_departement_chooses_among_namesakes()
    assert_near_names_are_proposed()


def assert_what_is_read_otherwise_is_said(found):
    assert found["1053"].notes == ("1053 lu 01053",)
    assert found["Cran-Gevrier"].notes == ("Cran-Gevrier fait partie d'Annecy",)
    assert found["75101"].notes == ("Paris 1er Arrondissement fait partie de Paris",)
    assert found["97400"].notes == ("97400 lu comme un code postal",)
    assert found["VILLEURBANNE"].notes == ()
    assert with_code(found["1053"].organisation) == "Bourg-en-Bresse (commune 01053)"


def assert_namesakes_are_listed_with_their_codes():
    for typed, keys in SEVERAL.items():
        found = resolve(typed)
        assert found.organisation is None
        assert {one.territory.key for one in found.found} == keys, typed
    assert with_code(resolve("Saint-Denis").found[0]) == "Saint-Denis (commune 97411)"


def assert_near_names_are_proposed():
    asked = {
        "CCAS de Nantes": {"commune-44109"},
        "CCAS de Saint-Denis": SEVERAL["Saint-Denis"],
        "SDIS 33": {"departement-33"},
        "Préfecture du Nord": {"departement-59"},
        "Villeurbane": {"commune-69266"},
        "Nante": {"commune-44109"},
        "Le Creusot Montceau": {"epci-247100290"},
        "Saint Foo sur Loire": set(),
    }
    found = close_matches([(typed, "") for typed in asked])
    assert {typed: {one.territory.key for one in found.get((typed, ""), ())} for typed in asked} == asked


def assert_a_departement_chooses_among_namesakes():
    assert resolve("Saint-Denis", "30").organisation.territory.code == "30247"
    assert resolve("Saint-Denis", "Gard").organisation.territory.code == "30247"
    elsewhere = resolve("Nantes", "Gard")
    assert (elsewhere.organisation, elsewhere.elsewhere) == (None, "gard")
    assert [one.territory.code for one in elsewhere.found] == ["44109"]
    for both in ("Nantes / Rezé", "Nantes, Rezé", "Nantes - Rezé", "Nantes;Rezé"):
        assert {one.territory.code for one in resolve(both).found} == {"44109", "44143"}, both
    assert resolve("Nantes (ville)").organisation.territory.code == "44109"
    assert resolve("Grand Lyon").organisation.territory.key == "epci-200046977"
    assert resolve("Fontenay s/ Bois", "94").organisation.territory.code == "94033"
    assert {one.territory.code for one in resolve("Évry").found} == {"89162", "91228"}


def test_an_organisation_without_a_territory_is_found_by_its_name_its_acronym_and_its_siren(db):
    agency = Organisation.objects.create(
        name="Agence nationale de la cohésion des territoires",
        acronym="ANCT",
        kind=OrganisationKind.ETAT,
        siren="130026032",
    )
    for typed in ("AGENCE NATIONALE DE LA COHESION DES TERRITOIRES", "anct", "ANCT", "130 026 032", "13002603200016"):
        assert resolve(typed).organisation == agency, typed
