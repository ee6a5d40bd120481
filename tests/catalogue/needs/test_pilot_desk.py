"""The desk of the ANCT: an agenda for a committee, projects, calls, and candidacies answered together."""

from datetime import date

import pytest
from django.test import Client

from catalogue.needs import piloting
from catalogue.needs.models import Candidacy, Consultation, NeedAct, PilotCall, Project, Stage
from catalogue.needs.supporting import support
from catalogue.review.models import Committee, Session
from tests import factories
from tests.catalogue.needs.piloted import make_call, make_grouped, make_project, make_town, voice_of
from tests.catalogue.review.sitting import make_grid
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site):
    client = Client()
    client.force_login(factories.make_person("Édith Mas", groups=("Éditeurs",), is_superuser=True))
    return client


@pytest.fixture
def session(db):
    committee = Committee.objects.create(name="Comité de sélection")
    return Session.objects.create(committee=committee, grid=make_grid(), title="Séance de mai", day=date(2026, 5, 3))


def test_propositions_with_enough_supports_are_put_on_the_agenda_of_a_session(editor, session):
    row = make_grouped()
    consultation = row.consultation
    factories.make_proposition("Peu soutenue", consultation=consultation)
    for name in ("Feurs", "Boën"):
        support(row.grouped_into, voice_of(make_town(name)))
    assert "Propositions" in text_of(editor.get("/admin/besoins/ordre-du-jour/"))
    address = f"/admin/besoins/ordre-du-jour/{consultation.pk}/propositions/"
    ticked = editor.post(address, {"session": session.pk, "least": 2, "cocher": "1"})
    assert ticked.content.decode().count(" checked") == 1 and "P-1 Accompagner" in text_of(ticked)
    assert "Cochez au moins une ligne." in text_of(editor.post(address, {"session": session.pk}))
    answer = editor.post(address, {"session": session.pk, "needs": row.grouped_into_id}, follow=True)
    assert "1 dossier est inscrit à l'ordre du jour de « Séance de mai »" in text_of(answer)
    assert [file.title for file in session.files.all()] == ["P-1 Accompagner"]
    assert "rien à examiner" in text_of(editor.get(address.replace("propositions", "contributions")))
    Consultation.objects.update(hides_supports=True)
    assert "Soutiens" not in text_of(editor.get(address))


def test_an_editor_says_the_legal_path_of_a_project(editor):
    project = make_project()
    address = f"/admin/projets/edit/{project.pk}/"
    said = {"outcome": "existant", "study": "necessaire", "vehicle": "", "engineering": "20000", "granted": "300000"}
    assert editor.post(address, {**said, "engineering": "-1"}).status_code == 200
    assert editor.post(address, {**said, "reason": "Un GIP est envisagé."}).status_code == 302
    project = Project.objects.get()
    assert (project.outcome, project.study, project.engineering) == ("existant", "necessaire", 20_000)
    event = project.contribution.events.get(act=NeedAct.PROJECT_CHANGED)
    assert event.reason == "Un GIP est envisagé." and "granted" not in event.changes
    public = text_of(Client().get(f"/besoins/{project.pk}/"))
    assert "Prendre rendez-vous en ligne" in public
    assert editor.get("/admin/projets/").status_code == 200
    assert (
        editor.get("/admin/projets/new/").status_code
        == editor.get(f"/admin/projets/delete/{project.pk}/").status_code
        == 302
    )


def test_an_editor_opens_a_call_and_changes_it_for_a_reason(editor):
    project = make_project()
    said = {
        "project": project.pk,
        "opens": "2026-01-01 08:00:00",
        "closes": "2025-12-31 23:59:59",
        "seats": "2",
        "allowed_kinds": ["commune", "departement"],
        "our_commitments": "Former.",
        "their_commitments": "Essayer.",
    }
    assert "La fin précède le début." in text_of(editor.post("/admin/appels-a-pilotes/new/", said))
    assert editor.post("/admin/appels-a-pilotes/new/", {**said, "closes": "2030-12-31 23:59:59"}).status_code == 302
    call = PilotCall.objects.get()
    assert (call.seats, call.allowed_kinds, call.closes.second) == (2, ["commune", "departement"], 59)
    assert call.project.contribution.stage == Stage.PILOTS_WANTED
    row = piloting.choose(
        piloting.apply(call, "piloter", "Oui.", voice_of(make_town("Lens"))), voice_of(make_town("X"))
    )
    del said["project"]
    address = f"/admin/appels-a-pilotes/edit/{call.pk}/"
    said |= {"closes": "2030-12-31 23:59:59", "seats": "0"}
    assert "1 place est déjà prise" in text_of(editor.post(address, {**said, "reason": "Non."}))
    assert "dites-leur pourquoi" in text_of(editor.post(address, {**said, "seats": "3"}))
    assert editor.post(address, {**said, "seats": "3", "reason": "Une place de plus."}).status_code == 302
    assert PilotCall.objects.get().seats == 3 and row.state == "retenue"
    assert "Voir et choisir" in text_of(editor.get("/admin/appels-a-pilotes/"))


def test_candidacies_are_answered_together_or_not_at_all_beside_their_eligibility(editor):
    call = make_call(seats=1, population_min=1_000)
    sure, unsure, third = (
        piloting.apply(call, "experimenter", f"Oui, {name}.", voice_of(make_town(name, population=people)))
        for name, people in (("Lens", 30_000), ("Rozier", None), ("Boën", 3_000))
    )
    address = f"/admin/besoins/appels/{call.pk}/candidatures/"
    listed = text_of(editor.get(address))
    assert "Oui, Lens." in listed and "À vérifier : dépend de la population" in listed

    def answer(*rows, **said):
        return text_of(editor.post(address, {"candidacies": [row.pk for row in rows], **said}, follow=True))

    assert "Cochez au moins une candidature." in answer(answer="retenir")
    assert "pourquoi elles ne sont pas retenues" in answer(unsure, answer="refuser")
    assert "Toutes les places sont prises" in answer(sure, third, answer="retenir")
    assert set(Candidacy.objects.values_list("state", flat=True)) == {"deposee"}, "none of them"
    assert "1 collectivité est prévenue" in answer(sure, answer="referent")
    assert "1 collectivité est prévenue" in answer(third, answer="attente", reason="Deuxième vague.")
    answer(unsure, answer="refuser", reason="Trop petite.")
    states = {row.organisation.name: (row.state, row.is_referent) for row in Candidacy.objects.all()}
    assert states == {"Lens": ("retenue", True), "Boën": ("attente", False), "Rozier": ("non-retenue", False)}
    stranger = Client()
    stranger.force_login(factories.make_person(organisation=make_town("Feurs")))
    assert stranger.get(address).status_code in (302, 403)
