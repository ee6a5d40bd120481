"""One voice per collectivité and proposition, and the population covered, each inhabitant once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalogue.needs import supporting
from catalogue.needs.consultation_figures import recount
from catalogue.needs.journal import Voice
from catalogue.needs.models import Need, Support
from tests import factories

pytestmark = pytest.mark.django_db


def voice(organisation, mandate="agent") -> Voice:
    return Voice(None, organisation.name, organisation, profile="agent", mandate=mandate, function="DGS")


@pytest.fixture
def consultation(catalogue):
    kinds = ["commune", "epci", "departement"]
    return factories.make_consultation(phases=("soutien",), supporting_kinds=kinds)


@pytest.fixture
def proposition(consultation):
    return factories.make_proposition(consultation=consultation)


@pytest.fixture
def places():
    """Two communes in an EPCI, one beside it, all in a département."""
    loire = factories.make_territory("Loire", kind="departement", population=300)
    forez = factories.make_territory("Forez", kind="epci", population=210, inside=(loire,))
    made = {"loire": loire, "forez": forez}
    for name, inside, people in (
        ("feurs", (forez, loire), 150),
        ("boen", (forez, loire), 60),
        ("roanne", (loire,), 90),
    ):
        made[name] = factories.make_territory(name, inside=inside, population=people)
    return {name: factories.make_organisation(territory=place) for name, place in made.items()}


def test_one_voice_per_collectivite_which_may_be_taken_back_and_given_again(proposition, places):
    supporting.support(proposition, voice(places["feurs"]))
    with pytest.raises(ValidationError, match="soutient déjà"):
        supporting.support(proposition, voice(places["feurs"], "elu"))
    with pytest.raises(IntegrityError), transaction.atomic():
        given = Support.objects.get()
        given.pk = None
        given.save(force_insert=True)
    supporting.withdraw_support(proposition, voice(places["feurs"]))
    supporting.support(proposition, voice(places["feurs"], "elu"))
    row = Need.objects.get(pk=proposition.pk)
    assert (row.support_count, row.supported_population) == (1, 150)
    assert row.support_counts["mandat|elu"] == 1 and "mandat|agent" not in row.support_counts
    assert proposition.supports.count() == 2
    assert recount(proposition.consultation) == 0


def test_each_inhabitant_is_counted_once_in_any_order(proposition, places):
    def covered() -> int:
        return Need.objects.get(pk=proposition.pk).supported_population

    seen = []
    for name in ("feurs", "forez", "roanne", "loire"):
        supporting.support(proposition, voice(places[name]))
        seen.append(covered())
    assert seen == [150, 210, 300, 300]
    for name in ("forez", "loire"):
        supporting.withdraw_support(proposition, voice(places[name]))
        seen.append(covered())
    assert seen[4:] == [300, 240]


def test_who_has_no_voice_is_told_why(consultation, proposition, places):
    region = factories.make_territory("Sud", kind="region")
    association = factories.make_organisation("Association", kind="association")
    for by, why in (
        (voice(association), "ne donnent pas de voix"),
        (Voice(None, "Quelqu'un"), "au nom d'une collectivité"),
        (
            voice(factories.make_organisation(territory=region)),
            "est donnée par",
        ),
    ):
        with pytest.raises(ValidationError, match=why):
            supporting.support(proposition, by)
    assert not Support.objects.exists()
    given = supporting.support(proposition, voice(places["boen"]))
    supporting.set_aside(given, "Donné par une personne qui n'est plus de la commune.")
    assert Need.objects.get(pk=proposition.pk).support_count == 0
    phase = consultation.phases.get()
    with pytest.raises(ValidationError, match="close depuis"):
        supporting.support(proposition, voice(places["boen"]), at=phase.closes)
    supporting.support(proposition, voice(places["boen"]), at=phase.closes - timedelta(microseconds=1))
