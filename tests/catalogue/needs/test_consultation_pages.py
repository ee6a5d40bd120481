"""The public pages of consultations and of investigations."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.needs.investigating import answer_request
from catalogue.needs.models import ConsultationPhase, ConsultationStep, Investigation, InvestigationRequest, PhaseKind
from store.mail.models import Message
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


def test_phases_are_listed_with_their_state_and_one_that_is_over_never_comes(django_assert_max_num_queries):
    consultation = factories.make_consultation("Consultation 2026", phases=("soutien",), hides_supports=True)
    now = timezone.now()
    for kind, opens, closes in ((PhaseKind.RECUEIL, -9, -8), (PhaseKind.INTERET, 8, 9)):
        ConsultationPhase.objects.create(
            consultation=consultation, kind=kind, opens=now + timedelta(days=opens), closes=now + timedelta(days=closes)
        )
    ConsultationStep.objects.create(
        consultation=consultation, kind="audition", title="Audition", starts=now, participants="AMF\nADF"
    )
    with django_assert_max_num_queries(12):
        told = text_of(Client().get("/consultations/consultation-2026/"))
    assert "Recueil des besoins : close" in told
    assert "Soutien : ouverte" in told and "Lire et soutenir" in told
    assert "Expression d'intérêt : à venir" in told
    assert "communes, départements et régions" in told and "n'est montré qu'après" in told
    assert "Dire un besoin" not in told
    listed = text_of(Client().get("/consultations/"))
    assert "Soutien : jusqu'au" in listed and "Recueil" not in listed


def test_a_departement_qualifies_by_one_of_its_communes_and_asks_once_at_a_time():
    department = factories.make_territory("Loire", kind="departement", code="42")
    commune = factories.make_territory("Feurs", inside=(department,))
    policy = factories.make_policy("Petites Villes de Demain", commune)
    loire = factories.make_organisation(territory=department)
    person = factories.make_person(organisation=loire, email="dg@loire.example")
    us, others = Client(), Client()
    us.force_login(person)
    others.force_login(
        factories.make_person(organisation=factories.make_organisation(territory=factories.make_territory()))
    )
    address = "/investigations/demander/"
    assert "Ce n'est pas le cas" in text_of(others.get(address))
    others.post(address, {"policy": policy.pk, "problem": "Nous aussi."})
    assert not InvestigationRequest.objects.exists()
    assert "Décrivez le problème" in text_of(us.post(address, {"policy": policy.pk, "problem": " "}))
    assert "Votre demande est envoyée" in text_of(
        us.post(address, {"policy": policy.pk, "problem": "Trop de papier."}, follow=True)
    )
    us.post(address, {"policy": policy.pk, "problem": "Encore."})
    asked = InvestigationRequest.objects.get()
    editor = Client()
    editor.force_login(factories.make_person(groups=("Éditeurs",)))
    desk = f"/admin/demandes-d-investigation/edit/{asked.pk}/"
    assert "Trop de papier." in text_of(editor.get(desk))
    assert "Dites pourquoi la demande est refusée." in text_of(editor.post(desk, {"answer": "non"}))
    editor.post(desk, {"answer": "non", "reason": "Plus de place cette année."})
    asked.refresh_from_db()
    assert asked.state == InvestigationRequest.State.REFUSEE
    assert "Plus de place cette année." in Message.objects.get(to="dg@loire.example").text
    assert "Plus de place" in text_of(us.get(address))


def test_an_investigation_gains_the_territory_of_a_request_that_it_takes(django_assert_max_num_queries):
    commune = factories.make_territory("Feurs")
    policy = factories.make_policy("Petites Villes de Demain", commune)
    asked = InvestigationRequest.objects.create(
        organisation=factories.make_organisation(territory=commune),
        policy=policy,
        problem="Du papier.",
        submitted=timezone.now(),
    )
    found = Investigation.objects.create(slug="papier", title="Moins de papier", problem="Du papier partout.")
    answer_request(asked, accepted=True, investigation=found)
    with django_assert_max_num_queries(10):
        assert "Feurs" in text_of(Client().get("/investigations/"))
    assert "Du papier partout." in text_of(Client().get("/investigations/papier/"))
    assert Client().get("/investigations/pages/2/").status_code == 404
    assert "Petites Villes de Demain" in text_of(Client().get(f"/territoires/{commune.key}/"))
