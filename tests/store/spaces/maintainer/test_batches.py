"""A file of deployments: sent, read as a dry run, applied, undone."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalogue.deployments.models import Batch, Deployment, DeploymentEvent
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
IMPORTS = "/mainteneur/rdv/imports/"
GOOD_AND_BAD = """collectivite;statut;depuis
commune-10001;Pilote;01/03/2026
commune-10002;En production;
commune-10003;En production;2026-01-15
commune-99999;Pilote;
commune-10004;Fini;
commune-10005;Arrêté;
"""


@pytest.fixture
def towns(db):
    made = (factories.make_territory(f"Ville {number}", code=str(10000 + number)) for number in range(1, 6))
    return [factories.make_organisation(territory=territory) for territory in made]


@pytest.fixture
def known(service, towns):
    return factories.make_deployment(service, towns[1], status="pilote")


def send(team, content, name="deploiements.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return team.post(IMPORTS, {"file": SimpleUploadedFile(name, content)}, follow=True)


def apply(team, preview):
    batch, seen = preview.context["batch"], preview.context["seen"]
    return team.post(f"{IMPORTS}{batch.pk}/appliquer/", {"seen": seen}, follow=True)


def test_a_file_is_read_line_by_line_before_anything_is_written(team, known):
    preview = send(team, GOOD_AND_BAD)
    counts = {count.label: count.number for count in preview.context["report"].counts}
    assert counts == {"lignes refusées": 3, "créations": 2, "modification": 1}
    said = text_of(preview)
    assert "Rien n'est encore écrit." in said
    assert "Le Store ne connaît pas « commune-99999 »" in said
    assert "« Fini » n'est pas prévu" in said and "Dites pourquoi l'utilisation s'est arrêtée." in said
    assert "statut : Pilote → En production" in said
    assert Deployment.objects.count() == 1 and not DeploymentEvent.objects.exists()


def test_what_was_read_is_applied_once_and_signed(team, maintainer, known):
    preview = send(team, GOOD_AND_BAD)
    assert "L'import est appliqué" in text_of(apply(team, preview))
    assert Deployment.objects.count() == 3
    assert {(event.channel, event.author) for event in DeploymentEvent.objects.all()} == {("csv", maintainer)}
    assert "déjà été appliqué" in text_of(apply(team, preview))
    assert DeploymentEvent.objects.count() == 3


def test_what_changed_since_the_preview_must_be_read_again(team, service, towns, known):
    preview = send(team, GOOD_AND_BAD)
    factories.make_deployment(service, towns[0], status="interet")
    assert "relisez-le avant d'appliquer" in text_of(apply(team, preview))
    assert Deployment.objects.count() == 2


def test_an_import_is_undone_within_a_day_and_not_later(team, known):
    done = apply(team, send(team, GOOD_AND_BAD))
    number = done.context["batch"].pk
    undone = team.post(f"{IMPORTS}{number}/annuler/", follow=True)
    assert "3 déploiements sont comme avant" in text_of(undone)
    assert [row.status for row in Deployment.objects.all()] == ["pilote"]
    second = apply(team, send(team, GOOD_AND_BAD)).context["batch"]
    Batch.objects.filter(pk=second.pk).update(applied_at=timezone.now() - timedelta(hours=25))
    assert "ce délai est passé" in text_of(team.post(f"{IMPORTS}{second.pk}/annuler/", follow=True))
    assert Deployment.objects.count() == 3


def test_one_is_said_in_the_singular_and_thousands_apart(team, service, towns):
    number = apply(team, send(team, "collectivite;statut\ncommune-10001;Pilote\n")).context["batch"].pk
    undone = text_of(team.post(f"{IMPORTS}{number}/annuler/", follow=True))
    assert "L'import est annulé : 1 déploiement est comme avant." in undone
    lines = "".join(f"commune-{number};Pilote\n" for number in range(20000, 21200))
    assert "1 200 lignes refusées" in text_of(send(team, f"collectivite;statut\n{lines}"))


def test_undoing_leaves_what_somebody_changed_since_and_names_it(team, known):
    number = apply(team, send(team, GOOD_AND_BAD)).context["batch"].pk
    known.refresh_from_db()
    page = f"/mainteneur/rdv/deploiements/{known.pk}/"
    team.post(page, {"version": known.updated.isoformat(), "status": "interet"})
    said = text_of(team.post(f"{IMPORTS}{number}/annuler/", follow=True))
    assert "Ceux-ci ont changé depuis, et restent tels quels : Ville 2." in said
    known.refresh_from_db()
    assert known.status == "interet"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Le fichier est vide."),
        (b"collectivite;statut\n", "Le fichier n'a que des en-têtes"),
        (b"PK\x03\x04rien", "pas un CSV"),
        ("collectivité;état\n".encode("latin-1"), "Le fichier n'a que des en-têtes"),
        (b"couleur;taille\nx;y\n", "En-têtes inconnus"),
        (b"collectivite;statut\n" + b"x" * 2_100_000, "Le fichier dépasse 2 Mo"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_beside_its_field(team, service, content, said):
    refused = send(team, content)
    assert any(said in error for error in refused.context["form"].errors["file"])
    assert not Batch.objects.exists()


def test_sending_no_file_says_so(team, service):
    assert team.post(IMPORTS).context["form"].errors == {"file": ["Choisissez un fichier."]}


def test_the_template_sent_back_as_it_is_changes_nothing(team, service, towns):
    for town in towns:
        factories.make_deployment(service, town, source="=HYPERLINK()" if town == towns[0] else "")
    template = team.get("/mainteneur/rdv/deploiements/export.csv")
    assert template.headers["Content-Disposition"] == 'attachment; filename="deploiements-rdv.csv"'
    assert "'=HYPERLINK()" in template.content.decode()
    preview = send(team, template.content)
    assert [(count.label, count.number) for count in preview.context["report"].counts] == [("lignes inchangées", 5)]
    assert "il n'y a rien à appliquer" in text_of(preview)


def test_the_workbook_computes_nothing(team, service, town):
    factories.make_deployment(service, town, source="=1+1")
    content = team.get("/mainteneur/rdv/deploiements/export.xlsx").getvalue()
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows())
    assert [cell.value for cell in rows[0]][:3] == ["collectivite", "nom", "statut"]
    assert {cell.data_type for cell in rows[1] if cell.value} == {"s"}
    assert "=1+1" in [cell.value for cell in rows[1]]


def test_every_export_says_what_deployed_means(team, service, towns, django_assert_max_num_queries):
    service.deployed_definition = "Un agent ouvre des rendez-vous"
    factories.publish(service)
    for town in towns:
        factories.make_deployment(service, town)
    with django_assert_max_num_queries(12):
        lines = team.get("/mainteneur/rdv/deploiements/export.csv").content.decode("utf-8-sig").splitlines()
    assert [line.rpartition(";")[2] for line in lines] == ["deploye_veut_dire"] + ["Un agent ouvre des rendez-vous"] * 5
    content = team.get("/mainteneur/rdv/deploiements/export.xlsx").getvalue()
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert {row[-1] for row in rows[1:]} == {"Un agent ouvre des rendez-vous"}
    changed = "collectivite;statut;deploye_veut_dire\ncommune-10001;En production;Autre chose\n"
    counts = send(team, changed).context["report"].counts
    assert [(count.label, count.number) for count in counts] == [("ligne inchangée", 1)]


def test_a_line_says_why_it_changes_something(team, service, known):
    lines = "commune-10001;Pilote;Convention de juin\ncommune-10002;En production;\ncommune-10003;Pilote;=cmd()\n"
    lines += f"commune-10004;Pilote;{'x' * 501}\n"
    preview = send(team, f"collectivite;statut;motif\n{lines}")
    said = text_of(preview)
    assert "motif : « =cmd() » commence comme une formule" in said and "motif : 500 caractères au plus." in said
    assert "motif : Convention de juin" in said
    assert "motif : Convention de juin" in text_of(apply(team, preview))
    reasons = dict(DeploymentEvent.objects.values_list("organisation__name", "reason"))
    assert reasons == {"Ville 1": "Convention de juin", "Ville 2": ""}


def test_lines_are_read_page_by_page_and_one_kind_at_a_time(team, service):
    lines = "".join(f"commune-{number};Pilote\n" for number in range(40000, 40150))
    preview = send(team, f"collectivite;statut\n{lines}")
    address = preview.request["PATH_INFO"]
    assert len(preview.context["report"].lines) == 100
    last = team.get(address + "?lignes=refus&page=2").context["report"]
    assert len(last.lines) == 50 and last.pagination.previous_url == "?lignes=refus&page=1"
    assert team.get(address + "?lignes=création").context["report"].lines == ()


def test_exports_and_imports_of_another_service_are_not_there(team, other_service, towns):
    theirs = Batch.objects.create(service=other_service, party="service", rows=[[2, {"collectivite": "x"}, ""]])
    for ending in ("", "appliquer/", "annuler/"):
        for call in (team.get, team.post):
            assert call(f"{IMPORTS}{theirs.pk}/{ending}").status_code in (404, 405)
    theirs.refresh_from_db()
    assert theirs.state == "a-appliquer"


def test_a_batch_holds_the_deployments_of_its_own_service_only(team, service, other_service, towns):
    theirs = factories.make_deployment(other_service, towns[0], status="interet")
    apply(team, send(team, "collectivite;statut;service\n".replace(";service", "") + "commune-10001;Arrêté\n"))
    apply(team, send(team, "collectivite;statut\ncommune-10001;Pilote\n"))
    theirs.refresh_from_db()
    assert theirs.status == "interet"
    assert [row.service for row in Deployment.objects.exclude(pk=theirs.pk)] == [service]


def test_imports_are_listed_with_what_became_of_them(team, known):
    apply(team, send(team, GOOD_AND_BAD, "juin.csv"))
    send(team, GOOD_AND_BAD, "juillet.csv")
    said = text_of(team.get(IMPORTS))
    assert "juin.csv" in said and "Appliqué" in said and "annulable jusqu'au" in said
    assert "juillet.csv" in said and "À appliquer" in said
