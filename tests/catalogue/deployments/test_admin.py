"""Deployments in the admin's list."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from bs4 import BeautifulSoup

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/admin/deployments/deployment/"


def test_the_list_says_in_words_what_is_a_demonstration(admin_client):
    factories.make_deployment(factories.make_service(), is_demo=True)
    page = BeautifulSoup(admin_client.get(LIST).content, "html.parser")
    assert page.select("tbody tr td")[-1].get_text(strip=True) == "oui"


def test_deployments_are_listed_by_the_year_they_began(admin_client):
    factories.make_deployment(factories.make_service("Salle libre"), since=date(2024, 5, 1))
    factories.make_deployment(factories.make_service("Vieux guichet"), since=date(2021, 5, 1))
    assert "Any date" not in admin_client.get(LIST).content.decode()
    page = BeautifulSoup(admin_client.get(LIST, {"annee": "2024"}).content, "html.parser")
    assert [link.get_text(strip=True) for link in page.select("tbody .title-wrapper a")] == ["Salle libre"]
    assert admin_client.get(LIST, {"annee": "²0²4"}).status_code == 200


@pytest.fixture
def deployment(country):
    organisation = factories.make_organisation(territory=country.village, siren="213800360")
    team = Author(Party.SERVICE, Channel.ESPACE)
    values = {"status": "pilote", "since": date(2024, 3, 1), "source": "=HYPERLINK(1)"}
    service = factories.make_service("Salle libre", deployed_definition="Une salle ouverte à la réservation")
    deployment = declare(service, organisation, values, team)
    return change(deployment, {"status": "en-production"}, team, "Mise en service en mairie")


def test_deployments_are_kept_by_service_and_signature(admin_client, deployment):
    other = factories.make_deployment(factories.make_service("Vieux guichet"))
    page = admin_client.get(LIST, {"service": "salle-libre"}).content.decode()
    assert str(deployment.organisation) in page
    assert str(other.organisation) not in page
    confirming.contest(deployment, Author(Party.ORGANISATION, Channel.LIEN), "Jamais eu.")
    page = admin_client.get(LIST, {"standing": "contestee"}).content.decode()
    assert str(deployment.organisation) in page
    assert str(other.organisation) not in page


def test_deployments_are_found_by_words_of_the_service_and_of_the_place(admin_client, deployment):
    other = factories.make_deployment(factories.make_service("Vieux guichet"), deployment.organisation)
    page = admin_client.get(LIST, {"q": "salle beauvoir"}).content.decode()
    assert f"{LIST}edit/{deployment.pk}/" in page
    assert f"{LIST}edit/{other.pk}/" not in page


def test_those_chosen_in_the_list_are_withdrawn_with_their_history_but_what_is_contested(admin_client, deployment):
    contested = factories.make_deployment(factories.make_service("Vieux guichet"), deployment.organisation)
    confirming.contest(contested, Author(Party.ORGANISATION, Channel.LIEN), "Jamais eu.")
    asked = f"/admin/bulk/deployments/deployment/delete/?id={deployment.pk}&id={contested.pk}&next={LIST}"
    assert str(deployment) in admin_client.get(asked).content.decode()
    told = admin_client.post(asked, follow=True).content.decode()
    assert "1 déploiement est retiré." in told and "Vieux guichet" in told and "contesté" in told
    assert [row.pk for row in Deployment.objects.all()] == [contested.pk]
    assert DeploymentEvent.objects.filter(service=deployment.service).last().act == "retrait"


def test_the_history_of_a_deployment_is_read_in_words(admin_client, deployment):
    confirming.contest(deployment, Author(Party.ORGANISATION, Channel.LIEN), "Nous ne l'avons pas.")
    page = BeautifulSoup(admin_client.get(f"{LIST}inspect/{deployment.pk}/").content, "html.parser")
    rows = [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]
    assert len(rows) == 3
    assert "Contestation Beauvoir Lien reçu par courriel signature : Déclarée → Contestée" in rows[0]
    assert "Modification Équipe de Salle libre Espace du Store statut : Pilote → En production" in rows[1]
    assert "Mise en service en mairie" in rows[1]
    assert "Signature attendue : l'ANCT." in " ".join(page.main.get_text(" ").split())


def export(admin_client, form):
    answer = admin_client.get(LIST, {"export": form})
    return b"".join(answer.streaming_content)


def test_the_history_of_a_withdrawn_deployment_is_still_read(admin_client, deployment):
    history = f"{LIST}inspect/{deployment.pk}/"
    assert history in admin_client.post(f"{LIST}delete/{deployment.pk}/", follow=True).content.decode()
    page = admin_client.get(history).content.decode()
    assert "seul son historique reste" in page and "Mise en service en mairie" in page and "Retrait" in page
    assert f"{LIST}edit/" not in page and f"{LIST}delete/" not in page
    for unknown in ("999999", "abc"):
        assert admin_client.get(f"{LIST}inspect/{unknown}/").status_code == 404


def test_the_export_says_words_and_computes_nothing(admin_client, deployment):
    header, row = csv.reader(io.StringIO(export(admin_client, "csv").decode()))
    told = dict(zip(header, row, strict=True))
    assert told["Statut"] == "En production"
    assert (told["Signature"], told["Déclarée par"]) == ("Déclarée", "L'équipe du service")
    assert (told["SIREN"], told["Territoire couvert"]) == ("213800360", "commune-38036")
    assert told["Ce que « déployé » veut dire"] == "Une salle ouverte à la réservation"
    assert told["Source"] == "'=HYPERLINK(1)"
    assert (told["Jusqu'au"], told["Confirmée le"]) == ("", "")


def test_the_workbook_holds_days_as_days_and_formulas_as_text(admin_client, deployment):
    sheet = openpyxl.load_workbook(io.BytesIO(export(admin_client, "xlsx"))).active
    header, row = sheet.iter_rows()
    told = dict(zip((cell.value for cell in header), row, strict=True))
    assert told["Depuis"].is_date
    assert told["SIREN"].data_type == "s"
    assert (told["Source"].data_type, told["Source"].value) == ("s", "=HYPERLINK(1)")
