"""A program that reads and writes the deployments of its service: the same rules as in the grid and in files."""

import pytest

from catalogue.deployments.changing import Author
from catalogue.deployments.confirming import contest
from catalogue.deployments.models import Batch, Channel, Deployment, DeploymentEvent, Party
from tests import factories
from tests.limiting import at_most
from tests.store.api.conftest import BASE

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(program):
    def send(name, **body):
        return program.put(f"{BASE}{name}/", body, content_type="application/json")

    return send


@pytest.fixture
def post(program):
    def send(*lines, query=""):
        return program.post(f"{BASE}lot/{query}", {"deploiements": list(lines)}, content_type="application/json")

    return send


def test_the_list_says_everything_of_ones_deployments_page_by_page(program, service, other_service, town):
    factories.make_deployment(service, town, status="arrete", stop_reason="ressources", pilot_sites="Feurs\nForez")
    factories.make_deployment(other_service, town)
    for number in range(100):
        factories.make_deployment(service, factories.make_organisation(f"Organisation {number:03}"))
    first, second = program.get(BASE).json(), program.get(BASE + "?page=2").json()
    assert (first["total"], first["pages"], len(first["deploiements"])) == (101, 2, 100)
    [last] = second["deploiements"]
    assert (last["collectivite"], last["nom"], last["statut"]) == ("214202186", "Saint-Étienne", "arrete")
    assert (last["motif_arret"], last["sites_pilotes"]) == ("ressources", ["Feurs", "Forez"])
    assert (last["signature"], last["declaree_par"], last["depuis"]) == ("declaree", "anct", None)


def test_one_deployment_is_declared_then_changed_then_left_alone(put, maintainer, service, town):
    assert put("214202186", statut="pilote", depuis="2026-03-01", sites_pilotes=["Feurs"]).status_code == 201
    changed = put("commune-42218", statut="en-production")
    assert changed.status_code == 200
    assert (changed.json()["statut"], changed.json()["depuis"]) == ("en-production", "2026-03-01")
    assert put("214202186", statut="en-production").status_code == 200
    assert [event.act for event in DeploymentEvent.objects.all()] == ["declaration", "modification"]
    assert {(e.channel, e.author, e.author_label) for e in DeploymentEvent.objects.all()} == {
        ("api", maintainer, "Équipe de RDV Service Public")
    }
    row = Deployment.objects.get()
    assert (row.service, row.declared_by, row.site_names) == (service, "service", ["Feurs"])


def test_a_program_says_why_and_reads_what_deployed_means(put, post, program, service, town):
    put("214202186", statut="pilote", motif="Convention signée")
    post({"collectivite": "214202186", "statut": "en-production", "motif": "Ouverture au public"})
    assert [event.reason for event in DeploymentEvent.objects.all()] == ["Convention signée", "Ouverture au public"]
    refused = put("214202186", statut="pilote", motif="x" * 501)
    assert refused.status_code == 422 and "500 caractères au plus." in refused.content.decode()
    service.deployed_definition = "Un agent ouvre des rendez-vous"
    factories.publish(service)
    assert program.get(BASE).json()["deploye_veut_dire"] == "Un agent ouvre des rendez-vous"


def test_a_column_is_emptied_by_null_and_kept_by_silence(put, town):
    put("214202186", statut="pilote", source="Convention", depuis="2026-03-01")
    put("214202186", statut="pilote", source=None)
    row = Deployment.objects.get()
    assert row.source == "" and row.since.isoformat() == "2026-03-01"


@pytest.mark.parametrize(
    ("name", "body", "field", "said"),
    [
        ("214202186", {}, "statut", "Manque."),
        ("214202186", {"statut": 3}, "statut", "Un texte est attendu."),
        ("214202186", {"statut": "fini"}, "statut", "n'est pas prévu"),
        ("214202186", {"statut": "arrete"}, "motif_arret", "Dites pourquoi l'utilisation s'est arrêtée."),
        ("214202186", {"statut": "pilote", "depuis": "hier"}, "depuis", "n'est pas une date"),
        ("214202186", {"statut": "pilote", "source": "=SOMME()"}, "source", "commence comme une formule"),
        ("214202186", {"statut": "pilote", "source": "a\x00b"}, "source", "ne s'affiche nulle part"),
        ("214202186", {"statut": "pilote", "source": "x" * 300}, "source", "255"),
        ("999999999", {"statut": "pilote"}, "collectivite", "Le Store ne connaît pas « 999999999 »"),
    ],
)
@pytest.mark.usefixtures("town")
def test_what_is_refused_says_which_field_and_why_and_writes_nothing(put, name, body, field, said):
    refused = put(name, **body)
    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    [error] = refused.json()["errors"]
    assert error["field"] == field and said in error["message"]
    assert not Deployment.objects.exists()


def test_half_a_character_is_refused(program, town):
    body = '{"statut": "pilote", "source": "\\ud800"}'
    assert program.put(f"{BASE}214202186/", body, content_type="application/json").status_code == 422


def test_what_is_not_json_is_told_so(program, town):
    for body in ("{", "", "null", "[]", '"x"'):
        refused = program.put(f"{BASE}214202186/", body, content_type="application/json")
        assert refused.status_code in (400, 422)
        assert refused.json()["title"] in ("Requête illisible", "Données refusées")


def test_a_contested_deployment_waits_for_the_anct_here_too(put, town):
    put("214202186", statut="pilote")
    contest(Deployment.objects.get(), Author(Party.ORGANISATION, Channel.ESPACE), "Nous ne l'utilisons pas.")
    refused = put("214202186", statut="en-production")
    assert refused.status_code == 422 and "l'ANCT doit trancher" in refused.json()["detail"]


def test_fields_of_ours_that_a_program_sends_change_nothing(put, town):
    put("214202186", statut="pilote", signature="confirmee", declaree_par="anct", is_demo=True, standing="confirmee")
    row = Deployment.objects.get()
    assert (row.standing, row.declared_by, row.is_demo) == ("declaree", "service", False)


def test_a_dry_run_says_what_would_happen_and_writes_nothing(post, town):
    report = post(
        {"collectivite": "214202186", "statut": "pilote"},
        {"collectivite": "commune-42218", "statut": "pilote"},
        {"collectivite": "999999999", "statut": "pilote"},
        query="?dry_run=true",
    ).json()
    assert (report["applique"], report["numero_import"]) == (False, None)
    assert (report["creations"], report["refus"]) == (1, 2)
    assert [line["sort"] for line in report["lignes"]] == ["création", "refus", "refus"]
    assert report["lignes"][1]["details"] == ["Doublon : Saint-Étienne (commune 42218) est déjà à la ligne 1."]
    assert not Deployment.objects.exists() and not Batch.objects.exists()


def test_many_are_written_at_once_and_can_be_undone_in_the_space(client, post, maintainer, town):
    report = post({"collectivite": "214202186", "statut": "pilote"}, {"collectivite": "x", "statut": "pilote"}).json()
    assert (report["applique"], report["creations"], report["refus"]) == (True, 1, 1)
    assert Deployment.objects.get().organisation == town
    client.force_login(maintainer)
    client.post(f"/mainteneur/rdv/imports/{report['numero_import']}/annuler/")
    assert not Deployment.objects.exists()


def test_the_same_lot_sent_again_changes_nothing_and_leaves_no_import(post, town):
    lines = [{"collectivite": "214202186", "statut": "pilote"}]
    post(*lines)
    again = post(*lines).json()
    assert (again["applique"], again["inchangees"]) == (False, 1)
    assert Batch.objects.count() == 1


def test_too_many_lines_and_no_line_are_refused(post):
    assert post().status_code == 422
    refused = post(*[{"collectivite": "x", "statut": "pilote"}] * 5_001)
    assert refused.json()["errors"] == [{"field": "deploiements", "message": "5000 éléments au plus."}]


def test_a_body_too_heavy_to_read_is_refused(program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    refused = program.post(f"{BASE}lot/", {"deploiements": [{"source": "x" * 200}]}, content_type="application/json")
    assert refused.status_code == 413 and refused.json()["title"] == "Requête trop lourde"


def test_lots_have_their_own_rate(post, town, monkeypatch):
    at_most(monkeypatch, "api-bulk", 1)
    line = {"collectivite": "214202186", "statut": "pilote"}
    assert [post(line, query="?dry_run=true").status_code for _ in range(2)] == [200, 429]
