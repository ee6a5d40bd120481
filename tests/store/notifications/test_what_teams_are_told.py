"""The team of a service reads what a collectivité says of its use, what is contested and what was found."""

import pytest

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.models import Channel, Party
from store.mail.categories import USES
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint
from tests import factories
from tests.store.spaces.collectivite.conftest import TEAM

pytestmark = pytest.mark.django_db
EQUIPE = "equipe@rdv.example"
TOWN = Author(Party.ORGANISATION, Channel.ESPACE)
ANCT = Author(Party.ANCT, Channel.ADMIN)


@pytest.fixture
def maintainer(service):
    return factories.make_person(maintains=(service,), email="eric@rdv.example")


def to_team():
    return list(Message.objects.filter(category=USES.slug).order_by("pk"))


def test_what_a_collectivite_declares_is_mailed_to_the_team_once_a_day(us, town, service, maintainer):
    us.post("/mon-espace/declaration/rdv/", {"status": "pilote"})
    [mail] = to_team()
    row = town.deployments.get()
    assert mail.to == EQUIPE
    assert mail.subject == "RDV Service Public : confirmez-vous ce que déclare Saint-Étienne ?"
    assert f"/mainteneur/rdv/deploiements/{row.pk}/" in mail.text and "Statut : Pilote" in mail.text
    change(row, {"status": "en-production"}, TOWN)
    change(row, {"pilot_sites": "Mairie annexe"}, TOWN)
    assert len(to_team()) == 1


def test_without_a_generic_address_maintainers_are_written_to(town, service, maintainer):
    service.contact_email = ""
    service.save()
    declare(service, town, {"status": "pilote"}, TOWN)
    assert [mail.to for mail in to_team()] == [maintainer.email]


def test_a_team_without_an_account_reads_how_to_have_one(town, service):
    declare(service, town, {"status": "pilote"}, TOWN)
    [mail] = to_team()
    assert "Personne de votre équipe n'a encore de compte" in mail.text and "/mainteneur/" not in mail.text


def test_a_team_is_not_told_what_it_said_itself(town, neighbour, service):
    row = declare(service, town, {"status": "pilote"}, TEAM)
    change(row, {"status": "en-production"}, TEAM)
    theirs = declare(service, neighbour, {"status": "pilote"}, Author(Party.ORGANISATION, Channel.CHARGEMENT))
    confirming.contest(theirs, TEAM, "Inconnus.")
    assert to_team() == []


def test_what_is_contested_then_settled_is_mailed_with_its_reason(declared, maintainer):
    confirming.contest(declared, TOWN, "Jamais vu ici.")
    [contested] = to_team()
    assert contested.subject == "Saint-Étienne conteste ce qui est déclaré de RDV Service Public"
    assert "Motif : Jamais vu ici." in contested.text
    confirming.uphold(declared, ANCT, "Vu avec la mairie.")
    settled = to_team()[1]
    assert "l'ANCT a tranché" in settled.subject
    assert "elle est confirmée" in settled.text and "Motif : Vu avec la mairie." in settled.text


@pytest.mark.parametrize(
    ("settle", "said"),
    [
        (
            lambda row: confirming.correct(row, {"status": "interet"}, ANCT, "Un essai."),
            "corrigée (statut : intéressée)",
        ),
        (lambda row: confirming.dismiss(row, ANCT, "Une erreur."), "la déclaration est retirée"),
    ],
)
def test_whatever_was_found_is_mailed(declared, maintainer, settle, said):
    confirming.contest(declared, TOWN, "Jamais vu ici.")
    settle(declared)
    assert said in to_team()[1].text


def test_a_team_may_refuse_these_mails(town, service):
    Preference.objects.say(fingerprint(EQUIPE), USES, wanted=False)
    declare(service, town, {"status": "pilote"}, TOWN)
    assert to_team() == []
