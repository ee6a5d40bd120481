"""Whoever answered by the link reads what they confirmed or contested."""

import pytest

from catalogue.deployments.changing import declare
from tests.store.spaces.collectivite.conftest import TEAM
from tests.store.spaces.collectivite.test_links import answer, link_in, mails
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("arrete", "Vous confirmez que Saint-Étienne n'utilise plus RDV Service Public."),
        ("interet", "Vous confirmez que Saint-Étienne s'intéresse à RDV Service Public."),
        ("pilote", "Vous confirmez que Saint-Étienne utilise RDV Service Public."),
    ],
)
def test_the_answer_says_what_was_confirmed(service, town, status, said):
    stop = {"stop_reason": "autre"} if status == "arrete" else {}
    declare(service, town, {"status": status, **stop}, TEAM)
    told = text_of(answer(link_in(mails()[0])))
    assert said in told
    assert ("douze mois" in told) == (status != "arrete")


def test_who_contests_a_stop_reads_that_it_is_a_stop(service, town):
    declare(service, town, {"status": "arrete", "stop_reason": "autre"}, TEAM)
    told = text_of(answer(link_in(mails()[0]), answer="contester", reason="Nous l'utilisons."))
    assert "Vous contestez que Saint-Étienne n'utilise plus RDV Service Public." in told
