"""The page of a need tells its story; nothing of what is not public is in it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.needs.contributing import withdraw
from catalogue.needs.grouping import correct, dissolve, group, ungroup
from catalogue.needs.journal import Voice, anct, record
from catalogue.needs.models import ConsultationStep, NeedAct, Project
from catalogue.needs.moderating import refuse
from catalogue.services.models import OriginStep
from store.page_cache.middleware import pages
from tests.factories import (
    make_consultation,
    make_contribution,
    make_organisation,
    make_proposition,
    make_service,
    restrict,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation():
    return make_consultation(phases=("recueil", "soutien"))


@pytest.fixture
def town():
    return make_organisation("Commune de Rivolet")


def read(client, need) -> str:
    response = client.get(need.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_story_of_a_contribution_goes_through_its_proposition(client, consultation, town):
    contribution = make_contribution("Un nid-de-poule", consultation=consultation, organisation=town)
    proposition = make_proposition("Signaler un incident", consultation=consultation)
    group(proposition, [contribution], "Même besoin", anct())
    correct(proposition, {"text": "Un outil commun à tous."}, "Plus clair", anct())
    page = read(client, contribution)
    story = page[page.index('id="histoire"') :]
    told = ("Contribution déposée", "Contribution acceptée", "Contribution regroupée", "Texte de la proposition")
    places = [story.index(words) for words in told]
    assert places == sorted(places)
    assert "Commune de Rivolet" in story
    assert f'href="{proposition.get_absolute_url()}"' in story
    assert "C-1" in page
    assert "Regroupée" in page


def test_what_was_grouped_on_one_day_is_one_line(client, consultation, town):
    some = [make_contribution(f"Besoin {n}", consultation=consultation, organisation=town) for n in range(4)]
    proposition = make_proposition(consultation=consultation)
    group(proposition, some[:3], "Même besoin", anct())
    group(proposition, some[3:], "Même besoin", anct())
    page = read(client, proposition)
    assert "4 contributions regroupées" in page
    assert page.count("contributions regroupées</h3>") == 1
    assert "Première contribution" in page
    assert "Soutien ouvert aux collectivités" in page


def test_a_working_group_is_in_the_story_of_what_it_was_about(client, consultation, town):
    contribution = make_contribution(consultation=consultation, organisation=town)
    meeting = ConsultationStep.objects.create(
        consultation=consultation, kind="atelier", title="Voirie", starts=timezone.now() + timedelta(days=3)
    )
    meeting.needs.add(contribution)
    page = read(client, contribution)
    assert "Groupe de travail : Voirie" in page
    assert "(à venir)" in page


def test_a_long_story_is_cut_in_the_middle(client, consultation, town):
    contribution = make_contribution(consultation=consultation, organisation=town)
    for n in range(80):
        at = timezone.now() - timedelta(days=n)
        record(contribution, NeedAct.PROJECT_CHANGED, anct(), at, reason=f"Changement {n}")
    page = read(client, contribution)
    assert "étapes entre les deux ne sont pas montrées" in page
    assert page.count("<time") == 50


def test_a_private_consultation_is_read_by_nobody(client, consultation, town):
    contribution = make_contribution("Besoin secret", consultation=consultation, organisation=town)
    restrict(consultation)
    response = client.get(contribution.get_absolute_url())
    assert response.status_code == 404
    assert "Besoin secret" not in response.content.decode()


def test_lines_that_are_not_public_are_left_out(client, consultation, town):
    contribution = make_contribution(consultation=consultation, organisation=town)
    record(contribution, NeedAct.PROJECT_CHANGED, anct(), timezone.now(), reason="canari", public=False)
    assert "canari" not in read(client, contribution)


def test_what_was_never_public_does_not_exist_and_what_was_withdrawn_is_gone(client, consultation, town):
    by = Voice(None, town.name, town)
    waiting = make_contribution(consultation=consultation, organisation=town, stage="deposee")
    refused = make_contribution(consultation=consultation, organisation=town, stage="deposee")
    refuse(refused, "Hors sujet", anct())
    withdrawn = make_contribution("Retirée tôt", consultation=consultation, organisation=town, stage="deposee")
    withdraw(withdrawn, by)
    for need in (waiting, refused, withdrawn):
        assert client.get(need.get_absolute_url()).status_code == 404
    once_public = make_contribution("Retirée tard", consultation=consultation, organisation=town)
    withdraw(once_public, by)
    response = client.get(once_public.get_absolute_url())
    assert response.status_code == 410
    assert "Retirée tard" not in response.content.decode()


def test_a_dissolved_proposition_stays_readable_with_its_log(client, consultation, town):
    contribution = make_contribution(consultation=consultation, organisation=town)
    proposition = make_proposition(consultation=consultation)
    group(proposition, [contribution], "Même besoin", anct())
    ungroup([contribution], "Autre besoin", anct())
    dissolve(proposition, "Elle ne groupe plus rien", anct())
    page = read(client, proposition)
    assert "Dissoute" in page
    assert "Proposition dissoute" in page
    assert "1 contribution sortie" in page


@pytest.mark.django_db(transaction=True)
def test_a_page_costs_ten_queries_at_most(client, town):
    consultation = make_consultation(phases=("recueil", "soutien"))
    some = [make_contribution(f"Besoin {n}", consultation=consultation, organisation=town) for n in range(12)]
    proposition = make_proposition(consultation=consultation)
    group(proposition, some, "Même besoin", anct())
    for need in (proposition, some[0]):
        for _ in range(2):
            client.get(need.get_absolute_url())
            pages.clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(need.get_absolute_url())
        pages.clear()
        assert len(asked) <= 10, "\n".join(query["sql"][:200] for query in asked)


def test_a_sheet_tells_where_its_service_comes_from(client, consultation, town):
    contribution = make_contribution("Un nid-de-poule", consultation=consultation, organisation=town)
    service = make_service("Voirie")
    assert "D'où vient ce service" not in client.get(service.get_url()).content.decode()
    Project.objects.create(contribution=contribution, selected=timezone.now(), changed=timezone.now(), service=service)
    service.origin_steps = [OriginStep(on=date(2018, 1, 1), said="2018", title="Un besoin ancien", source="Presse")]
    service.save_revision().publish()
    page = client.get(service.get_url()).content.decode()
    assert 'href="#origine"' in page
    story = page[page.index('id="origine"') :]
    assert story.index("Un besoin ancien") < story.index("Contribution déposée")
    assert f'href="{contribution.get_absolute_url()}"' in story
    restrict(consultation)
    assert "Contribution déposée" not in client.get(service.get_url()).content.decode()
