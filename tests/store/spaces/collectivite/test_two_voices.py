"""Who declares does not answer for the other party as well: not by an address, nor by an account, that they gave it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.confirming import confirm, contest, uphold
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.deployments.signature_rules import SignatureError
from store.accounts.models import AddressChange, AttachmentRequest, User
from store.accounts.rights import ADMINISTRATORS, EDITORS
from store.mail.models import Message
from store.spaces.links.link_tokens import address_of
from store.spaces.models import ConfirmationLink
from store.spaces.models.confirmation_link import fingerprint
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
MAIRIE, OWN, SECOND = "mairie@saint-etienne.example", "helene@anct.example", "boite@ailleurs.example"
LINK = Author(Party.ORGANISATION, Channel.LIEN)


@pytest.fixture
def editor(catalogue, town, service):
    person = factories.make_person("Hélène Marchand", groups=(EDITORS,), email=OWN)
    person.browser = Client()
    person.browser.force_login(person)
    return person


def set_address(person, town, address):
    """In the admin, as editors do."""
    page = f"/admin/territories/organisation/edit/{town.pk}/"
    sent = {"name": town.name, "kind": town.kind, "public_email": address, "territory": town.territory_id, "siren": ""}
    assert person.browser.post(page, {**sent, "acronym": "", "url": ""}).status_code == 302
    town.refresh_from_db()
    assert town.public_email == address


def declared_by(person, town, service):
    """In the admin too."""
    sent = {"service": service.pk, "organisation": town.pk, "status": "pilote", "territory": "", "why": ""}
    answer = person.browser.post("/admin/deployments/deployment/add/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return Deployment.objects.get(organisation=town)


def links_to(address):
    found = [
        re.search(r"http://localhost:8000(/confirmer/\S+/)", one.text) for one in Message.objects.filter(to=address)
    ]
    return [one.group(1) for one in found if one]


def answered(path, answer="confirmer", **more):
    browser = Client()
    shown = browser.get(path)
    if shown.status_code != 200:
        return shown
    version = shown.context["form"]["version"].value()
    return browser.post(path, {"answer": answer, "version": version, **more})


def link_whatever_the_mails(row):
    """One that was sent to the address of today: the rule holds when it is used, not only when it is written."""
    ConfirmationLink.objects.filter(deployment=row).delete()
    row = Deployment.objects.get(pk=row.pk)
    mark = fingerprint(row.organisation.public_email)
    return address_of(ConfirmationLink.objects.create(deployment=row, occasion="essai", address=mark)).removeprefix(
        "http://localhost:8000"
    )


def standing():
    return Deployment.objects.get().standing


@pytest.mark.parametrize("address", [OWN, SECOND, "HELENE@anct.example", "helene+mairie@anct.example"])
def test_an_editor_does_not_sign_for_both_by_the_address_of_the_collectivite(editor, town, service, address):
    set_address(editor, town, address)
    row = declared_by(editor, town, service)
    assert links_to(address) == [], "no link leaves for who may not use it"
    told = answered(link_whatever_the_mails(row))
    assert "doit le confirmer" in text_of(told)
    assert standing() == "declaree"


def test_nor_by_changing_it_after_declaring(editor, town, service):
    row = declared_by(editor, town, service)
    sent = links_to(MAIRIE)
    set_address(editor, town, SECOND)
    assert Client().get(sent[0]).status_code == 410
    assert "moins de 30 jours" in text_of(answered(link_whatever_the_mails(row)))
    assert standing() == "declaree"


def test_after_thirty_days_an_address_that_is_not_theirs_answers(editor, town, service, time_machine_at):
    time_machine_at("2026-10-01T10:00Z")
    set_address(editor, town, SECOND)
    set_address(editor, town, OWN)
    time_machine_at("2026-11-15T10:00Z")
    row = declared_by(editor, town, service)
    answered(link_whatever_the_mails(row))
    assert standing() == "declaree", "their own never does"
    time_machine_at("2026-11-16T10:00Z")
    other = factories.make_person(groups=(EDITORS,), email="autre@anct.example")
    other.browser = Client()
    other.browser.force_login(other)
    set_address(other, town, SECOND)
    answered(link_whatever_the_mails(row))
    assert standing() == "confirmee", "somebody else gave it"


def test_a_colleague_who_corrects_an_address_changes_nothing_for_who_declares(editor, town, service):
    other = factories.make_person(groups=(EDITORS,), email="autre@anct.example")
    other.browser = Client()
    other.browser.force_login(other)
    set_address(other, town, "accueil@saint-etienne.example")
    declared_by(editor, town, service)
    answered(links_to("accueil@saint-etienne.example")[0])
    assert standing() == "confirmee"


def test_the_former_address_of_a_collectivite_is_told(editor, town):
    set_address(editor, town, SECOND)
    told = Message.objects.get(to=MAIRIE)
    assert "remplacée par une autre" in told.text and SECOND not in told.text
    set_address(editor, town, "")
    assert "retirée" in Message.objects.get(to=SECOND).text


def test_changing_something_else_is_no_change_of_address(editor, town):
    town.name = "Saint-Étienne (Loire)"
    set_address(editor, town, MAIRIE)
    assert town.public_email_since is None
    assert not Message.objects.exists()


def test_an_address_given_up_since_is_still_theirs(editor, town, service, time_machine_at):
    time_machine_at("2026-10-01T10:00Z")
    set_address(editor, town, OWN)
    time_machine_at("2026-11-15T10:00Z")
    row = declared_by(editor, town, service)
    now = timezone.now()
    said = {"address": "neuve@anct.example", "mailbox": "neuve@anct.example", "former": OWN, "used": now}
    AddressChange.objects.create(user=editor, asked_by=editor, **said)
    User.objects.filter(pk=editor.pk).update(email="neuve@anct.example", mailbox="neuve@anct.example")
    answered(link_whatever_the_mails(row))
    assert standing() == "declaree"


def test_the_team_of_a_service_does_not_answer_at_its_own_address(town, service):
    type(town).objects.filter(pk=town.pk).update(public_email=service.contact_email)
    town.refresh_from_db()
    row = declare(service, town, {"status": "pilote"}, Author(Party.SERVICE, Channel.ESPACE, factories.make_person()))
    assert links_to(service.contact_email) == []
    answered(link_whatever_the_mails(row))
    assert standing() == "declaree"


def test_two_accounts_of_one_mailbox_are_one_person(town, service):
    team = factories.make_person(maintains=(service,), email="amelie@saint-etienne.example")
    agent = factories.make_person(organisation=town, email="Amelie+store@saint-etienne.example")
    row = declare(service, town, {"status": "pilote"}, Author(Party.SERVICE, Channel.ESPACE, team))
    browser = Client()
    browser.force_login(agent)
    told = browser.post(
        f"/mon-espace/utilisations/{row.pk}/", {"answer": "confirmer", "version": row.updated.isoformat()}, follow=True
    )
    assert "même adresse électronique" in text_of(told)
    assert standing() == "declaree"


def test_and_the_other_way_round(client, town, service):
    agent = factories.make_person(organisation=town, email="amelie@saint-etienne.example")
    team = factories.make_person(maintains=(service,), email="AMELIE@saint-etienne.example")
    row = declare(service, town, {"status": "pilote"}, Author(Party.ORGANISATION, Channel.ESPACE, agent))
    client.force_login(team)
    client.post(f"/mainteneur/rdv/deploiements/{row.pk}/confirmer/", {"version": row.updated.isoformat()})
    assert standing() == "declaree"


def test_an_account_that_one_has_just_let_in_does_not_answer(editor, town, service):
    friend = factories.make_person("Ami", email=SECOND)
    asked = AttachmentRequest.objects.create(user=friend, organisation=town, named="Saint-Étienne")
    said = {"organisation": town.pk, "decision": "acceptee", "answer": ""}
    editor.browser.post(f"/admin/demandes-de-rattachement/edit/{asked.pk}/", said)
    row = declared_by(editor, town, service)
    browser = Client()
    browser.force_login(friend)
    sent = {"answer": "confirmer", "version": row.updated.isoformat()}
    told = browser.post(f"/mon-espace/utilisations/{row.pk}/", sent, follow=True)
    assert "donné accès" in text_of(told)
    assert standing() == "declaree"
    change(row, {"status": "en-production"}, Author(Party.ANCT, Channel.ADMIN, factories.make_person()))
    row.refresh_from_db()
    browser.post(f"/mon-espace/utilisations/{row.pk}/", {**sent, "version": row.updated.isoformat()})
    assert standing() == "confirmee", "for what somebody else declares, it does"


def test_nor_does_an_editor_confirm_what_an_account_they_let_in_declares(editor, town, catalogue):
    alone = factories.make_service("Sans équipe", slug="seul")
    friend = factories.make_person("Ami", email=SECOND)
    asked = AttachmentRequest.objects.create(user=friend, organisation=town, named="Saint-Étienne")
    said = {"organisation": town.pk, "decision": "acceptee", "answer": ""}
    editor.browser.post(f"/admin/demandes-de-rattachement/edit/{asked.pk}/", said)
    friend.refresh_from_db()
    row = declare(alone, town, {"status": "pilote"}, Author(Party.ORGANISATION, Channel.ESPACE, friend))
    with pytest.raises(SignatureError, match="Vous avez vous-même donné accès"):
        confirm(row, Author(Party.SERVICE, Channel.ADMIN, editor, label="ANCT"))
    confirm(row, Author(Party.SERVICE, Channel.ADMIN, factories.make_person(), label="ANCT"))
    assert standing() == "confirmee"


def test_nobody_attaches_themselves(town):
    administrator = factories.make_person(groups=(ADMINISTRATORS,), email=OWN)
    browser = Client()
    browser.force_login(administrator)
    groups = list(administrator.groups.values_list("pk", flat=True))
    sent = {"username": administrator.username, "name": administrator.name, "email": OWN, "groups": groups}
    page = f"/admin/users/edit/{administrator.pk}/"
    assert browser.post(page, {**sent, "organisation": town.pk}).status_code == 302
    assert User.objects.get(pk=administrator.pk).organisation is None


def test_nor_does_an_account_that_an_administrator_made(town, service):
    administrator = factories.make_person(groups=(ADMINISTRATORS,), email=OWN)
    browser = Client()
    browser.force_login(administrator)
    password = "une phrase que personne ne devine"
    sent = {"username": "ami", "name": "Ami", "organisation": town.pk, "password1": password, "password2": password}
    assert browser.post("/admin/users/new/", sent).status_code == 302
    friend = User.objects.get(username="ami")
    row = declare(service, town, {"status": "pilote"}, Author(Party.ANCT, Channel.ADMIN, administrator))
    with pytest.raises(SignatureError, match="donné accès"):
        confirm(row, Author(Party.ORGANISATION, Channel.ESPACE, friend))


def test_nor_does_a_maintainer_that_who_declares_has_just_named(town, service, time_machine_at):
    time_machine_at("2026-10-01T10:00Z")
    administrator = factories.make_person("Hélène", groups=(ADMINISTRATORS,), email=OWN, organisation=town)
    friend, browser = factories.make_person("Ami", email=SECOND), Client()
    browser.force_login(administrator)
    browser.post("/admin/mainteneurs/new/", {"user": friend.pk, "service": service.pk})
    row = declare(service, town, {"status": "pilote"}, Author(Party.ORGANISATION, Channel.ESPACE, administrator))
    with pytest.raises(SignatureError, match="donné accès"):
        confirm(row, Author(Party.SERVICE, Channel.ESPACE, friend))
    time_machine_at("2026-11-15T10:00Z")
    confirm(row, Author(Party.SERVICE, Channel.ESPACE, friend))


def test_nobody_judges_a_dispute_about_what_they_declared(editor, town, service):
    row = declared_by(editor, town, service)
    contest(row, LINK, "Nous ne l'utilisons pas.")
    row.refresh_from_db()
    sent = {"version": row.updated.isoformat(), "finding": "maintenir", "reason": "Vu sur place."}
    told = editor.browser.post(f"/admin/deploiements/{row.pk}/trancher/", sent)
    assert "quelqu'un d'autre de l'ANCT doit trancher" in text_of(told)
    assert standing() == "contestee"
    uphold(row, Author(Party.ANCT, Channel.ADMIN, factories.make_person()), "Vu sur place.")
    assert standing() == "confirmee"
