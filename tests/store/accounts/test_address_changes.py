"""Who one is comes from where it was proven: ProConnect, or the mailbox that an address names."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from catalogue.foundation.mailboxes import mailbox_of
from store.accounts import address_changes
from store.accounts.models import AddressChange, AttachmentRequest, User
from store.accounts.models.person import EmailProof
from store.accounts.rights import ADMINISTRATORS, EDITORS
from store.limits import LIMITS
from store.mail.categories import INCIDENTS
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint
from tests import factories

pytestmark = pytest.mark.django_db
VICTIM, OWN, NEW = "victime@mairie.example", "editrice@anct.example", "autre@anct.example"
ACCOUNT, ADDRESS = "/mon-compte/", "/mon-compte/adresse/"


@pytest.fixture
def editor(client, catalogue):
    person = factories.make_person("Hélène Marchand", groups=(EDITORS,), email=OWN, password="x" * 12)
    client.force_login(person)
    return person


def again(person):
    return User.objects.get(pk=person.pk)


def ask(client, address=NEW):
    return client.post(ADDRESS, {"address": address})


def letters(to):
    return list(Message.objects.filter(to=to).order_by("pk"))


def link_in(message):
    return re.search(r"http://localhost:8000(/mon-compte/adresse/\S+/)", message.text).group(1)


def test_nobody_chooses_their_address_or_name_in_the_admin(client, editor):
    page = client.get("/admin/account/").text
    assert OWN in page and "name_email" not in page
    sent = {"name_email-first_name": "Jean", "name_email-last_name": "Lefèvre", "name_email-email": VICTIM}
    sent |= {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    assert client.post("/admin/account/", sent).status_code == 302
    person = again(editor)
    assert (person.email, str(person), person.first_name, person.last_name) == (OWN, "Hélène Marchand", "", "")
    Preference.objects.say(fingerprint(VICTIM), INCIDENTS, wanted=False)
    assert VICTIM not in client.get("/mon-compte/courriels/").text
    client.post("/mon-compte/courriels/", {"wanted": [INCIDENTS.slug]})
    assert INCIDENTS.slug not in Preference.objects.wanted(fingerprint(VICTIM))


def test_an_address_takes_effect_once_its_mailbox_has_confirmed_it(client, editor):
    assert ask(client).status_code == 302
    assert again(editor).email == OWN
    assert "En attente de confirmation" in client.get(ACCOUNT).text
    link = link_in(letters(NEW)[0])
    assert client.get(link).status_code == client.head(link).status_code == 200
    assert again(editor).email == OWN, "reading the mail is no answer: filters open every link"
    client.post(link)
    person = again(editor)
    assert (person.email, person.email_standing) == (NEW, "confirmée par courriel")
    told = letters(OWN)[0]
    assert "a été remplacée" in told.text and NEW not in told.text
    assert client.post(link).status_code == client.get(link).status_code == 410
    assert len(letters(OWN)) == 1


def test_a_link_is_for_one_account_one_day_and_the_last_one_asked(client, editor, time_machine_at):
    ask(client)
    first = link_in(letters(NEW)[0])
    ask(client, "troisieme@anct.example")
    assert client.post(first).status_code == 410
    link = link_in(letters("troisieme@anct.example")[0])
    stranger = Client()
    assert stranger.post(link).url.startswith("/connexion/")
    stranger.force_login(factories.make_person())
    assert stranger.post(link).status_code == stranger.get(link).status_code == 410
    assert client.post(link[:-8] + "/").status_code == 410
    time_machine_at("2030-01-01T10:00Z")
    client.force_login(editor)
    assert client.post(link).status_code == 410
    assert again(editor).email == OWN


@pytest.mark.parametrize("written", [VICTIM, VICTIM.upper(), "victime+store@mairie.example", "victime@mairie.example."])
def test_the_address_of_another_account_is_not_taken_and_nobody_learns_that_it_is_one(client, editor, written):
    factories.make_person(email=VICTIM)
    taken, free = ask(client, written), ask(client, "libre@mairie.example")
    if taken.status_code == 200:
        assert "adresse" in taken.text  # no address at all
        return
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    told = [one for one in Message.objects.all() if mailbox_of(one.to) == VICTIM]
    assert len(told) == 1 and "Rien" in told[0].text and "/mon-compte/adresse/" not in told[0].text
    assert again(editor).email == OWN


def test_an_address_taken_in_the_meantime_is_not_given_twice(client, editor):
    ask(client)
    link = link_in(letters(NEW)[0])
    factories.make_person(email=NEW.title())
    assert client.post(link).status_code == 410
    assert again(editor).email == OWN


def test_letters_that_only_look_like_an_address_are_refused_or_read_as_it(client, editor):
    assert ask(client, "victıme@mairie.example").status_code == 200
    ask(client, "Ⓥictime@mairie.example")
    ask(client, "victime@MAIRIE.example")
    assert {one.to for one in Message.objects.all()} <= {VICTIM}
    assert not AddressChange.objects.exclude(mailbox=VICTIM).exists()


def test_nobody_is_pestered_with_links(client, editor):
    answers = [ask(client, "voisin@mairie.example") for _ in range(LIMITS["address-written-to"].most + 1)]
    assert [one.status_code for one in answers] == [302] * LIMITS["address-written-to"].most + [429]
    assert "Retry-After" in answers[-1].headers and "voisin@mairie.example" in answers[-1].text
    assert len(letters("voisin@mairie.example")) == LIMITS["address-written-to"].most


def test_what_comes_from_proconnect_does_not_change_here(client, catalogue):
    person = factories.make_person("Amélie Roux", email=OWN, sub="abc", issuer="https://proconnect.example")
    client.force_login(person)
    assert "viennent de ProConnect" in client.get(ADDRESS).text
    assert ask(client).status_code == 403
    assert not Message.objects.exists()


def test_an_address_of_before_is_confirmed_before_it_opens_anything(client, editor):
    User.objects.filter(pk=editor.pk).update(email=VICTIM, email_proof=EmailProof.IN_DOUBT)
    page = client.get("/mon-compte/courriels/").text
    assert "Confirmez d'abord" in page and "checkbox" not in page
    client.post("/mon-compte/courriels/", {"wanted": []})
    assert not Preference.objects.exists()
    ask(client, VICTIM)
    client.post(link_in(letters(VICTIM)[0]))
    assert "checkbox" in client.get("/mon-compte/courriels/").text


def test_an_address_typed_by_an_administrator_waits_for_its_mailbox_too(client, catalogue):
    client.force_login(factories.make_person("Jean Lefèvre", groups=(ADMINISTRATORS,), email=OWN))
    password = "une phrase que personne ne devine"
    sent = {"username": "gilles", "name": "Gilles Robin", "email": VICTIM, "password1": password, "password2": password}
    assert client.post("/admin/users/new/", sent).status_code == 302
    gilles = User.objects.get(username="gilles")
    assert gilles.email == ""
    his = Client()
    his.force_login(gilles)
    his.post(link_in(letters(VICTIM)[0]))
    assert again(gilles).email == VICTIM
    edited = {"username": "gilles", "name": "Gilles Robin", "email": NEW, "is_active": "on"}
    assert client.post(f"/admin/users/edit/{gilles.pk}/", edited).status_code == 302
    assert again(gilles).email == VICTIM
    assert "a indiqué cette adresse" in letters(NEW)[0].text
    client.post(f"/admin/users/edit/{gilles.pk}/", {**edited, "email": ""})
    assert again(gilles).email == ""
    assert "a été retirée" in letters(VICTIM)[-1].text


def test_an_administrator_does_not_rewrite_what_proconnect_said(client, catalogue):
    person = factories.make_person("Amélie Roux", email=OWN, sub="abc", issuer="https://proconnect.example")
    client.force_login(factories.make_person(groups=(ADMINISTRATORS,)))
    sent = {"username": person.username, "name": "Jean Lefèvre", "email": VICTIM, "is_active": "on"}
    assert client.post(f"/admin/users/edit/{person.pk}/", sent).status_code == 302
    assert (again(person).name, again(person).email) == ("Amélie Roux", OWN)
    assert not Message.objects.filter(to=VICTIM).exists()


def test_who_answers_an_attachment_reads_what_was_proven_apart_from_what_was_typed(client, editor):
    town = factories.make_organisation(territory=factories.make_territory())
    typed = factories.make_person("Denise Morel", email="denise@exemple.fr")
    proven = factories.make_person(
        "Amélie Roux",
        sub="abc",
        issuer="https://proconnect.example",
        siret="21420218400017",
        email="amelie@mairie.example",
        proven_name="Amélie Roux",
        proven_email="amelie@mairie.example",
        email_proof=EmailProof.PROCONNECT,
    )
    pages = [
        client.get(
            f"/admin/demandes-de-rattachement/edit/"
            f"{AttachmentRequest.objects.create(user=asker, organisation=town, named='ici').pk}/"
        ).text
        for asker in (typed, proven)
    ]
    assert "denise@exemple.fr (non vérifiée)" in pages[0] and "Denise Morel (saisi dans le Store)" in pages[0]
    assert "amelie@mairie.example (donnée par ProConnect)" in pages[1]
    assert "Amélie Roux (donné par ProConnect)" in pages[1] and "21420218400017" in pages[1]
    User.objects.filter(pk=proven.pk).update(email=VICTIM, name="Quelqu'un d'autre")
    page = client.get(f"/admin/demandes-de-rattachement/edit/{proven.attachment_requests.get().pk}/").text
    assert f"{VICTIM} (non vérifiée)" in page and "(donné par ProConnect)" not in page


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mairie@Exemple.FR", "mairie@exemple.fr"),
        ("mairie+store@exemple.fr", "mairie@exemple.fr"),
        (" mairie@exemple.fr. ", "mairie@exemple.fr"),
        ("ｍairie@exemple.fr", "mairie@exemple.fr"),
        ("mairie@préfecture.fr", "mairie@xn--prfecture-c4a.fr"),
        ("mairie@pre\u0301fecture.fr", "mairie@préfecture.fr"),
        ("\u212aevin@exemple.fr", "kevin@exemple.fr"),
        ('"mairie"@exemple.fr', "mairie@exemple.fr"),
        ("ma.irie+a@googlemail.com", "Mairie@gmail.com"),
        ("ma-irie@pm.me", "mairie@protonmail.com"),
        ("mairie@me.com", "mairie@icloud.com"),
    ],
)
def test_two_writings_of_one_mailbox_are_one(one, other):
    assert mailbox_of(one) == mailbox_of(other) != ""


def test_elsewhere_a_dot_tells_two_mailboxes_apart():
    assert mailbox_of("jean.morel@exemple.fr") != mailbox_of("jeanmorel@exemple.fr")


@pytest.mark.parametrize("text", ["", "mairie", "@exemple.fr", "mairie@", "+a@exemple.fr"])
def test_what_is_no_address_is_no_mailbox(text):
    assert mailbox_of(text) == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_that_confirm_one_mailbox_at_once_one_has_it(catalogue):
    people = [factories.make_person(email=f"{n}@anct.example") for n in range(2)]
    tokens = [address_changes.link_of(address_changes.ask(one, NEW, one)).split("/")[-2] for one in people]

    def act(number):
        try:
            client = Client()
            client.force_login(people[number % 2])
            return client.post(f"{ADDRESS}{tokens[number % 2]}/").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(act, range(8)))
    assert sorted(answers) == [302] + [410] * 7
    assert User.objects.filter(email=NEW).count() == 1
