"""The statistics that the Store publishes of itself."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook

from catalogue.deployments.models import (
    Act,
    AdoptionRequest,
    Channel,
    DeploymentEvent,
    Function,
    Party,
    RequestedService,
    RequestEvent,
    RequestState,
)
from search.models import AskedQuestion
from store.public_figures.models import MonthFigure
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 20, 12))
NOVEMBER, OCTOBER = NOW.date().replace(day=1), NOW.date().replace(month=10, day=1)


@pytest.fixture(autouse=True)
def in_november(time_machine):
    time_machine.move_to(NOW, tick=False)


def computed(client) -> dict[tuple[str, str], dict]:
    call_command("compute_public_figures", verbosity=0)
    return {(one["month"], one["figure"]): one for one in client.get("/statistiques.json").json()["values"]}


def ask_for(service, days: int, made=NOW) -> RequestedService:
    """Answered that many days after."""
    town = factories.make_organisation(territory=factories.make_territory())
    asked = AdoptionRequest.objects.create(
        organisation=town, function=Function.AGENT, need="Un agenda", created=made - timedelta(days=days)
    )
    requested = RequestedService.objects.create(request=asked, service=service, organisation=town, title=service.title)
    for later, was, became in (
        (0, RequestState.ENVOYEE, RequestState.PRISE_EN_CHARGE),
        (9, RequestState.PRISE_EN_CHARGE, RequestState.EN_DEPLOIEMENT),
    ):
        RequestEvent.objects.create(requested=requested, at=made + timedelta(days=later), was=was, became=became)
    return requested


def test_delays_are_medians_of_first_answers_and_few_are_not_published(client):
    service = factories.make_service("Agenda")
    for days in (1, 2, 30):
        ask_for(service, days)
    ask_for(service, 5, made=NOW - timedelta(days=30))
    values = computed(client)
    assert values["2026-11", "delai-reponse"]["value"] == 2
    assert (values["2026-10", "delai-reponse"]["value"], values["2026-10", "delai-reponse"]["withheld"]) == (None, True)
    assert values["2026-10", "demandes"]["withheld"]  # two of them: those of thirty and of thirty-five days ago
    assert values["2026-09", "demandes"]["value"] == 0


def test_uses_are_counted_once_for_each_collectivite_and_invented_ones_are_told(client):
    first, second = factories.make_service("Agenda"), factories.make_service("Cantine", is_demo=True)
    for days, is_demo in ((40, False), (2, True)):
        town = factories.make_organisation(territory=factories.make_territory())
        for service in (first, second):
            use = factories.make_deployment(service, town, declared_by=Party.ORGANISATION, is_demo=is_demo)
            for act in (Act.DECLARED, Act.CONFIRMED):
                DeploymentEvent.objects.create(
                    service=service,
                    organisation=town,
                    deployment=use,
                    at=NOW - timedelta(days=days),
                    act=act,
                    channel=Channel.ESPACE,
                    author_label="Ville",
                )
    factories.make_deployment(first, declared_by=Party.SERVICE)
    values = computed(client)
    assert [values[month, "collectivites"]["value"] for month in ("2026-09", "2026-10", "2026-11")] == [0, 1, 2]
    assert values["2026-11", "collectivites"]["made_up"] == 1
    assert (values["2026-11", "confirmations"]["value"], values["2026-11", "confirmations"]["made_up"]) == (2, 2)
    assert (values["2026-11", "services"]["value"], values["2026-11", "services"]["made_up"]) == (2, 1)
    assert "(dont 1 de démonstration)" in " ".join(client.get("/statistiques/").text.split())


def test_what_was_searched_stays_counted_once_the_questions_are_forgotten(client):
    AskedQuestion.objects.create(day=OCTOBER, text="mots d'un habitant", asked=7, empty=3)
    values = computed(client)
    assert values["2026-10", "recherches"]["value"] == 7
    assert values["2026-10", "recherches-sans-reponse"]["value"] == 3
    AskedQuestion.objects.all().delete()
    assert computed(client)["2026-10", "recherches"]["value"] == 7
    assert "habitant" not in client.get("/statistiques/").text


def test_the_page_and_its_files_say_the_same_in_one_query(client, django_assert_max_num_queries):
    ask_for(factories.make_service("Agenda"), 1)
    computed(client)
    client.get("/statistiques/")
    with django_assert_max_num_queries(6):
        page = BeautifulSoup(client.get("/statistiques/").content, "html.parser")
    assert "la dernière fois le 20 novembre 2026" in page.main.get_text()
    assert [row.th.get_text() for row in page.table.tbody("tr")][:2] == ["novembre 2026 (en cours)", "octobre 2026"]
    lines = list(csv.DictReader(io.StringIO(b"".join(client.get("/statistiques.csv")).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(b"".join(client.get("/statistiques.xlsx")))).active
    assert len(lines) == MonthFigure.objects.count() == sheet.max_row - 1
    assert {line["Unité"] for line in lines} == {"", "jours"}


def test_before_the_first_night_the_page_says_so(client):
    assert "les premières paraîtront demain" in client.get("/statistiques/").text
