"""An editor pins results to a question, and sees what it does before it is saved."""

import pytest
from django.urls import reverse

from search.engines import get_engine
from search.indexing import locks
from search.models import PinnedResults
from tests import factories
from tests.search.admin.forms import PINS, errors, pin_data, read_effect
from tests.search.asking import ask, found, names
from tests.store.admin.people import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, catalogue):
    client.force_login(editor())
    return client


@pytest.fixture
def services(catalogue):
    named = {"Cantine A": "Gérer la cantine", "Cantine B": "Gérer la cantine", "Fourneaux": "Chauffer les plats"}
    return {title: factories.make_service(title, action=action) for title, action in named.items()}


def add(desk, question: str, *services):
    return desk.post(reverse(f"{PINS}:add"), pin_data(question, services))


def change(desk, pins: PinnedResults, question: str, *services):
    return desk.post(reverse(f"{PINS}:edit", args=[pins.pk]), pin_data(question, services, pins))


def test_what_is_saved_applies_at_once(desk, services):
    ask()
    add(desk, "Cantines", services["Fourneaux"], services["Cantine B"])
    assert names(ask("cantine")) == ["Fourneaux", "Cantine B", "Cantine A"]
    pins = PinnedResults.objects.get()
    change(desk, pins, "Cantines", services["Cantine B"], services["Fourneaux"])
    assert names(ask("cantine")) == ["Cantine B", "Fourneaux", "Cantine A"]
    change(desk, pins, "Réfectoire", services["Cantine B"])
    assert names(ask("réfectoire")) == ["Cantine B"]
    desk.post(reverse(f"{PINS}:delete", args=[pins.pk]))
    assert found("réfectoire") == set()


def test_its_effect_is_seen_with_nothing_saved(desk, services):
    effect = read_effect(desk, f"{PINS}:effect_of_new", pin_data("cantine", [services["Fourneaux"]]))
    now, then = effect["« cantine »"]
    assert set(now) == {"Cantine A", "Cantine B"}
    assert then == ["Fourneaux épinglé, n'était pas trouvé", *(f"{name} descend de 1 place" for name in now)]
    assert not PinnedResults.objects.exists()
    assert "Fourneaux" not in found("cantine")


def test_the_effect_of_a_change_starts_from_what_is_pinned_today(desk, services):
    pins = factories.pin("cantine", services["Fourneaux"], services["Cantine B"])
    data = pin_data("cantine", [services["Cantine B"], services["Fourneaux"]], pins)
    now, then = read_effect(desk, f"{PINS}:effect", data, pins.pk)["« cantine »"]
    assert now == ["Fourneaux", "Cantine B", "Cantine A"]
    assert then == ["Cantine B épinglé, monte de 1 place", "Fourneaux épinglé, descend de 1 place", "Cantine A"]


def test_a_question_that_is_given_up_is_shown_too(desk, services):
    pins = factories.pin("réfectoire", services["Fourneaux"])
    effect = read_effect(desk, f"{PINS}:effect", pin_data("cantine", [services["Fourneaux"]], pins), pins.pk)
    assert effect["« réfectoire »"] == (["Fourneaux n'est plus trouvé"], [])
    assert effect["« cantine »"][1][0].startswith("Fourneaux")


def test_what_leaves_and_enters_the_first_ten_is_said(desk, services):
    for number in range(12):
        factories.make_service(f"Cantine {number:02}", action="Gérer la cantine")
    last = ask("cantine").hits[-1].sheet
    pages = [page for page in services.values() if page.title == "Fourneaux"]
    data = pin_data("cantine", [*pages, type(pages[0]).objects.get(pk=last.pk)])
    now, then = read_effect(desk, f"{PINS}:effect_of_new", data)["« cantine »"]
    assert len(now) == len(then) == 10
    assert [line.partition(" sort ")[2] for line in now[-2:]] == ["des dix premiers"] * 2
    assert then[0] == "Fourneaux épinglé, entre dans les dix premiers"
    assert then[1] == f"{last.title} épinglé, entre dans les dix premiers"


def test_when_nothing_changes_it_is_said(desk, services):
    pins = factories.pin("cantine", services["Cantine A"])
    data = pin_data("Cantines", [services["Cantine A"]], pins)
    response = desk.post(reverse(f"{PINS}:effect", args=[pins.pk]), data)
    assert "Rien ne change dans les dix premiers résultats." in response.text


def test_a_service_that_is_not_public_may_be_pinned_and_is_not_shown(desk, services):
    draft = factories.make_service("Bientôt", published=False)
    response = desk.post(reverse(f"{PINS}:effect_of_new"), pin_data("cantine", [draft, services["Cantine A"]]))
    assert "le public ne le voit pas : Bientôt" in " ".join(response.text.split())
    add(desk, "cantine", draft, services["Cantine A"])
    assert names(ask("cantine"))[0] == "Cantine A"


def test_bad_input_is_said_in_french_where_it_is(desk, services):
    one = services["Cantine A"]
    wrong = {
        "": ("#id_question", "Champ requis"),
        "et avec des": ("#id_question", "La recherche ne retient aucun de ces mots"),
        "m" * 101: ("#id_question", "au plus 100 caractères"),
    }
    for question, (field, said) in wrong.items():
        assert said in errors(desk, f"{PINS}:effect_of_new", pin_data(question, [one]))[field]
        assert said in add(desk, question, one).text
    nothing = errors(desk, f"{PINS}:effect_of_new", pin_data("cantine", []))
    assert nothing == {"": "Choisissez au moins un service."}
    assert not PinnedResults.objects.exists()


def test_one_question_has_one_list(desk, services):
    pins = factories.pin("cantine scolaire", services["Fourneaux"])
    refused = errors(desk, f"{PINS}:effect_of_new", pin_data("Scolaires, cantines", [services["Cantine A"]]))
    assert "« cantine scolaire » a déjà des résultats épinglés" in refused["#id_question"]
    change(desk, pins, "Cantines scolaires", services["Cantine A"])
    assert PinnedResults.objects.get().question == "Cantines scolaires"


def test_a_service_is_pinned_once_and_five_at_most(desk, services):
    one = services["Cantine A"]
    twice = pin_data("cantine", [one, services["Cantine B"]]) | {"services-1-service": str(one.pk)}
    assert "Service 2 : Ce service est déjà plus haut." in errors(desk, f"{PINS}:effect_of_new", twice)[""]
    assert "Un service est épinglé deux fois : retirez-en un." in desk.post(reverse(f"{PINS}:add"), twice).text
    six = [factories.make_service() for _ in range(6)]
    assert "5 services au plus" in add(desk, "cantine", *six).text
    assert not PinnedResults.objects.exists()


def test_when_no_engine_answers_it_is_said(desk, services):
    with locks.rebuilding(get_engine()):  # there is no index, and somebody is making one
        response = desk.post(reverse(f"{PINS}:effect_of_new"), pin_data("cantine", [services["Fourneaux"]]))
    assert response.status_code == 503
    assert "La recherche ne répond pas" in response.text


def test_only_editors_may_ask_for_an_effect(client, services):
    client.force_login(factories.make_person(maintains=(services["Fourneaux"],)))
    response = client.post(reverse(f"{PINS}:effect_of_new"), pin_data("cantine", [services["Fourneaux"]]))
    assert response.status_code in (302, 403)
