"""Which communes the national policies support: with a source and a day, replaced by a later list only."""

from datetime import date

import pytest
from django.core.management import call_command

from catalogue.territories.models import PriorityPolicy, Territory
from catalogue.territories.priority_lists import PriorityList, load_priority_lists, read_priority_lists
from tests import factories

pytestmark = pytest.mark.django_db


def supported(slug: str) -> set[str]:
    return set(Territory.objects.filter(policies__slug=slug).values_list("code", flat=True))


def of(vintage: date, *codes: str) -> PriorityList:
    return PriorityList("qpv", "Quartiers prioritaires", "ANCT", vintage, codes)


@pytest.fixture
def towns():
    return [factories.make_territory(f"Ville {code}", code=code) for code in ("42001", "42002")]


def test_the_file_has_six_policies_with_their_source_and_day():
    found = {one.slug: (one.source, one.vintage.year, len(one.communes)) for one in read_priority_lists()}
    assert found == {
        "petites-villes-de-demain": ("ANCT", 2026, 1_646),
        "action-coeur-de-ville": ("ANCT", 2025, 245),
        "villages-d-avenir": ("ANCT", 2024, 2_493),
        "qpv": ("ANCT", 2024, 833),
        "france-ruralites-revitalisation": ("DGCL", 2025, 17_769),
        "france-services": ("ANCT", 2024, 2_602),
    }


def test_they_come_with_the_territories(cog_file):
    call_command("load_territories", file=cog_file, verbosity=0)
    arles = Territory.objects.get(kind="commune", code="13004")
    assert {policy.slug for policy in arles.policies.all()} >= {"action-coeur-de-ville", "qpv"}
    policy = PriorityPolicy.objects.get(slug="qpv")
    assert (policy.source, policy.as_of) == ("ANCT", date(2024, 1, 1))
    assert load_priority_lists(read_priority_lists()) == 0


def test_what_an_editor_changes_stays_until_a_later_list(towns):
    assert load_priority_lists([of(date(2024, 1, 1), "42001", "99999")]) == 1
    towns[1].policies.add(PriorityPolicy.objects.get(slug="qpv"))
    assert load_priority_lists([of(date(2024, 1, 1), "42001")]) == 0
    assert supported("qpv") == {"42001", "42002"}
    load_priority_lists([of(date(2025, 1, 1), "42002")])
    assert supported("qpv") == {"42002"}


def test_a_policy_that_sheets_name_already_is_the_same(towns):
    PriorityPolicy.objects.filter(slug="qpv").update(name="Politique de la ville")
    load_priority_lists([of(date(2024, 1, 1), "42001")])
    assert PriorityPolicy.objects.get(slug="qpv").name == "Politique de la ville"
    assert supported("qpv") == {"42001"}
