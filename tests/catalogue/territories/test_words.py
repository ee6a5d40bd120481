"""A territory and an organisation are found by what they are called now, whoever wrote it and however."""

import pytest

from catalogue.territories.models import NameWord, Organisation, OtherName, Territory
from catalogue.territories.search import find_territories, organisations_named
from tests.factories import make_organisation, make_territory

pytestmark = pytest.mark.django_db


def places(text):
    return [place.name for place in find_territories(text)]


def bodies(text):
    return [one.name for one in organisations_named(Organisation.objects.all(), text)]


def test_a_renamed_territory_is_found_by_its_new_name_only(db):
    town = make_territory("Bourg-Ancien", postcodes="42110")
    make_organisation("Bourg-Ancien", territory=town)
    assert places("ancien") == ["Bourg-Ancien"]
    town.name, town.postcodes = "Val-Nouveau", "42120"
    town.save()
    assert (places("ancien"), places("42110")) == ([], [])
    assert places("nouv") == places("4212") == ["Val-Nouveau"]
    assert bodies("ancien") == ["Bourg-Ancien"]  # its organisation has not changed its name


def test_a_former_name_leads_to_it_until_it_is_taken_away(db):
    town = make_territory("Annecy")
    former = OtherName.objects.create(territory=town, relation="deleguee", kind="commune", code="74093", name="Cran-Gé")
    assert places("cran") == ["Annecy"]
    assert places("cran annecy") == []  # words of two names
    former.delete()
    assert places("cran") == []


def test_a_body_of_no_territory_is_found_by_each_word_of_its_name_and_by_its_acronym(db):
    body = make_organisation("Agence du numérique en Loire", acronym="ANL")
    assert bodies("loire agence") == bodies("anl") == bodies("numer") == [body.name]
    body.name = "Régie des données"
    body.save()
    assert bodies("agence") == []
    assert bodies("donnees") == ["Régie des données"]
    body.delete()
    assert not NameWord.objects.exists()


def test_what_a_loading_writes_is_what_saving_each_row_would_write(france, cog_file):
    def rows():
        return set(NameWord.objects.values_list("word", "territory", "other", "organisation"))

    loaded = rows()
    NameWord.objects.all().delete()
    for model in (Territory, Organisation):
        for row in model.objects.all():
            row.save()
    assert rows() == loaded
    assert "#42218" in {word for word, *_ in loaded}
