"""Somebody joins those who act for a collectivité: they are told of each other, by letter and on their desks."""

import pytest
from django.urls import reverse

from store.accounts.models import AttachmentRequest
from store.accounts.rights import ADMINISTRATORS, EDITORS
from store.mail.categories import TEAM
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint
from tests import factories

pytestmark = pytest.mark.django_db
DESK = "/mon-espace/"


@pytest.fixture
def town():
    return factories.make_organisation(territory=factories.make_territory("Feurs"))


@pytest.fixture
def amelie(town):
    return factories.make_person("Amélie Roux", organisation=town, mandate="dgs", email="amelie@feurs.example")


def join(town, name="Bruno <b>Petit</b>", email="bruno@feurs.example"):
    """Accepted by an editor."""
    person = factories.make_person(name, email=email)
    request = AttachmentRequest.objects.create(user=person, named=town.name, organisation=town)
    request.settle("acceptee", by=factories.make_person(groups=(EDITORS,)), organisation=town)
    return person


def letters() -> dict[str, list[str]]:
    """Subjects by address, that of the answer of the Store apart."""
    told = Message.objects.exclude(subject__contains="rattachement").order_by("pk")
    return {to: [one.subject for one in told if one.to == to] for to in {one.to for one in told}}


def test_both_sides_are_written_to_once(client, town, amelie):
    bruno = join(town)
    assert letters() == {
        "amelie@feurs.example": ["Une personne rejoint l'équipe de Feurs"],
        "bruno@feurs.example": ["Bienvenue dans l'équipe de Feurs"],
    }
    told = Message.objects.get(to="amelie@feurs.example")
    assert "<b>Petit" not in told.html
    assert "Amélie Roux, Direction générale" in Message.objects.get(subject__startswith="Bienvenue").text
    bruno.refresh_from_db()
    bruno.attach(town, by=None)
    assert Message.objects.filter(subject__startswith="Bienvenue").count() == 1


def test_both_desks_say_it(client, town, amelie):
    bruno = join(town)
    client.force_login(amelie)
    assert "Bruno &lt;b&gt;Petit&lt;/b&gt; a rejoint votre équipe" in client.get(DESK).text
    client.force_login(bruno)
    mine = " ".join(client.get(DESK).text.split())
    assert "1 personne agit déjà en son nom" in mine and "a rejoint votre équipe" not in mine


def test_the_first_person_of_a_collectivite_is_alone(client, town):
    bruno = join(town)
    assert letters() == {}
    client.force_login(bruno)
    assert "déjà en son nom" not in client.get(DESK).text


def test_who_refuses_these_letters_receives_none(town, amelie):
    Preference.objects.say(fingerprint(amelie.email), TEAM, wanted=False)
    join(town)
    assert set(letters()) == {"bruno@feurs.example"}


def test_an_administrator_who_attaches_somebody_tells_them_too(client, town, amelie):
    bruno = factories.make_person("Bruno Petit", email="bruno@feurs.example")
    client.force_login(factories.make_person(groups=(ADMINISTRATORS,)))
    fields = {"username": bruno.username, "name": bruno.name, "email": bruno.email, "mandate": "", "is_active": "on"}
    client.post(reverse("wagtailusers_users:edit", args=[bruno.pk]), {**fields, "organisation": town.pk})
    assert set(letters()) == {"amelie@feurs.example", "bruno@feurs.example"}
