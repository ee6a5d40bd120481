"""Following a need, and following it no more."""

import pytest
from django.urls import reverse

from catalogue.needs.models import Follow
from tests.factories import make_consultation, make_contribution, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    consultation = make_consultation(phases=("recueil",))
    return make_contribution(consultation=consultation, organisation=make_organisation("Commune de Rivolet"))


def test_somebody_follows_and_stops(client, need):
    person = make_person(email="camille@rivolet.example")
    client.force_login(person)
    assert "Suivre ce besoin" in client.get(need.get_absolute_url()).content.decode()
    page = client.post(reverse("need-follow", args=[need.pk]), {"suivre": "1"}, follow=True).content.decode()
    assert "chaque étape vous sera dite" in page
    assert "Ne plus suivre ce besoin" in page
    client.post(reverse("need-follow", args=[need.pk]), {"arreter": "1"})
    assert Follow.objects.get().stopped
    client.post(reverse("need-follow", args=[need.pk]), {"suivre": "1"})
    assert Follow.objects.get().stopped is None


def test_a_visitor_signs_in_first_and_comes_back_to_the_need(client, need):
    assert reverse("need-follow", args=[need.pk]) in client.get(need.get_absolute_url()).content.decode()
    response = client.post(reverse("need-follow", args=[need.pk]))
    assert response.status_code == 302
    assert reverse("sign-in") in response.url
    client.force_login(make_person())
    assert client.get(reverse("need-follow", args=[need.pk])).url == need.get_absolute_url()
    assert not Follow.objects.exists()


def test_what_is_not_public_is_followed_by_nobody(client):
    consultation = make_consultation(phases=("recueil",))
    hidden = make_contribution(consultation=consultation, organisation=make_organisation(), stage="deposee")
    client.force_login(make_person())
    assert client.post(reverse("need-follow", args=[hidden.pk])).status_code == 404
    assert not Follow.objects.exists()
