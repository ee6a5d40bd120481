"""Names compared as people type them."""

import pytest

from catalogue.territories.folding import fold
from catalogue.territories.strata import stratum_of


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("st etienne", "Saint-Étienne"),
        ("ST-ÉTIENNE", "saint étienne"),
        ("ste foy les lyon", "Sainte-Foy-lès-Lyon"),
        ("l abergement clemenciat", "L'Abergement-Clémenciat"),
        ("CC des villes soeurs", "CC des Villes Sœurs"),
        ("  le   havre ", "Le Havre"),
    ],
)
def test_what_people_type_is_the_name(typed, name):
    assert fold(typed) == fold(name)


@pytest.mark.parametrize("nothing", ["", "   ", "--", "\0", "«»", "\u202e"])
def test_signs_alone_are_nothing(nothing):
    assert fold(nothing) == ""


@pytest.mark.parametrize(
    ("population", "stratum"),
    [
        (None, ""),
        (0, "moins-500"),
        (499, "moins-500"),
        (500, "500-1999"),
        (199_999, "50000-199999"),
        (200_000, "200000-plus"),
    ],
)
def test_a_population_at_the_edge_falls_in_the_right_stratum(population, stratum):
    assert stratum_of(population) == stratum
