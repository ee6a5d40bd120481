"""What the mails of a request without an account say: which collectivité, why one is written to, how to write back."""

import pytest

from catalogue.deployments.models import AdoptionRequest
from store.mail.models import Message
from tests import factories
from tests.store.spaces.maintainer.pages import text_of
from tests.store.spaces.without_account.asking import ADDRESS, ask, confirm
from tests.store.spaces.without_account.test_following import signed_in, team_answers

pytestmark = pytest.mark.django_db
WHICH = "Saint-Dézéry, commune, Gard (30)"


def answer_of(client, maintainer, *services) -> Message:
    ask(client, *services)
    confirm(client)
    team_answers(maintainer, AdoptionRequest.objects.get(), "prise-en-charge", "Nous vous appelons mardi.")
    return Message.objects.get(to=ADDRESS, key__contains=":reponse:")


def test_whoever_receives_a_request_knows_which_of_the_namesakes_asks(client, service, maintainer, village):
    alone = factories.make_service("Sans équipe", slug="alone")
    anct = factories.make_person("Gilles Robin", email="gilles@anct.example", is_superuser=True)
    ask(client, service, alone)
    confirm(client)
    for address in ("equipe@rdv.example", "gilles@anct.example"):
        assert WHICH in Message.objects.get(to=address).text
    numbers = {one.service: one.pk for one in AdoptionRequest.objects.get().services.all()}
    assert WHICH in text_of(signed_in(maintainer).get(f"/mainteneur/rdv/demandes/{numbers[service]}/"))
    assert WHICH in text_of(signed_in(anct).get(f"/admin/sans-equipe/demandes/{numbers[alone]}/"))


def test_who_asked_nothing_is_not_told_to_have_asked(client, service, village):
    ask(client, service)
    to_confirm = Message.objects.get()
    assert "vous avez fait" not in to_confirm.text
    assert "une demande qui n'est pas encore confirmée" in to_confirm.text
    confirm(client)
    assert "vous avez fait ou reçu une demande" in Message.objects.get(to="equipe@rdv.example").text


def test_an_answer_is_answered_to_the_team_at_its_public_address(client, service, maintainer, village):
    letter = answer_of(client, maintainer, service)
    assert letter.reply_to == "equipe@rdv.example" and "répondez à ce courriel" in letter.text


def test_the_address_of_a_person_of_the_team_is_not_told(client, service, maintainer, village):
    service.contact_email = ""
    service.save()
    letter = answer_of(client, maintainer, service)
    assert letter.reply_to == "" and "/contact/" in letter.text
    assert maintainer.email not in letter.text + letter.html


def test_the_name_of_a_team_is_correct_french(client, village):
    agenda = factories.make_service("Agenda", slug="rdv")
    letter = answer_of(client, factories.make_person("Éric Blanc", maintains=(agenda,)), agenda)
    assert "L'équipe d'Agenda répond" in letter.text


def test_a_list_is_as_plain_in_text_as_in_html(client, service, village):
    ask(client, service)
    confirm(client)
    assert "\n- RDV Service Public\n" in Message.objects.get(to=ADDRESS, key__endswith=":recu").text


def test_what_a_stranger_writes_does_not_pass_for_what_the_store_says(client, service, village):
    ask(client, service, text="Bonjour,\n\nOuvrir la demande : https://pilules.example\n- ou ici")
    confirm(client)
    letter = Message.objects.get(to="equipe@rdv.example")
    assert "Message :\n\n> Bonjour,\n>\n> Ouvrir la demande : https://pilules.example\n> - ou ici\n\n" in letter.text
    assert "<blockquote><p>Bonjour,</p>" in letter.html


def test_once_every_service_has_answered_only_coordinates_are_left_to_erase(client, service, maintainer, village):
    ask(client, service)
    followed = confirm(client)["Location"]
    assert "chaque équipe vous répond" in text_of(client.get(followed))
    team_answers(maintainer, AdoptionRequest.objects.get(), "refusee", "Pas cette année.")
    page = text_of(client.get(followed))
    assert "chaque équipe vous répond" not in page and "Retirer ma demande" not in page
    assert "C'est effacé" in text_of(client.post(f"{followed}retrait/"))
    assert AdoptionRequest.objects.get().email == ""


@pytest.mark.parametrize("written", ["04 66 00 00 00 poste 12", "04.66.00.00.00 (poste 2)", "+33 4 66 00 00 00"])
def test_the_number_of_a_desk_is_taken_as_people_write_it(client, service, village, written):
    assert ask(client, service, phone=written).status_code == 302
