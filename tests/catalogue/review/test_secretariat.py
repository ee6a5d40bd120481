"""The ANCT's secretariat: who sits, on which grid, at which session, on which files. It reads no score."""

import pytest

from catalogue.review.models import Committee, CriteriaGrid, ReviewFile, Seat, Session
from catalogue.review.reviewing import decide
from store.accounts.rights import ADMINISTRATORS, COMMITTEE, EDITORS
from tests import factories
from tests.catalogue.review.sitting import make_grid, score
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client, site):
    client.force_login(factories.make_person("Jean", groups=(ADMINISTRATORS,)))
    return client


@pytest.fixture
def editor(client, site):
    client.force_login(factories.make_person("Gilles", groups=(EDITORS,)))
    return client


def rows(prefix: str, kept: int, *fields: dict) -> dict:
    sent = {f"{prefix}-TOTAL_FORMS": len(fields), f"{prefix}-INITIAL_FORMS": kept}
    sent |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
    return sent | {f"{prefix}-{n}-{name}": value for n, row in enumerate(fields) for name, value in row.items()}


def seat(body: str, **fields) -> dict:
    return {"body": body, "college": "etat", "role": "membre", "since": "2026-01-01", **fields}


def test_an_administrator_names_who_sits_and_gives_them_the_desk(administrator):
    person = factories.make_person("Inès")
    seats = rows("seats", 0, seat("ANCT", role="presidence"), seat("DINUM", user=person.pk))
    sent = {"name": "Comité de sélection", **seats}
    response = administrator.post("/admin/comites/new/", sent)
    assert response.status_code == 302, response.context["form"].errors
    assert Committee.objects.get().seats.count() == 2
    assert [group.name for group in person.groups.all()] == [COMMITTEE]


def test_two_chairs_or_two_seats_of_one_person_at_once_are_refused(administrator):
    person = factories.make_person("Inès")
    for same, told in (
        ({"role": "presidence"}, "président en même temps"),
        ({"user": person.pk}, "Inès siège en même temps"),
    ):
        seats = rows("seats", 0, seat("ANCT", **same), seat("DINUM", until="2027-01-01", **same))
        response = administrator.post("/admin/comites/new/", {"name": "Comité", **seats})
        assert told in text_of(response)
    assert Committee.objects.count() == 0


def test_a_seat_that_served_keeps_its_person(administrator, table):
    table.open()
    score(table.first, table.amrf, 1, 1)
    served = {"id": table.amrf.pk, **seat("AMRF", college="associations", since="2020-01-01")}
    others = [
        {"id": one.pk, **seat(one.body, role=one.role, college=one.college, user=one.user_id, since="2020-01-01")}
        for one in (table.chair, table.deputy, table.adf)
    ]
    sent = {"name": table.committee.name, **rows("seats", 4, {**served, "user": factories.make_person().pk}, *others)}
    assert "Ce siège a déjà servi" in text_of(administrator.post(f"/admin/comites/edit/{table.committee.pk}/", sent))
    sent |= {"seats-0-user": table.amrf.user_id, "seats-0-until": "2026-06-30"}
    response = administrator.post(f"/admin/comites/edit/{table.committee.pk}/", sent)
    assert response.status_code == 302, response.context["form"].errors
    assert str(Seat.objects.get(pk=table.amrf.pk).until) == "2026-06-30"


def test_an_editor_writes_grids_and_plans_sessions_but_names_nobody(editor, table):
    assert editor.get(f"/admin/comites/edit/{table.committee.pk}/").status_code == 302
    criteria = rows("criteria", 0, {"name": "Impact", "weight": 3, "help": "", "ORDER": 1})
    sent = {"name": "Grille du fonds", "introduction": "", **criteria}
    assert editor.post("/admin/grilles/new/", sent).status_code == 302
    grid = CriteriaGrid.objects.get(name="Grille du fonds")
    sent = {"committee": table.committee.pk, "title": "Deuxième séance", "day": "2026-07-05", "grid": grid.pk}
    assert editor.post("/admin/seances/new/", sent).status_code == 302
    assert Session.objects.get(title="Deuxième séance").is_planned


def test_what_has_begun_does_not_change(editor, table):
    table.open()
    frozen = table.session.grid
    assert not any(one.frozen_at for one in editor.get("/admin/grilles/").context["object_list"])
    assert editor.get(f"/admin/grilles/edit/{frozen.pk}/").status_code == 302
    sent = {"committee": table.committee.pk, "title": "Autre titre", "day": "2026-07-05", "grid": make_grid().pk}
    assert "ne changent plus" in text_of(editor.post(f"/admin/seances/edit/{table.session.pk}/", sent))
    kept = {"committee": table.committee.pk, "title": "Autre titre", "day": "2026-05-03", "grid": frozen.pk}
    assert editor.post(f"/admin/seances/edit/{table.session.pk}/", kept).status_code == 302


def test_the_secretariat_reads_no_score_and_no_decision_before_it_is_published(editor, table):
    table.open()
    score(table.first, table.chair, 4, 4)
    table.close()
    decide(table.first, table.chair, "retenu", "Motif encore secret.")
    for address in (f"/admin/seances/inspect/{table.session.pk}/", f"/admin/dossiers/edit/{table.first.pk}/"):
        told = text_of(editor.get(address))
        assert "Projet de Roanne" in told
        assert "Motif encore secret." not in told
        assert "Retenu" not in told


def test_a_file_leaves_the_agenda_as_long_as_nobody_has_read_it(editor, table):
    table.open()
    score(table.first, table.amrf, 1, 1)
    told = text_of(editor.post(f"/admin/dossiers/delete/{table.first.pk}/"))
    assert "il reste à l'ordre du jour" in told
    assert editor.post(f"/admin/dossiers/delete/{table.second.pk}/").status_code == 302
    assert [file.title for file in ReviewFile.objects.all()] == ["Projet de Roanne"]
    assert editor.get("/admin/dossiers/new/").status_code == 302
