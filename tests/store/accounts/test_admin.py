"""Accounts in the admin: answering requests, naming maintainers, giving roles, and what nobody may do there."""

import pytest

from store.accounts.models import AttachmentRequest, Maintenance, User
from store.accounts.rights import ADMINISTRATORS, COMMITTEE, EDITORS, MAINTAINERS
from store.mail.models import Message
from tests import factories

pytestmark = pytest.mark.django_db

REQUESTS = "/admin/demandes-de-rattachement/"
MAINTENANCES = "/admin/mainteneurs/"
PEOPLE = "/admin/users/"


@pytest.fixture
def town(catalogue):
    return factories.make_organisation(territory=factories.make_territory())


@pytest.fixture
def request_(town):
    asker = factories.make_person("Denise Morel", siret="21420218400017")
    return AttachmentRequest.objects.create(user=asker, organisation=town, named="saint etienne")


def signed_in(client, group, **fields):
    person = factories.make_person(groups=(group,), **fields)
    client.force_login(person)
    return person


def answer(client, request, **fields):
    sent = {"organisation": request.organisation_id or "", "decision": "acceptee", "answer": "", **fields}
    return client.post(f"{REQUESTS}edit/{request.pk}/", sent, follow=True)


def test_an_editor_reads_a_request_and_attaches_the_person(client, request_, town):
    editor = signed_in(client, EDITORS)
    page = client.get(f"{REQUESTS}edit/{request_.pk}/").content.decode()
    assert "Denise Morel" in page
    assert "21420218400017" in page
    answer(client, request_)
    request_.refresh_from_db()
    assert (request_.state, request_.settled_by) == ("acceptee", editor)
    assert User.objects.get(name="Denise Morel").organisation == town


def test_a_refusal_says_why_and_the_person_reads_it(client, request_):
    signed_in(client, ADMINISTRATORS)
    assert "Dites à la personne pourquoi" in answer(client, request_, decision="refusee").content.decode()
    answer(client, request_, decision="refusee", answer="Écrivez depuis votre adresse de mairie.")
    client.force_login(request_.user)
    assert "Écrivez depuis votre adresse de mairie." in client.get("/mon-compte/").content.decode()
    assert User.objects.get(name="Denise Morel").organisation is None


def test_the_answer_is_mailed_once(client, request_):
    User.objects.filter(pk=request_.user_id).update(email="denise.morel@exemple.fr")
    signed_in(client, EDITORS)
    answer(client, request_)
    answer(client, request_)
    mail = Message.objects.get()
    assert mail.to == "denise.morel@exemple.fr"
    assert "acceptée" in mail.subject
    assert "Saint-Étienne" in mail.text


def test_accepting_needs_an_organisation(client, request_):
    AttachmentRequest.objects.update(organisation=None)
    request_.refresh_from_db()
    signed_in(client, EDITORS)
    assert "Choisissez l&#x27;organisation" in answer(client, request_).content.decode()
    request_.refresh_from_db()
    assert request_.state == "en-attente"


def test_a_request_is_answered_once(client, request_):
    signed_in(client, EDITORS)
    answer(client, request_, decision="refusee", answer="Non.")
    answer(client, request_)
    request_.refresh_from_db()
    assert request_.state == "refusee"
    page = client.get(f"{REQUESTS}edit/{request_.pk}/", follow=True).content.decode()
    assert "Refusée" in page
    assert "21420218400017" in page
    assert User.objects.get(name="Denise Morel").organisation is None


def test_nobody_answers_their_own_request(client, town):
    editor = signed_in(client, EDITORS)
    own = AttachmentRequest.objects.create(user=editor, organisation=town, named="Saint-Étienne")
    answer(client, own)
    own.refresh_from_db()
    assert own.state == "en-attente"
    assert User.objects.get(pk=editor.pk).organisation is None


def test_nor_that_of_another_account_of_theirs(client, request_):
    User.objects.filter(pk=request_.user_id).update(email="Denise.Morel+store@gmail.com")
    signed_in(client, EDITORS, email="denisemorel@googlemail.com")
    answer(client, request_)
    request_.refresh_from_db()
    assert request_.state == "en-attente"


def test_nobody_asks_or_deletes_in_the_admin(client, request_):
    signed_in(client, ADMINISTRATORS)
    client.post(f"{REQUESTS}add/", {"user": request_.user_id, "named": "x"})
    client.post(f"{REQUESTS}delete/{request_.pk}/")
    assert AttachmentRequest.objects.get() == request_


def several(client, action, *rows, **said):
    chosen = "&".join(f"id={row.pk}" for row in rows)
    address = f"/admin/bulk/accounts/attachmentrequest/{action}/?{chosen}&next={REQUESTS}"
    return client.post(address, said, follow=True) if said else client.get(address)


def test_several_are_attached_at_once_after_reading_what_becomes_of_each(client, request_, town):
    editor = signed_in(client, EDITORS)
    second, unknown = (factories.make_person(name) for name in ("Inès Garnier", "Paul Roy"))
    other = AttachmentRequest.objects.create(user=second, organisation=town, named="mairie")
    lost = AttachmentRequest.objects.create(user=unknown, named="un syndicat")
    own = AttachmentRequest.objects.create(user=editor, organisation=town, named="ici")
    page = several(client, "accept", request_, other, lost, own).content.decode()
    assert page.count(f"Rattachée : {town}") == 2
    assert "21420218400017" in page
    assert "Paul Roy : un syndicat (l&#x27;organisation reste à trouver" in page
    assert AttachmentRequest.objects.waiting().count() == 4
    AttachmentRequest.objects.get(pk=other.pk).settle("refusee", by=None, answer="Non.")
    told = several(client, "accept", request_, other, lost, own, answer="Bienvenue.").content.decode()
    assert "1 demande est acceptée." in told
    request_.refresh_from_db()
    assert (request_.state, request_.answer, request_.settled_by) == ("acceptee", "Bienvenue.", editor)
    assert set(AttachmentRequest.objects.waiting()) == {lost, own}
    assert User.objects.filter(organisation=town).get().name == "Denise Morel"


def test_several_are_refused_for_a_reason_that_each_reads(client, request_, town):
    signed_in(client, EDITORS)
    second = AttachmentRequest.objects.create(user=factories.make_person("Inès"), named="mairie")
    assert "Dites aux personnes pourquoi" in several(client, "refuse", request_, second, answer=" ").content.decode()
    several(client, "refuse", request_, second, answer="Écrivez depuis votre adresse de mairie.")
    refused = AttachmentRequest.objects.filter(state="refusee", answer="Écrivez depuis votre adresse de mairie.")
    assert refused.count() == 2


def test_who_may_not_answer_one_request_may_not_answer_several(client, request_):
    signed_in(client, COMMITTEE)
    several(client, "accept", request_, answer="Oui.")
    request_.refresh_from_db()
    assert request_.state == "en-attente"


def test_an_administrator_names_a_maintainer_and_an_editor_does_not(client, catalogue):
    service, person = factories.make_service(), factories.make_person("Éric Blanc")
    signed_in(client, EDITORS)
    client.post(f"{MAINTENANCES}new/", {"user": person.pk, "service": service.pk})
    assert not Maintenance.objects.exists()
    assert client.get("/admin/person_chooser/").status_code == 302
    signed_in(client, ADMINISTRATORS)
    assert "Éric Blanc" in client.get("/admin/person_chooser/").json()["html"]
    client.post(f"{MAINTENANCES}new/", {"user": person.pk, "service": service.pk})
    assert Maintenance.objects.get().user == person
    again = client.post(f"{MAINTENANCES}new/", {"user": person.pk, "service": service.pk})
    assert again.status_code == 200
    assert Maintenance.objects.count() == 1


def test_who_named_a_maintainer_and_when_is_shown(client, catalogue, time_machine_at):
    service, person = factories.make_service("Agenda"), factories.make_person("Éric Blanc")
    time_machine_at("2026-11-29T10:00Z")
    first = signed_in(client, ADMINISTRATORS)
    client.post(f"{MAINTENANCES}new/", {"user": person.pk, "service": service.pk})
    row = Maintenance.objects.get()
    assert (row.named_by, str(row.named_on.date())) == (first, "2026-11-29")
    time_machine_at("2026-12-24T10:00Z")
    second = signed_in(client, ADMINISTRATORS)
    for page in (MAINTENANCES, f"{MAINTENANCES}edit/{row.pk}/"):
        assert first.name in client.get(page).text
    client.post(f"{MAINTENANCES}edit/{row.pk}/", {"user": person.pk, "service": service.pk, "named_by": person.pk})
    row.refresh_from_db()
    assert row.named_by == first, "nothing has changed"
    client.post(f"{MAINTENANCES}edit/{row.pk}/", {"user": person.pk, "service": factories.make_service().pk})
    row.refresh_from_db()
    assert (row.named_by, str(row.named_on.date())) == (second, "2026-12-24")


def person_form(person, **fields):
    groups = list(person.groups.values_list("pk", flat=True))
    return {"username": person.username, "name": person.name, "groups": groups, "is_active": "on", **fields}


def test_an_administrator_gives_a_role_and_an_organisation_without_asking_for_more(client, town):
    person = factories.make_person("Inès Garnier", sub="abc", issuer="https://exemple.fr")
    administrator = signed_in(client, ADMINISTRATORS)
    committee = administrator.groups.model.objects.get(name=COMMITTEE)
    sent = person_form(person, groups=[committee.pk], organisation=town.pk, mandate="elu", is_superuser="on")
    response = client.post(f"{PEOPLE}edit/{person.pk}/", sent)
    assert response.status_code == 302, response.context["form"].errors
    person = User.objects.get(pk=person.pk)
    assert (person.organisation, person.mandate, person.sub) == (town, "elu", "abc")
    assert [group.name for group in person.groups.all()] == [COMMITTEE]
    assert not person.is_superuser


def test_giving_a_role_does_not_end_a_maintenance(client, catalogue):
    person = factories.make_person("Éric Blanc", maintains=(factories.make_service(),))
    administrator = signed_in(client, ADMINISTRATORS)
    committee = administrator.groups.model.objects.get(name=COMMITTEE)
    client.post(f"{PEOPLE}edit/{person.pk}/", person_form(person, groups=[committee.pk]))
    assert {group.name for group in User.objects.get(pk=person.pk).groups.all()} == {COMMITTEE, MAINTAINERS}


def test_an_administrator_finds_people_by_name_and_sees_whom_they_act_for(client, town):
    factories.make_person("Amélie Roux", organisation=town, groups=(COMMITTEE,))
    factories.make_person("Bruno Faure")
    signed_in(client, ADMINISTRATORS, name="Jean Lefèvre")
    found = client.get(PEOPLE, {"q": "roux"}).content.decode()
    assert "Amélie Roux" in found
    assert "Bruno Faure" not in found
    assert str(town) in found
    assert "Comité" in found
    listed = client.get(PEOPLE, {"ordering": "-name"}).content.decode()
    assert listed.index("Bruno Faure") < listed.index("Amélie Roux")


def test_an_editor_manages_no_account_not_even_their_own(client, catalogue):
    editor = signed_in(client, EDITORS)
    groups = list(editor.groups.model.objects.values_list("pk", flat=True))
    for address in (f"{PEOPLE}edit/{editor.pk}/", f"{PEOPLE}new/", "/admin/groups/new/"):
        client.post(address, person_form(editor, groups=groups))
    assert User.objects.count() == 1
    assert [group.name for group in User.objects.get().groups.all()] == [EDITORS]


def test_an_administrator_does_not_touch_a_superuser(client, catalogue):
    root = factories.make_person(is_superuser=True, password="ancien mot de passe")
    signed_in(client, ADMINISTRATORS)
    password = {"password1": "un nouveau mot de passe", "password2": "un nouveau mot de passe"}
    client.post(f"{PEOPLE}edit/{root.pk}/", person_form(root, **password))
    client.post(f"/admin/bulk/accounts/user/set_active_state/?id={root.pk}", {"mark_as_active": "False"})
    client.post(f"/admin/bulk/accounts/user/delete/?id={root.pk}")
    root = User.objects.get(pk=root.pk)
    assert root.is_active
    assert root.check_password("ancien mot de passe")


def test_an_administrator_makes_an_account_with_a_password(client, catalogue):
    signed_in(client, ADMINISTRATORS)
    password = "une phrase que personne ne devine"
    sent = {"username": "gilles", "name": "Gilles Robin", "password1": password, "password2": password}
    assert client.post(f"{PEOPLE}new/", sent).status_code == 302
    made = User.objects.get(username="gilles")
    assert made.check_password(password)
    assert not made.is_superuser
