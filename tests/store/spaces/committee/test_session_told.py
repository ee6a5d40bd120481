"""What members of a committee are told of a session, and what they and anybody take away from it."""

import pytest
from django.test import Client

from catalogue.review.models import Decision
from catalogue.review.reviewing import decide, declare, publish
from store.mail.models import Message
from tests.catalogue.review.sitting import score
from tests.store.spaces.committee.desk import Member, of_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def seated(table):
    for name in ("chair", "deputy", "amrf", "adf"):
        user = getattr(table, name).user
        user.email = f"{name}@exemple.fr"
        user.save()
    return table


def told(act: str) -> dict[str, str]:
    return {one.to: " ".join(one.text.split()) for one in Message.objects.filter(key__contains=f":{act}:")}


def lines(response) -> list[str]:
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()


def test_members_are_told_when_a_session_opens_closes_and_publishes(seated):
    seated.open()
    opened = told("ouverte")
    assert sorted(opened) == [f"{name}@exemple.fr" for name in ("adf", "amrf", "chair", "deputy")]
    assert "Projet de Roanne" in opened["adf@exemple.fr"] and "le 3 mai 2026" in opened["adf@exemple.fr"]
    declare(seated.first, seated.chair, True, "J'y ai travaillé.")
    seated.close()
    closed = told("close")
    assert sorted(closed) == ["chair@exemple.fr", "deputy@exemple.fr"]
    assert "Projet de Feurs" in closed["chair@exemple.fr"] and "Projet de Roanne" not in closed["chair@exemple.fr"]
    assert "Projet de Roanne" in closed["deputy@exemple.fr"]
    declare(seated.second, seated.chair, False)
    publish(seated.session, seated.chair, [decide(seated.second, seated.chair, "ajourne", "Un chiffrage manque.")])
    published = told("publiee")
    assert len(published) == 4 and "Ajourné : Projet de Feurs" in published["amrf@exemple.fr"]
    assert "en CSV" not in published["amrf@exemple.fr"], "a file still waits for its decision"


def test_a_session_goes_to_ones_diary(table):
    file = Member(table.amrf).get(f"{of_session(table.session)}agenda.ics")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    said = file.content.decode()
    assert "DTSTART;VALUE=DATE:20260503" in said and "SUMMARY:Première séance (Comité de sélection)" in said
    assert Client().get(f"{of_session(table.session)}agenda.ics").status_code == 302


def test_results_are_anybodys_once_published_and_figures_only_for_who_may_read_them(table):
    table.open()
    for seat, values in ((table.amrf, (5, 5)), (table.adf, (1, 1))):
        score(table.first, seat, *values)
        score(table.second, seat, *values)
    declare(table.first, table.chair, True, "J'y ai travaillé.")
    declare(table.second, table.chair, False)
    declare(table.first, table.deputy, False)
    table.close()
    figures = f"{of_session(table.session)}presidence/notes.csv"
    theirs = lines(Member(table.chair).get(figures))
    assert "Projet de Feurs,Ensemble,2,3.0,3.0,2.0" in theirs and "Projet de Feurs,Organisme : ADF,,1.0,," in theirs
    assert not [line for line in theirs if "Roanne" in line]
    assert "Projet de Roanne,Critère : Impact,2,3.0,3.0,2.0" in lines(Member(table.deputy).get(figures))
    assert Member(table.amrf).get(figures).status_code == 403
    results = f"/comites/seances/{table.session.pk}/decisions.csv"
    publish(table.session, table.chair, [decide(table.second, table.chair, "retenu", "Utile.", 12_000)])
    assert Client().get(results).status_code == 404
    publish(table.session, table.deputy, [decide(table.first, table.deputy, "non-retenu", "Existe déjà.")])
    _, first, second = lines(Client().get(results))
    assert first.startswith("Projet de Roanne,http") and ",Non retenu,Existe déjà.,,20" in first
    assert second.endswith(",2,3.0,3.0,2.0") and ",Retenu,Utile.,12000.0," in second
    assert Decision.objects.published().count() == 2
    assert Client().get(results.replace(".csv", ".xlsx")).status_code == 200
