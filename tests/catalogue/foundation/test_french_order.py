"""Lists in the order of a French dictionary."""

import random

import pytest

from catalogue.foundation.french import french_order


@pytest.mark.parametrize(
    "ordered",
    [
        ["abeille", "École", "économie", "effort", "Étampes", "zèbre"],
        ["cote", "côte", "coté", "côté"],
        ["Œuvres", "offre", "Où"],
        ["Lot 2", "Lot 10"],
        ["L'Isle", "lisier", "Liste"],
        ["Saint-Étienne", "Saint-Étienne-du-Bois", "Sainte-Foy"],
    ],
)
def test_a_list_is_in_the_order_of_a_dictionary(ordered):
    for seed in range(5):
        shuffled = random.Random(seed).sample(ordered, len(ordered))
        assert sorted(shuffled, key=french_order) == ordered


def test_decomposed_accents_and_odd_texts_have_their_place():
    assert french_order("E\u0301cole")[:2] == french_order("École")[:2]
    assert sorted(["", "²", "١", "é", "\0", "🦊"], key=french_order)
