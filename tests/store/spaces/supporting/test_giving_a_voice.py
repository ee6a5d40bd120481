"""An agent or an élu supports a proposition for their collectivité, and withdraws, on its page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.needs.consultation_figures import recount
from catalogue.needs.models import Need, Support
from catalogue.needs.supporting import recount_supports, set_aside
from store.mail.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
NAME, FUNCTION = "Camille Tenue-Secrète", "maire"


@pytest.fixture
def consultation(catalogue):
    return factories.make_consultation(phases=("soutien",))


@pytest.fixture
def proposition(consultation):
    return factories.make_proposition("Signaler un incident", consultation=consultation)


@pytest.fixture
def town(catalogue):
    return factories.make_organisation(territory=factories.make_territory("Feurs", population=8_000))


@pytest.fixture
def mayor(client, town):
    client.person = factories.make_person(NAME, organisation=town, mandate="elu", email="maire@feurs.example")
    client.force_login(client.person)
    return client


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def give(client, proposition, **values):
    return client.post(f"/besoins/{proposition.pk}/soutien/", {"function": FUNCTION, **values}, follow=True)


def close(consultation) -> None:
    consultation.phases.update(closes=timezone.now() - timedelta(minutes=1))


def test_a_mayor_supports_then_withdraws_and_history_stays(mayor, proposition):
    here = f"/besoins/{proposition.pk}/"
    assert "Pas encore de soutien" in read(mayor, here)
    assert "Feurs soutient « Signaler un incident »" in give(mayor, proposition).content.decode()
    assert "Vous soutenez cette proposition au nom de votre collectivité" in give(mayor, proposition).content.decode()
    page = read(mayor, here)
    assert "<strong>1 collectivité</strong> soutient" in page
    assert "<strong>8 000 habitants</strong>" in page
    row = Need.objects.get(pk=proposition.pk)
    assert (Support.objects.count(), row.support_count, row.supported_population) == (1, 1, 8_000)
    mayor.get(f"/besoins/{proposition.pk}/soutien/retrait/")
    assert Need.objects.get(pk=proposition.pk).support_count == 1
    for _ in range(2):
        mayor.post(f"/besoins/{proposition.pk}/soutien/retrait/")
    assert Need.objects.get(pk=proposition.pk).support_count == 0
    give(mayor, proposition)
    ours = read(mayor, "/mon-espace/soutiens/")
    assert ours.count("Signaler un incident") == 2 and "Retiré le" in ours and "Compté" in ours
    assert not recount_supports(proposition) and recount(proposition.consultation) == 0


def test_a_colleague_reads_that_we_support_already_and_by_which_function(mayor, client, proposition, town):
    give(mayor, proposition)
    client.force_login(factories.make_person(organisation=town, mandate="agent"))
    page = read(client, f"/besoins/{proposition.pk}/")
    assert "soutient déjà cette proposition, par un élu ou une élue (maire)" in page
    assert "Retirer notre soutien" in page and NAME not in page


def test_names_and_addresses_of_people_are_on_no_page(mayor, client, proposition):
    give(mayor, proposition)
    client.logout()
    for address in (f"/besoins/{proposition.pk}/", f"/besoins/{proposition.pk}/soutiens/"):
        page = read(client, address)
        assert NAME not in page and "@feurs" not in page
    assert "<td>maire</td>" in page and "Élu ou élue" in page


def test_a_function_is_no_place_for_an_address_and_says_so_under_its_field(mayor, proposition):
    page = give(mayor, proposition, function="maire, 06 12 34 56 78").content.decode()
    assert "ni adresse, ni numéro de téléphone" in page and 'id="id_function_error"' in page
    assert not Support.objects.exists()


def test_who_did_not_say_their_mandate_is_asked_for_it(client, proposition, town):
    client.force_login(factories.make_person(organisation=town))
    assert "Dites si vous êtes agent" in give(client, proposition).content.decode()
    give(client, proposition, mandate="dgs")
    assert Support.objects.get().profile == "dgs"


def test_partners_and_people_without_organisation_read_why_they_have_no_voice(client, proposition):
    association = factories.make_organisation("Association", kind="association")
    for person, why in (
        (factories.make_person(organisation=association), "ne donnent pas de voix"),
        (factories.make_person(), "au nom d'une collectivité"),
    ):
        client.force_login(person)
        assert why in read(client, f"/besoins/{proposition.pk}/").replace("&#x27;", "'")
        assert why in give(client, proposition).content.decode().replace("&#x27;", "'")
    assert not Support.objects.exists()


def test_a_visitor_signs_in_and_comes_back(client, proposition):
    assert f'href="/besoins/{proposition.pk}/soutien/"' in read(client, f"/besoins/{proposition.pk}/")
    answer = client.get(f"/besoins/{proposition.pk}/soutien/")
    assert answer.headers["Location"] == f"/connexion/?next=/besoins/{proposition.pk}/soutien/"


def test_once_closed_the_page_the_button_and_the_server_say_since_when(mayor, proposition, consultation):
    give(mayor, proposition)
    close(consultation)
    page = read(mayor, f"/besoins/{proposition.pk}/")
    assert "close depuis le" in page and "Retirer notre soutien" not in page
    refused = mayor.post(f"/besoins/{proposition.pk}/soutien/retrait/", follow=True).content.decode()
    assert "close depuis le" in refused and Need.objects.get(pk=proposition.pk).support_count == 1
    other = factories.make_proposition("Autre", consultation=consultation)
    assert "close depuis le" in give(mayor, other).content.decode()
    assert Support.objects.count() == 1


def test_what_is_set_aside_is_told_with_its_reason(mayor, proposition):
    give(mayor, proposition)
    set_aside(Support.objects.get(), "Donné deux fois par la commune.")
    mail = Message.objects.get(to="maire@feurs.example")
    assert mail.subject == f"Le soutien de votre collectivité à « {proposition.title} » ne compte plus"
    assert "Motif : Donné deux fois par la commune." in mail.text
    assert "Écarté le" in read(mayor, "/mon-espace/soutiens/")
    assert "Donné deux fois par la commune." in read(mayor, f"/besoins/{proposition.pk}/soutiens/")
    assert Need.objects.get(pk=proposition.pk).support_count == 0


def test_hidden_supports_are_told_nowhere_before_the_end(mayor, client, proposition, consultation):
    consultation.hides_supports = True
    consultation.save()
    give(mayor, proposition)
    client.logout()
    for address in (f"/besoins/{proposition.pk}/", f"/besoins/{proposition.pk}/soutiens/"):
        page = read(client, address)
        assert "Les soutiens seront publiés à la clôture, le" in page
        assert "Feurs" not in page and "habitants" not in page
    assert client.get(f"/besoins/{proposition.pk}/soutiens/2/").status_code == 404
    close(consultation)
    assert "Feurs" in read(client, f"/besoins/{proposition.pk}/soutiens/")
