"""An editor groups contributions, looks after propositions and answers objections, in the admin."""

from datetime import timedelta

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from catalogue.needs import grouping, supporting
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Contribution, Need, Objection, Proposition, Stage, Support
from store.accounts.rights import EDITORS
from tests import factories

pytestmark = pytest.mark.django_db
DESK, NEW, ADD = (f"/admin/besoins/regrouper/{step}" for step in ("", "nouvelle/", "ajouter/"))
MOMENT = timedelta(seconds=1)
SAID = {"title": "Un outil commun", "text": "Un outil pour tous.", "cost_build": "120000", "why": "Même sujet."}


@pytest.fixture
def consultation(catalogue):
    return factories.make_consultation(phases=("recueil", "soutien"))


@pytest.fixture
def town(catalogue):
    loire = factories.make_territory("Loire", kind="departement", code="42")
    return factories.make_organisation(territory=factories.make_territory("Feurs", inside=(loire,)))


@pytest.fixture
def contributions(consultation, town):
    titles = ("Signaler un nid-de-poule", "Signaler une panne d'éclairage", "Réserver une salle")
    return [factories.make_contribution(title, consultation=consultation, organisation=town) for title in titles]


@pytest.fixture
def editor(client):
    client.force_login(factories.make_person(groups=(EDITORS,)))
    return client


@pytest.fixture
def proposition(consultation, contributions):
    values = {"title": "Signaler un incident", "text": "Un outil."}
    return grouping.propose_and_group(consultation, values, contributions[:2], why="Même sujet.", by=anct())


def read(client, address: str, **asked) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def sent(client, address: str, **values) -> str:
    answer = client.post(address, values, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def test_what_waits_is_filtered_and_a_choice_is_kept_from_page_to_page(editor, consultation, contributions):
    assert "3 contributions à regrouper" in read(editor, DESK)
    assert "1 contribution à regrouper" in read(editor, DESK, q="éclairage")
    place = contributions[0].territory.outer_links.get().container
    assert "3 contributions à regrouper" in read(editor, DESK, consultation=consultation.pk, lieu=place.pk)
    page = read(editor, DESK, q="salle", choix=[contributions[0].pk])
    assert "<strong data-count>1</strong>" in page and "Déjà choisies" in page and "nid-de-poule" in page
    assert "3 contributions à regrouper" in read(editor, DESK, lieu="abc", theme="-1", page="9999")


def test_near_ones_come_first_with_a_score_and_propositions_too(editor, consultation, contributions):
    into = factories.make_proposition("Signaler un nid-de-poule ou un trou", consultation=consultation)
    page = read(editor, DESK, pres=contributions[0].pk)
    near = page.partition("Proches de")[2].partition('id="a-regrouper"')[0]
    assert "éclairage" in near and " %" in near and "salle" not in near
    assert f'value="{into.pk}"' in near


def test_several_become_a_proposition_once_what_will_change_was_read(editor, contributions):
    chosen = [one.pk for one in contributions[:2]]
    assert "Signaler un nid-de-poule" in read(editor, NEW, choix=chosen)
    page = sent(editor, NEW, choix=chosen, **SAID)
    assert "Ce qui va changer" in page and "sans aucun soutien" in page and not Proposition.objects.exists()
    for _ in range(2):  # pressed twice
        page = sent(editor, NEW, choix=chosen, confirm="1", **SAID)
        assert "regroupe 2 contributions" in page
    made = Proposition.objects.get()
    assert (made.contribution_count, made.cost_build, made.support_count) == (2, 120_000, 0)
    assert "1 contribution à regrouper" in read(editor, DESK)


def test_what_is_missing_or_refused_is_said_before_anything_is_written(editor, contributions, consultation, town):
    unread = factories.make_contribution(consultation=consultation, organisation=town, stage=Stage.SUBMITTED)
    chosen = [contributions[0].pk, unread.pk]
    assert "journal du regroupement est public" in sent(editor, NEW, choix=chosen, confirm="1", **{**SAID, "why": ""})
    assert "seules les contributions acceptées" in sent(editor, NEW, choix=chosen, **SAID)
    assert "Choisissez au moins une contribution" in sent(editor, NEW, confirm="1", **SAID)
    assert not Proposition.objects.exists()


def test_one_is_added_taken_out_moved_and_the_proposition_dissolved(editor, proposition, contributions, consultation):
    into, here = proposition.pk, f"/admin/besoins/propositions/{proposition.pk}/"
    added = {"choix": contributions[2].pk, "proposition": into, "why": "Idem."}
    assert "entre dans « Signaler un incident »" in sent(editor, ADD, **added)
    sent(editor, ADD, confirm="1", **added)
    assert Proposition.objects.get().contribution_count == 3
    out = {"choix": contributions[2].pk, "why": "Autre sujet."}
    assert "attend un autre regroupement" in sent(editor, f"{here}sortir/", **out)
    sent(editor, f"{here}sortir/", confirm="1", **out)
    other = factories.make_proposition("Autre", consultation=consultation)
    moved = {"choix": contributions[0].pk, "into": other.pk, "why": "Mieux là."}
    sent(editor, f"{here}sortir/", confirm="1", **moved)
    assert list(Proposition.objects.order_by("pk").values_list("contribution_count", flat=True)) == [1, 1]
    page = read(editor, here)
    assert "sort de la proposition" in page and "Autre sujet." in page
    assert "est dissoute" in sent(editor, f"{here}dissoudre/", confirm="1", why="À refaire.")
    assert Contribution.objects.filter(stage=Stage.ACCEPTED).count() == 2


def test_a_text_that_is_supported_changes_for_a_reason(editor, proposition, town):
    supporting.support(proposition, Voice(None, town.name, town, mandate="elu"))
    here, said = f"/admin/besoins/propositions/{proposition.pk}/corriger/", {"title": "Signaler", "text": "Un outil."}
    assert "dites-leur pourquoi il change" in sent(editor, here, confirm="1", **said)
    page = sent(editor, here, why="Plus court.", **said)
    assert "« Signaler un incident » devient « Signaler »" in page and "1 collectivité" in page
    sent(editor, here, confirm="1", why="Plus court.", **said)
    assert Proposition.objects.get().title == "Signaler"


def test_a_support_is_set_aside_for_a_reason_and_counted_again(editor, proposition, town):
    given = supporting.support(proposition, Voice(None, town.name, town, mandate="elu", function="maire"))
    here = f"/admin/besoins/propositions/{proposition.pk}/soutiens/"
    assert "Élu ou élue, maire" in read(editor, here)
    aside = f"/admin/besoins/soutiens/{given.pk}/ecarter/"
    assert "Dites pourquoi" in sent(editor, aside, confirm="1")
    sent(editor, aside, confirm="1", reason="Donné par erreur.")
    assert Need.objects.get(pk=proposition.pk).support_count == 0 and "Donné par erreur." in read(editor, here)
    for _ in range(2):
        sent(editor, f"/admin/besoins/soutiens/{given.pk}/compter/")
    assert Need.objects.get(pk=proposition.pk).support_count == 1
    assert list(Support.objects.order_by("pk").values_list("state", flat=True)) == ["ecarte", "compte"]
    assert ModelLogEntry.objects.filter(action__startswith="needs.").count() == 2


def test_nothing_tells_the_team_of_hidden_supports_before_the_phase_is_closed(editor, consultation, proposition, town):
    given = supporting.support(proposition, Voice(None, town.name, town, mandate="elu", function="maire"))
    desk = f"/admin/besoins/propositions/{proposition.pk}/"
    pages = ("/admin/besoins/propositions/", desk, f"{desk}soutiens/")
    consultation.hides_supports = True
    consultation.save_revision().publish()
    for address in pages:
        told = read(editor, address)
        assert "à la clôture" in told and "qui soutient" not in told and "Élu ou élue" not in told, address
    assert "<td>1</td>" not in read(editor, pages[0])
    assert editor.get(f"/admin/besoins/soutiens/{given.pk}/ecarter/").status_code == 404
    assert editor.post(f"/admin/besoins/soutiens/{given.pk}/compter/").status_code == 404
    assert "Ses soutiens restent" in sent(editor, f"{desk}dissoudre/", why="Doublon.")
    assert "peut-être soutenu" in sent(editor, f"{desk}corriger/", title="Signaler", text="Un outil.")
    assert "celles qui le soutiennent" in sent(
        editor, f"{desk}corriger/", title="Signaler", text="Un outil.", why="Oui."
    )
    consultation.phases.filter(kind="soutien").update(closes=consultation.phases.get(kind="soutien").opens + MOMENT)
    assert "Élu ou élue" in read(editor, pages[2]) and "1 collectivité qui soutient" in read(editor, desk)


def test_an_author_objects_from_their_page_and_is_answered(editor, proposition, contributions, town):
    client = Client()
    client.force_login(factories.make_person(organisation=town, mandate="agent"))
    page = f"/besoins/{contributions[0].pk}/"
    assert "S'opposer à ce regroupement" in read(client, page)
    assert "ni adresse" in sent(client, f"{page}opposition/", text="Écrivez à maire@feurs.example")
    assert "enregistrée et publiée" in sent(client, f"{page}opposition/", text="Ce n'est pas notre besoin.")
    assert "déjà enregistrée" in sent(client, f"{page}opposition/", text="Encore.")
    client.force_login(factories.make_person(organisation=factories.make_organisation("Autre")))
    assert client.post(f"{page}opposition/", {"text": "Moi aussi."}).status_code == 403
    assert "Ce n'est pas notre besoin." in read(editor, "/admin/besoins/oppositions/")
    answer = f"/admin/besoins/oppositions/{Objection.objects.get().pk}/"
    said = {"verdict": "suivie", "answer": "Vous avez raison."}
    assert "sort de « Signaler un incident »" in sent(editor, answer, **said)
    sent(editor, answer, confirm="1", **said)
    assert Contribution.objects.get(pk=contributions[0].pk).stage == Stage.ACCEPTED


def test_only_the_team_groups(client, contributions, town, proposition):
    for person in (factories.make_person(organisation=town), factories.make_person(groups=("Comité",))):
        client.force_login(person)
        for address in (DESK, NEW, "/admin/besoins/propositions/", "/admin/besoins/oppositions/"):
            assert client.get(address).status_code in (302, 403), address
    factories.make_person(maintains=(factories.make_service(),), username="mainteneur")
    client.force_login(type(person).objects.get(username="mainteneur"))
    client.post(f"/admin/besoins/propositions/{proposition.pk}/dissoudre/", {"why": "Non.", "confirm": "1"})
    assert Proposition.objects.get().stage == Stage.PROPOSED
