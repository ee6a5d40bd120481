"""« Des collectivités comme la nôtre »: who they are, and who uses what among them."""

from types import SimpleNamespace

import pytest

from catalogue.services.models import ServicePage
from store.spaces.collectivite.similar_collectivites import ENOUGH, by_service, nearest_enough
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


def use(organisation_id, service=None):
    return SimpleNamespace(organisation_id=organisation_id, service=service)


def test_one_looks_further_only_when_too_few_are_near():
    few, enough = [use(1), use(1), use(2)], [use(number) for number in range(ENOUGH)]
    far = [use(number) for number in range(2 * ENOUGH)]
    assert nearest_enough([("ici", enough), ("là", far)]) == ("ici", enough)
    assert nearest_enough([("ici", few), ("là", far)]) == ("là", far)
    assert nearest_enough([("ici", few), ("là", few)]) == ("là", few)
    assert nearest_enough([]) == ("", ())


def test_the_services_that_most_of_them_use_come_first():
    visio, agenda, rdv = (ServicePage(pk=pk, title=title) for pk, title in ((1, "Visio"), (2, "Agenda"), (3, "RDV")))
    found = by_service([use(1, visio), use(1, agenda), use(2, rdv), use(3, rdv)], ours=frozenset({2}))
    assert [(one.service.title, len(one.uses), one.ours) for one in found] == [
        ("RDV", 2, False),
        ("Agenda", 1, True),
        ("Visio", 1, False),
    ]


def make_alike(places, number):
    return factories.make_territory(f"Ville {number}", inside=(places.loire,), population=80_000)


def test_alike_is_of_the_same_kind_size_and_departement(us, places, service):
    for number in range(ENOUGH):
        factories.make_deployment(service, factories.make_organisation(territory=make_alike(places, number)))
    for other in (places.lyon, places.le_havre, places.loire):
        factories.make_deployment(service, factories.make_organisation(territory=other))
    told = text_of(us.get("/mon-espace/autour/")).partition("Des collectivités comme la nôtre")[2]
    assert "communes de 50 000 à 199 999 habitants dans le département de la Loire" in told
    assert "Ville 0" in told and "Ville 4" in told
    assert "Lyon" not in told and "Le Havre" not in told


def test_with_too_few_in_the_region_one_looks_in_the_whole_country(us, places, neighbour, service):
    for place in (places.roanne, places.le_havre, places.lyon):
        organisation = place.organisations.first() or factories.make_organisation(territory=place)
        factories.make_deployment(service, organisation)
    told = text_of(us.get("/mon-espace/autour/")).partition("Des collectivités comme la nôtre")[2]
    assert "habitants en France" in told
    assert "Roanne" in told and "Le Havre" in told and "Lyon" not in told


def test_what_is_contested_hidden_or_ours_is_not_among_theirs(us, places, town, neighbour, service):
    factories.make_deployment(service, town)
    factories.make_deployment(service, neighbour, standing="contestee", contest_reason="Jamais vu.")
    hidden = factories.make_service("Service caché")
    factories.make_deployment(hidden, neighbour)
    factories.restrict(hidden, "groups")
    assert "Aucune des autres communes" in text_of(us.get("/mon-espace/autour/"))
