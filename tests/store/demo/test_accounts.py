"""The accounts of the demonstration: one per role, entered by a button, and nowhere else than in the demonstration."""

import pytest
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command

from store.accounts.models import Maintenance, User
from store.accounts.people import person_of
from store.accounts.policies import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(catalogue, settings):
    settings.DEMO_ACCOUNTS = True
    for kind, code in (("commune", "42218"), ("departement", "62")):
        factories.make_organisation(territory=factories.make_territory(kind=kind, code=code))
    for name in ("rdv-service-public", "espace-sur-demande"):
        factories.make_service(name, external_id=name)
    call_command("load_demo_accounts", verbosity=0)


def test_there_is_one_for_each_role_that_opens_something_and_it_prints_them(demo, capsys):
    call_command("load_demo_accounts")
    printed = capsys.readouterr().out
    accounts = User.objects.filter(is_demo=True)
    assert {role for user in accounts for role in person_of(user).roles} == set(Role)
    assert all(user.name in printed for user in accounts)
    assert not any(user.has_usable_password() for user in accounts)


def test_making_them_again_changes_nothing_and_undoes_what_was_tried(demo):
    before = set(User.objects.values_list("pk", "username", "organisation"))
    Maintenance.objects.create(user=User.objects.get(username="demo-agente"), service=factories.make_service())
    User.objects.filter(username="demo-elu").update(organisation=None)
    call_command("load_demo_accounts", verbosity=0)
    assert set(User.objects.values_list("pk", "username", "organisation")) == before
    assert not Maintenance.objects.filter(user__username="demo-agente").exists()


def test_a_button_of_the_sign_in_page_enters_one(client, demo):
    page = client.get("/connexion/", {"next": "/services/"}).content.decode()
    assert 'value="demo-agente"' in page
    assert "donnée de démonstration" in page
    response = client.post("/connexion/demonstration/", {"compte": "demo-agente", "next": "/services/"})
    assert response.url == "/services/"
    assert get_user(client).username == "demo-agente"
    elsewhere = {"compte": "demo-agente", "next": "https://ailleurs.example/"}
    assert client.post("/connexion/demonstration/", elsewhere).url == "/mon-compte/"


def test_no_real_account_is_entered_by_that_button(client, demo):
    factories.make_person(username="gilles")
    assert client.post("/connexion/demonstration/", {"compte": "gilles"}).status_code == 404
    assert client.get("/connexion/demonstration/", {"compte": "demo-agente"}).status_code == 405
    assert get_user(client).is_anonymous


def test_outside_the_demonstration_they_are_closed(client, demo, settings):
    settings.DEMO_ACCOUNTS = False
    assert "demo-agente" not in client.get("/connexion/").content.decode()
    assert client.post("/connexion/demonstration/", {"compte": "demo-agente"}).status_code == 404
    with pytest.raises(CommandError):
        call_command("load_demo_accounts")
