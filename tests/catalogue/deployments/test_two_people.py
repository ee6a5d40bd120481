"""Two parties sign a deployment, so two people do: whoever acts for both does not sign twice."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.deployments import bulk, confirming
from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.models import Channel, Deployment, Party
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
TEAM, TOWN = Party.SERVICE, Party.ORGANISATION


@pytest.fixture
def service(catalogue):
    return factories.make_service("Agenda")


@pytest.fixture
def town(catalogue):
    territory = factories.make_territory("Beauvoir", code="38036")
    return factories.make_organisation(territory=territory, siren="213800360")


@pytest.fixture
def both(service, town):
    """An agent of the town who keeps the service as well."""
    return factories.make_person(maintains=(service,), organisation=town)


@pytest.fixture
def colleague(service, town):
    """Another one."""
    return factories.make_person(maintains=(service,), organisation=town)


def by(party, person=None):
    return Author(party, Channel.ESPACE, person)


def standing():
    return Deployment.objects.get().standing


def test_what_somebody_declared_for_the_team_another_confirms_for_the_town(client, service, town, both, colleague):
    row = declare(service, town, {"status": "pilote"}, by(TEAM, both))
    address = f"/mon-espace/utilisations/{row.pk}/"
    sent = {"answer": "confirmer", "version": row.updated.isoformat()}
    client.force_login(both)
    told = text_of(client.post(address, sent, follow=True))
    assert "une autre personne de votre collectivité doit le confirmer" in told
    assert standing() == "declaree"
    client.force_login(colleague)
    client.post(address, sent)
    assert standing() == "confirmee"


def test_what_somebody_declared_for_the_town_another_confirms_for_the_team(client, service, town, both, colleague):
    row = declare(service, town, {"status": "pilote"}, by(TOWN, both))
    grid, address = "/mainteneur/agenda/deploiements/", f"/mainteneur/agenda/deploiements/{row.pk}/confirmer/"
    sent = {"deploiement": row.pk, "geste": "confirmer", "version": row.updated.isoformat(), "status": row.status}
    client.force_login(both)
    for told in (client.post(grid, sent), client.post(address, sent, follow=True)):
        assert "une autre personne de l'équipe du service doit le confirmer" in text_of(told)
    assert standing() == "declaree"
    client.force_login(colleague)
    client.post(grid, sent)
    assert standing() == "confirmee"


def test_the_link_of_the_mail_confirms_whoever_declared(service, town, both):
    row = declare(service, town, {"status": "pilote"}, by(TEAM, both))
    confirming.confirm(row, Author(TOWN, Channel.LIEN))
    assert standing() == "confirmee"


def test_it_is_who_said_the_last_word_that_counts(service, town, both, colleague):
    row = declare(service, town, {"status": "pilote"}, by(TEAM, both))
    row = change(row, {"status": "en-production"}, by(TEAM, colleague))
    with pytest.raises(ValidationError, match="vous-même"):
        confirming.confirm(row, by(TOWN, colleague))
    confirming.confirm(row, by(TOWN, both))
    assert standing() == "confirmee"


def test_an_import_undone_gives_the_word_back_to_who_had_declared(service, town, both, colleague):
    declare(service, town, {"status": "pilote"}, by(TOWN, colleague))
    sent = Author(TEAM, Channel.CSV, both)
    batch = bulk.prepare(service, bulk.read(b"collectivite;statut\n213800360;En production\n"), sent)
    bulk.apply(batch, sent, bulk.plan_of(batch, sent).fingerprint)
    bulk.undo(batch, sent)
    row = Deployment.objects.get()
    with pytest.raises(ValidationError, match="vous-même"):
        confirming.confirm(row, by(TEAM, colleague))
    confirming.confirm(row, by(TEAM, both))
    assert standing() == "confirmee"


def test_a_year_later_one_confirms_again_what_one_had_declared(service, town, both, colleague, time_machine_at):
    time_machine_at("2025-01-10T10:00:00Z")
    row = declare(service, town, {"status": "pilote"}, by(TOWN, both))
    confirming.confirm(row, by(TEAM, colleague))
    time_machine_at("2026-01-05T10:00:00Z")
    confirming.confirm(row, by(TOWN, both))
    assert Deployment.objects.get().confirmed_on.year == 2026
