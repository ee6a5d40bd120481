"""Keeping deployments up to date in the grid, one row at a time."""

import pytest

from catalogue.deployments.changing import Author, change
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
GRID = "/mainteneur/rdv/deploiements/"


@pytest.fixture
def deployment(service, town):
    return factories.make_deployment(service, town, status="pilote", declared_by="service")


def row(deployment, **fields):
    """What the row of this deployment sends when nothing is touched but `fields`."""
    deployment.refresh_from_db()
    sent = {"deploiement": deployment.pk, "version": deployment.updated.isoformat(), "geste": "enregistrer"}
    return {**sent, "status": deployment.status, "stop_reason": deployment.stop_reason, **fields}


def test_a_status_is_changed_in_its_row_and_the_change_is_signed(team, maintainer, deployment):
    answer = team.post(GRID + "?tri=statut", row(deployment, status="en-production"), follow=True)
    assert answer.redirect_chain[0][0] == f"{GRID}?tri=statut#deploiement-{deployment.pk}"
    assert "Saint-Étienne : « En production » est enregistré" in text_of(answer)
    deployment.refresh_from_db()
    assert (deployment.status, deployment.standing, deployment.declared_by) == ("en-production", "declaree", "service")
    event = DeploymentEvent.objects.get()
    assert (event.author, event.channel, event.changes["status"]) == (maintainer, "espace", ["pilote", "en-production"])


def test_what_stops_says_why_and_the_reason_is_asked_in_the_row(team, deployment):
    refused = team.post(GRID, row(deployment, status="arrete"))
    [shown] = refused.context["grid"].rows
    assert shown.form.errors == {"stop_reason": ["Dites pourquoi l'utilisation s'est arrêtée."]}
    assert f'aria-describedby="d{deployment.pk}-stop_reason_error"' in refused.content.decode()
    assert "<title>Erreur :" in refused.content.decode()
    team.post(GRID, row(deployment, status="arrete", stop_reason="ressources"))
    deployment.refresh_from_db()
    assert (deployment.status, deployment.stop_reason) == ("arrete", "ressources")


def test_a_reason_sent_with_another_status_is_not_kept(team, deployment):
    team.post(GRID, row(deployment, status="en-production", stop_reason="technique"))
    deployment.refresh_from_db()
    assert (deployment.status, deployment.stop_reason) == ("en-production", "")


def test_nobody_writes_over_what_changed_meanwhile(team, service, deployment):
    seen = row(deployment, status="en-production")
    change(deployment, {"status": "interet"}, Author(Party.ORGANISATION, Channel.ESPACE))
    refused = team.post(GRID, seen)
    assert "par Saint-Étienne" in text_of(refused) and "il est maintenant « Intéressée »" in text_of(refused)
    deployment.refresh_from_db()
    assert deployment.status == "interet"
    [shown] = refused.context["grid"].rows
    again = {**seen, "version": shown.form["version"].value()}
    team.post(GRID, again)
    deployment.refresh_from_db()
    assert deployment.status == "en-production"


def test_pressing_twice_writes_once(team, deployment):
    seen = row(deployment, status="en-production")
    assert [team.post(GRID, seen).status_code for _ in range(2)] == [302, 302]
    assert DeploymentEvent.objects.count() == 1


def test_a_declaration_of_the_collectivite_is_confirmed_in_its_row(team, service, town):
    declared = factories.make_deployment(service, town, declared_by="organisation")
    assert "Confirmer" in text_of(team.get(GRID + "?signature=a-confirmer"))
    answer = team.post(GRID, row(declared, geste="confirmer"), follow=True)
    assert "« En production » est confirmé" in text_of(answer)
    declared.refresh_from_db()
    assert declared.standing == "confirmee"
    refused = team.post(GRID, row(declared, geste="confirmer"))
    assert "Ce déploiement est déjà confirmé." in text_of(refused)


def test_the_team_confirms_what_it_has_read_and_nothing_else(team, service, town):
    declared = factories.make_deployment(service, town, status="pilote", declared_by="organisation")
    seen = row(declared, geste="confirmer")
    change(declared, {"status": "en-production"}, Author(Party.ORGANISATION, Channel.ESPACE))
    refused = team.post(GRID, seen)
    assert "il est maintenant « En production »" in text_of(refused)
    declared.refresh_from_db()
    assert declared.standing == "declaree"
    [shown] = refused.context["grid"].rows
    assert shown.form["status"].value() == "en-production"
    team.post(GRID, {**seen, **{name: shown.form[name].value() for name in ("version", "status")}})
    declared.refresh_from_db()
    assert (declared.standing, declared.status) == ("confirmee", "en-production")


def test_a_status_chosen_beside_the_button_is_not_confirmed_in_silence_nor_lost(team, service, town):
    declared = factories.make_deployment(service, town, status="pilote", declared_by="organisation")
    refused = team.post(GRID, row(declared, geste="confirmer", status="en-production"))
    assert "Enregistrez ce statut, ou remettez celui qui est déclaré pour le confirmer." in text_of(refused)
    declared.refresh_from_db()
    assert (declared.standing, declared.status) == ("declaree", "pilote")
    [shown] = refused.context["grid"].rows
    assert shown.form["status"].value() == "en-production" and shown.form.errors.keys() == {"status"}
    team.post(GRID, row(declared, geste="confirmer", status="pilote"))
    declared.refresh_from_db()
    assert declared.standing == "confirmee"


def test_the_team_does_not_confirm_its_own_declaration(team, deployment):
    assert "Confirmer" not in text_of(team.get(GRID))
    team.post(GRID, row(deployment, geste="confirmer"))
    deployment.refresh_from_db()
    assert deployment.standing == "declaree"


def test_the_deployment_of_another_service_is_not_there_whatever_its_number(team, other_service, deployment):
    theirs = factories.make_deployment(other_service, status="pilote")
    for number in (theirs.pk, 10**30, "", "-1", "²", "x"):
        assert team.post(GRID, row(deployment, deploiement=number, status="arrete")).status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == "pilote"


def test_fields_that_the_row_does_not_have_change_nothing(team, other_service, deployment):
    extra = {
        "service": other_service.pk,
        "standing": "confirmee",
        "declared_by": "anct",
        "is_demo": "on",
        "source": "x",
    }
    team.post(GRID, row(deployment, status="en-production", **extra))
    deployment.refresh_from_db()
    assert (deployment.service_id, deployment.standing, deployment.declared_by) != (
        other_service.pk,
        "confirmee",
        "anct",
    )
    assert (deployment.is_demo, deployment.source) == (False, "")


def test_the_grid_keeps_to_a_territory_a_status_a_signature(team, service, town):
    loire = factories.make_territory("Loire", kind="departement", code="42")
    inside = factories.make_organisation(territory=factories.make_territory("Feurs", inside=(loire,)))
    factories.make_deployment(service, town, status="pilote", declared_by="organisation")
    factories.make_deployment(service, inside, status="interet")

    def names(query):
        return [shown.deployment.organisation.name for shown in team.get(GRID + query).context["grid"].rows]

    assert names("?territoire=departement-42") == ["Feurs"]
    assert "1 déploiement dans le département de la Loire" in text_of(team.get(GRID + "?territoire=departement-42"))
    assert names("?statut=pilote") == names("?signature=a-confirmer") == ["Saint-Étienne"]
    assert names("?statut=pilote&territoire=departement-42") == []
    assert names("?statut=n-importe&signature=quoi&tri=rien&page=-3&territoire=x") == ["Feurs", "Saint-Étienne"]


def test_the_grid_is_read_page_by_page_in_the_order_asked_for(team, service):
    for number in range(60):
        factories.make_deployment(service, factories.make_organisation(f"Organisation {number:02}"), status="pilote")
    last = team.get(GRID + "?page=3&statut=pilote").context["grid"]
    assert [shown.deployment.organisation.name for shown in last.rows] == [f"Organisation {n}" for n in range(50, 60)]
    assert last.pagination.previous_url == "?statut=pilote&page=2"
    Deployment.objects.filter(organisation__name="Organisation 31").update(status="en-production")
    assert team.get(GRID + "?tri=statut").context["grid"].rows[0].deployment.status == "en-production"


def test_a_page_of_the_grid_costs_a_fixed_number_of_queries(team, service, django_assert_max_num_queries):
    for number in range(25):
        territory = factories.make_territory(f"Commune {number}")
        factories.make_deployment(service, factories.make_organisation(territory=territory))
    with django_assert_max_num_queries(14):
        team.get(GRID)


def test_reading_the_grid_again_shows_what_was_chosen_where_a_filter_no_longer_finds_it(team, service, deployment):
    refused = team.post(GRID + "?statut=en-production", row(deployment, status="arrete"))
    assert [shown.deployment for shown in refused.context["grid"].rows] == [deployment]
