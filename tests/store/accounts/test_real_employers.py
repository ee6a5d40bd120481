"""The employers that ProConnect names, among the territories that the Store ships."""

import pytest
from django.contrib.auth import get_user
from django.test import Client

from tests.france import load_france
from tests.store.accounts.conftest import sign_in

pytestmark = pytest.mark.django_db
EMPLOYERS = {
    "21420218600014": ("commune-42218", "Saint-Étienne"),
    "24420077000013": ("epci-244200770", "Saint-Étienne Métropole"),
    "21420095800012": ("commune-42095", "Firminy"),
    "22380001200013": ("departement-38", "Département de l'Isère"),
    "20007695800013": ("region-94", "Collectivité de Corse"),
}


def test_agents_of_real_communes_and_of_an_intercommunalite_act_for_them(proconnect, catalogue):
    load_france()
    found = {}
    for siret in EMPLOYERS:
        proconnect.knows(siret, siret=siret)
        client = Client()
        sign_in(client, proconnect, siret)
        organisation = get_user(client).organisation
        found[siret] = (organisation.territory.key, organisation.name)
    assert found == EMPLOYERS
