"""Figures of needs follow collectivités and territories that change, without anybody asking for a count."""

import pytest

from catalogue.needs import supporting
from catalogue.needs.checking_need_figures import differences
from catalogue.needs.consultation_figures import figures
from catalogue.needs.journal import Voice
from catalogue.needs.models import Need
from catalogue.territories.cog.rows import Cog, TerritoryRow
from catalogue.territories.cog.update import load
from catalogue.territories.models import Territory
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def supported(catalogue):
    """Feurs and Roanne, of the Loire, support a proposition; Feurs also contributed."""
    consultation = factories.make_consultation(phases=("recueil", "soutien"))
    loire = factories.make_territory("Loire", kind="departement", code="42")
    factories.make_territory("Rhône", kind="departement", code="69")
    towns = [
        factories.make_organisation(
            territory=factories.make_territory(name, code=code, inside=(loire,), population=many)
        )
        for name, code, many in (("Feurs", "42094", 8_000), ("Roanne", "42187", 34_000))
    ]
    factories.make_contribution(consultation=consultation, organisation=towns[0])
    need = factories.make_proposition(consultation=consultation)
    for town in towns:
        supporting.support(need, Voice(None, town.name, town, mandate="agent", function="DGS"))
    return need, towns


def test_a_collectivite_that_moves_is_counted_where_it_is(supported):
    need, (feurs, _) = supported
    rhone = Territory.objects.get(code="69")
    feurs.territory = factories.make_territory("Tarare", population=10_000, inside=(rhone,))
    feurs.save()
    now = Need.objects.get(pk=need.pk)
    assert (now.support_count, now.supported_population) == (2, 44_000)
    assert (now.support_counts["lieu|departement-42"], now.support_counts["lieu|departement-69"]) == (1, 1)
    assert list(differences()) == []


def test_what_is_no_collectivite_any_more_keeps_its_row_and_loses_its_voice(supported):
    need, (feurs, _) = supported
    feurs.kind = "association"
    feurs.save()
    assert Need.objects.get(pk=need.pk).support_count == 1
    voice = need.supports.get(organisation=feurs)
    assert voice.state == "ecarte" and "n'a plus de voix" in voice.reason
    assert list(differences()) == []


def test_the_yearly_file_of_territories_is_followed(supported):
    need, _ = supported
    told = (("departement", "42", "Loire", 760_000), ("departement", "69", "Rhône", 1_900_000))
    towns = (("commune", "42094", "Feurs", 9_000), ("commune", "42187", "Roanne", 35_000))
    rows = [TerritoryRow(kind, code, name, people) for kind, code, name, people in (*told, *towns)]
    load(Cog(rows, {("departement-69", "commune-42094"): False, ("departement-42", "commune-42187"): False}, []))
    now = Need.objects.get(pk=need.pk)
    assert now.supported_population == 44_000
    assert (now.support_counts["lieu|departement-42"], now.support_counts["lieu|departement-69"]) == (1, 1)
    assert figures(need.consultation, "contributions")["lieu|departement-69"] == 1
    assert list(differences()) == []
