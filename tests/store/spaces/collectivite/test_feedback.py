"""Asking another collectivité: routed to who agreed, five a month for each, addresses and names never shown."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client

from store.limits import LIMITS
from store.mail.categories import FEEDBACK
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint
from store.spaces.models import (
    MESSAGE_LENGTH,
    MOST_A_MONTH,
    MOST_MESSAGES,
    FeedbackContact,
    FeedbackMessage,
    FeedbackQuestion,
)
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
ASK = "/mon-espace/retours/services/rdv/"
SECRET = ("rachid@roanne.example", "Rachid Benali")


@pytest.fixture
def contact(stranger, neighbour, service):
    """Somebody of Roanne, which uses the service, who agreed to be asked."""
    factories.make_deployment(service, neighbour)
    FeedbackContact.objects.create(user=stranger, organisation=stranger.organisation)
    return stranger


@pytest.fixture
def them(contact):
    browser = Client()
    browser.force_login(contact)
    return browser


def ask(browser, organisation, text="Combien de temps pour démarrer ?"):
    return browser.post(ASK, {"organisation": organisation.pk, "text": text}, follow=True)


def make_askers(number):
    """People of as many collectivités."""
    for one in range(number):
        organisation = factories.make_organisation(territory=factories.make_territory(f"Commune {one}"))
        browser = Client()
        browser.force_login(factories.make_person(organisation=organisation))
        yield browser


def test_one_agrees_and_takes_it_back(us, agent):
    us.post("/mon-espace/retours/accord/", {"accepter": "oui"})
    assert FeedbackContact.objects.get().user == agent
    us.post("/mon-espace/retours/accord/", {"accepter": "oui"})
    us.post("/mon-espace/retours/accord/", {"refuser": "oui"})
    assert not FeedbackContact.objects.exists()


def test_who_joins_another_collectivite_is_asked_nothing_until_they_agree_there(us, them, contact, service):
    elsewhere = factories.make_organisation(territory=factories.make_territory("Feurs"))
    factories.make_deployment(service, elsewhere)
    contact.organisation = elsewhere
    contact.save()
    assert "Aucune collectivité qui utilise ce service" in text_of(us.get(ASK))
    assert "J'accepte de recevoir des questions" in text_of(them.get("/mon-espace/retours/"))
    them.post("/mon-espace/retours/accord/", {"accepter": "oui"})
    assert "Feurs : en production" in text_of(us.get(ASK))


def test_without_an_address_one_cannot_agree(us, agent):
    agent.email = ""
    agent.save()
    us.post("/mon-espace/retours/accord/", {"accepter": "oui"})
    assert not FeedbackContact.objects.exists()


def test_a_question_reaches_the_contact_and_the_answer_comes_back_without_names_nor_addresses(
    us, agent, neighbour, contact, them
):
    page = us.get("/services/rdv/collectivites/").content.decode()
    assert f'href="{ASK}"' in page
    shown = us.get(ASK)
    assert "Roanne : en production, collectivité comme la nôtre" in text_of(shown)
    sent = ask(us, neighbour)
    assert "Votre question est partie" in text_of(sent)
    [mail] = Message.objects.filter(to=contact.email)
    assert "Saint-Étienne vous demande votre avis sur RDV Service Public" in mail.subject
    assert mail.reply_to == "" and agent.email not in mail.text and "Amélie" not in mail.text
    question = FeedbackQuestion.objects.get()
    address = f"/mon-espace/retours/questions/{question.pk}/"
    them.post(address, {"text": "Deux mois."})
    read = us.get(address)
    assert "Deux mois." in text_of(read)
    [answered] = Message.objects.filter(to=agent.email)
    for secret in SECRET:
        for surface in (shown, sent, read, us.get("/mon-espace/retours/")):
            assert secret not in surface.content.decode()
        assert secret not in answered.text + answered.html + answered.reply_to


def test_both_sides_write_until_one_withdraws(us, agent, neighbour, contact, them):
    ask(us, neighbour)
    address = f"/mon-espace/retours/questions/{FeedbackQuestion.objects.get().pk}/"
    us.post(address, {"text": "Pour vingt agents."})
    them.post(address, {"text": "Deux mois. <script>alert(1)</script>"})
    us.post(address, {"text": "Et la formation ?"})
    assert [mail.subject for mail in Message.objects.filter(to=contact.email).order_by("pk")] == [
        "Saint-Étienne vous demande votre avis sur RDV Service Public",
        "Saint-Étienne vous écrit de nouveau sur RDV Service Public",
        "Saint-Étienne vous écrit de nouveau sur RDV Service Public",
    ]
    read = us.get(address)
    order = [text_of(read).index(said) for said in ("démarrer ?", "vingt agents", "Deux mois", "la formation ?")]
    assert order == sorted(order)
    [mail] = Message.objects.filter(to=agent.email)
    assert "<script>alert" not in read.content.decode() + them.get(address).content.decode() + mail.html
    assert "est clos" in text_of(them.post(f"{address}fin/", follow=True))
    assert Message.objects.filter(to=agent.email, subject__contains="est clos").count() == 1
    too_late = us.post(address, {"text": "Encore ?"})
    assert "a mis fin à cet échange" in text_of(too_late) and "plus personne ne peut y écrire" in text_of(too_late)
    assert "readonly>Encore ?</textarea>" in too_late.content.decode()
    assert FeedbackMessage.objects.count() == 3


def test_a_question_is_withdrawn_before_its_answer(us, neighbour, contact, them):
    ask(us, neighbour)
    address = f"/mon-espace/retours/questions/{FeedbackQuestion.objects.get().pk}/"
    assert "Retirer ma question" in text_of(us.get(address))
    assert us.get(f"{address}fin/").status_code == 405
    us.post(f"{address}fin/")
    us.post(f"{address}fin/")
    assert FeedbackQuestion.objects.get().ended_by == "demande"
    assert Message.objects.filter(to=contact.email, subject__contains="est clos").count() == 1
    assert "Envoyer" not in text_of(them.get(address))
    assert "Votre collectivité lui a déjà posé une question" in text_of(ask(us, neighbour))


def test_a_conversation_has_bounds(us, neighbour, contact, them):
    ask(us, neighbour)
    address = f"/mon-espace/retours/questions/{FeedbackQuestion.objects.get().pk}/"
    assert "5000 caractères" in text_of(us.post(address, {"text": "x" * (MESSAGE_LENGTH + 1)})).replace("\u202f", "")
    for rank in range(3):
        us.post(address, {"text": f"Allô {rank} ?"})
    assert "attendez la réponse" in text_of(us.post(address, {"text": "Allô ?"}))
    them.post(address, {"text": "Oui."})
    question = FeedbackQuestion.objects.get()
    for rank in range(5, MOST_MESSAGES + 1):
        question.messages.create(side="demande" if rank % 2 else "repond", text="Bien.", rank=rank)
    assert f"déjà {MOST_MESSAGES} messages" in text_of(them.post(address, {"text": "Encore."}))
    with pytest.raises(IntegrityError), transaction.atomic():
        question.messages.create(side="demande", text="De trop.", rank=MOST_MESSAGES + 1)


def test_a_message_sent_twice_in_a_row_is_kept_once(us, neighbour, contact, them):
    ask(us, neighbour)
    address = f"/mon-espace/retours/questions/{FeedbackQuestion.objects.get().pk}/"
    for _ in range(2):
        assert "Votre message est parti" in text_of(us.post(address, {"text": "Allô ?"}, follow=True))
    assert FeedbackMessage.objects.count() == 1
    assert Message.objects.filter(to=contact.email, subject__contains="de nouveau").count() == 1
    them.post(address, {"text": "Oui."})
    us.post(address, {"text": "Allô ?"})
    assert FeedbackMessage.objects.count() == 3


def test_one_sees_how_long_an_answer_takes(us, neighbour, contact, them, service):
    assert "pas encore connu" in text_of(us.get(ASK))
    now = datetime(2026, 11, 1, tzinfo=UTC)
    for rank, days in enumerate((1, 4, 90), 1):
        FeedbackQuestion.objects.create(
            service=service,
            author=contact,
            asking=factories.make_organisation(),
            contact=contact,
            asked=neighbour,
            text="?",
            month=now.date(),
            rank=rank,
            created=now - timedelta(days=days),
            answered=now,
        )
    assert "en 4 jours" in text_of(us.get(ASK))
    ask(us, neighbour)
    address = f"/mon-espace/retours/questions/{FeedbackQuestion.objects.order_by('pk').last().pk}/"
    assert "en 4 jours" in text_of(us.get(address))


def test_between_others_a_question_does_not_exist(us, neighbour, contact):
    ask(us, neighbour)
    address = f"/mon-espace/retours/questions/{FeedbackQuestion.objects.get().pk}/"
    colleague_of_the_contact = factories.make_person(organisation=neighbour)
    elsewhere = factories.make_person(organisation=factories.make_organisation())
    for person in (colleague_of_the_contact, elsewhere, factories.make_person(groups=("Éditeurs",))):
        browser = Client()
        browser.force_login(person)
        assert browser.get(address).status_code in (403, 404)
        assert browser.post(address, {"text": "Moi."}).status_code in (403, 404)
        assert browser.post(f"{address}fin/").status_code in (403, 404)
    assert not FeedbackMessage.objects.exists()
    assert FeedbackQuestion.objects.get().answered is None


def test_a_contact_who_left_the_collectivite_is_asked_and_answers_no_more(us, neighbour, contact, them):
    ask(us, neighbour)
    contact.organisation = factories.make_organisation(territory=factories.make_territory("Ailleurs"))
    contact.save()
    address = f"/mon-espace/retours/questions/{FeedbackQuestion.objects.get().pk}/"
    assert them.post(address, {"text": "Deux mois."}).status_code == 404
    assert "Aucune collectivité qui utilise ce service" in text_of(us.get(ASK))


def test_only_who_agreed_uses_the_service_and_still_wants_mails_is_asked(us, neighbour, stranger, service):
    assert "Aucune collectivité" in text_of(us.get(ASK))
    factories.make_deployment(service, neighbour)
    assert "Aucune collectivité" in text_of(us.get(ASK))
    FeedbackContact.objects.create(user=stranger, organisation=stranger.organisation)
    assert "Roanne" in text_of(us.get(ASK))
    Preference.objects.say(fingerprint(stranger.email), FEEDBACK, wanted=False)
    assert "Aucune collectivité" in text_of(us.get(ASK))
    assert ask(us, neighbour).status_code == 200
    assert not FeedbackQuestion.objects.exists()


def test_a_contact_receives_five_questions_a_month(neighbour, contact, time_machine_at):
    *asked, sixth = make_askers(MOST_A_MONTH + 1)
    for browser in asked:
        assert "Votre question est partie" in text_of(ask(browser, neighbour))
    refused = ask(sixth, neighbour)
    assert "a déjà reçu 5 questions ce mois-ci" in text_of(refused)
    assert 'id="id_organisation_error"' in refused.content.decode()
    assert Message.objects.filter(to=contact.email).count() == MOST_A_MONTH
    time_machine_at(datetime(2027, 1, 15, tzinfo=UTC))
    sixth.force_login(factories.make_person(organisation=factories.make_organisation()))
    assert "Votre question est partie" in text_of(ask(sixth, neighbour))


def test_the_database_holds_the_limit_whatever_the_code_does(us, neighbour, contact):
    ask(us, neighbour)
    first = FeedbackQuestion.objects.get()
    somebody = factories.make_organisation()
    for rank in (first.rank, 0, MOST_A_MONTH + 1):
        copy = FeedbackQuestion.objects.get(pk=first.pk)
        copy.pk, copy.asking, copy.rank = None, somebody, rank
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def test_two_contacts_share_the_questions(neighbour, contact):
    second = factories.make_person(organisation=neighbour, email="paule@roanne.example")
    FeedbackContact.objects.create(user=second, organisation=second.organisation)
    for browser in make_askers(4):
        ask(browser, neighbour)
    assert [one.feedback_received.count() for one in (contact, second)] == [2, 2]


def test_the_same_question_is_not_asked_twice_in_a_month(us, neighbour, contact):
    ask(us, neighbour)
    assert "Votre collectivité lui a déjà posé une question" in text_of(ask(us, neighbour))
    assert FeedbackQuestion.objects.count() == 1


def test_who_would_refuse_a_question_is_not_proposed(us, neighbour, contact, service):
    ask(us, neighbour)
    page = us.get(ASK)
    assert "déjà interrogée ce mois-ci" in text_of(page) and "Envoyer ma question" not in text_of(page)
    busy, free = (factories.make_organisation(territory=factories.make_territory(name)) for name in ("Feurs", "Boën"))
    for town in (busy, free):
        factories.make_deployment(service, town)
        person = factories.make_person(organisation=town, email=f"contact@{town.pk}.example")
        FeedbackContact.objects.create(user=person, organisation=town)
    for browser in make_askers(MOST_A_MONTH):
        ask(browser, busy)
    page = us.get(ASK)
    assert "a reçu assez de questions ce mois-ci" in text_of(page)
    choices = BeautifulSoup(page.content, "html.parser").select("input[name=organisation]")
    assert {choice["value"] for choice in choices if not choice.has_attr("disabled")} == {str(free.pk)}


def test_one_collectivite_does_not_ask_everybody_in_a_day(us, service, places):
    most = LIMITS["feedback"].most
    towns = [factories.make_organisation(territory=factories.make_territory(f"Ville {n}")) for n in range(most + 1)]
    for number, town in enumerate(towns):
        factories.make_deployment(service, town)
        person = factories.make_person(organisation=town, email=f"contact-{number}@ville.example")
        FeedbackContact.objects.create(user=person, organisation=person.organisation)
    answers = [ask(us, town) for town in towns]
    assert [answer.status_code for answer in answers] == [200] * most + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert FeedbackQuestion.objects.count() == most


def test_one_does_not_ask_oneself(us, town, agent, service):
    factories.make_deployment(service, town)
    FeedbackContact.objects.create(user=agent, organisation=agent.organisation)
    assert "Aucune collectivité" in text_of(us.get(ASK))
    ask(us, town)
    assert not FeedbackQuestion.objects.exists()


def test_visitors_see_how_many_answer_and_come_back_to_their_question_once_signed_in(client, neighbour, contact):
    told = client.get("/services/rdv/collectivites/")
    assert "1 collectivité qui l'utilise a accepté de répondre" in text_of(told)
    use = neighbour.deployments.get()
    assert ASK in client.get(factories.make_story("Un an de rendez-vous", use).url).content.decode()
    assert client.get(ASK).headers["Location"] == f"/connexion/?next={ASK}"


def test_a_return_is_offered_only_where_somebody_agreed_to_answer(us, service, neighbour, stranger):
    factories.make_deployment(service, neighbour)
    pages = ("/mon-espace/autour/", "/services/rdv/collectivites/")
    assert [page for page in pages if ASK in us.get(page).content.decode()] == []
    FeedbackContact.objects.create(user=stranger, organisation=neighbour)
    assert [page for page in pages if ASK not in us.get(page).content.decode()] == []
    Preference.objects.say(fingerprint(stranger.email), FEEDBACK, wanted=False)
    assert [page for page in pages if ASK in us.get(page).content.decode()] == []


def test_our_own_contact_answers_us_nothing(us, agent, service, town):
    factories.make_deployment(service, town)
    FeedbackContact.objects.create(user=agent, organisation=town)
    assert ASK not in us.get("/services/rdv/collectivites/").content.decode()
