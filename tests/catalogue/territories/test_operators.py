"""Public digital operators: who they are, which départements they serve, one organisation per SIREN."""

import pytest
from django.core.management import call_command

from catalogue.territories.joining import join
from catalogue.territories.models import Organisation, OrganisationKind
from catalogue.territories.operators import load_operators, read_operators
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def oise():
    return factories.make_territory("Oise", kind="departement", code="60")


def test_the_operators_of_the_file_have_a_siren_and_departements():
    rows = list(read_operators())
    assert len(rows) == len({row.siren for row in rows}) == 28
    assert {row.name: row.departements for row in rows}["Mégalis Bretagne"] == ("22", "29", "35", "56")
    assert all(_passes_luhn(row.siren) for row in rows)


def _passes_luhn(siren: str) -> bool:
    doubled = (int(figure) * (2 if place % 2 else 1) for place, figure in enumerate(reversed(siren)))
    return sum(sum(divmod(number, 10)) for number in doubled) % 10 == 0


def test_they_come_with_the_territories_once(oise, cog_file):
    call_command("load_territories", file=cog_file, verbosity=0)
    adico = Organisation.objects.get(siren="384452611")
    assert (adico.name, adico.kind, adico.url) == ("Adico", OrganisationKind.OPERATEUR, "https://www.adico.fr/")
    assert [one.key for one in adico.served.all()] == ["departement-60"]
    assert "mars 2026" in adico.served_source
    assert load_operators(read_operators()) == 0


def test_what_a_sheet_or_an_editor_wrote_of_them_stays(oise):
    named = factories.make_organisation("Adico", kind="operateur")
    syndicat = factories.make_organisation("Mégalis", kind="groupement", siren="253514491")
    load_operators(read_operators())
    named.refresh_from_db()
    syndicat.refresh_from_db()
    assert (named.siren, list(named.served.all())) == ("384452611", [oise])
    assert (syndicat.name, syndicat.kind, syndicat.served.count()) == ("Mégalis", "groupement", 0)


def test_two_organisations_that_become_one_serve_what_both_served(oise):
    kept, gone = factories.make_organisation("Adico"), factories.make_organisation("ADICO")
    for one in (kept, gone):
        one.served.add(oise)
    gone.served.add(factories.make_territory("Feurs", code="42094"))
    join(gone, kept)
    assert {one.name for one in kept.served.all()} == {"Oise", "Feurs"}
