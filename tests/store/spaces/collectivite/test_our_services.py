"""« Mon espace »: what we use; confirming, contesting, declaring, changing, taking back."""

import pytest

from catalogue.deployments.changing import change, declare
from catalogue.deployments.models import Deployment, DeploymentEvent
from store.mail.models.preference import fingerprint
from store.spaces.links.link_tokens import address_of
from store.spaces.models import ConfirmationLink
from tests import factories
from tests.store.spaces.collectivite.conftest import TEAM
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


def page_of(deployment, ending=""):
    return f"/mon-espace/utilisations/{deployment.pk}/{ending}"


def version(deployment):
    return Deployment.objects.get(pk=deployment.pk).updated.isoformat()


def test_what_is_declared_of_us_waits_for_our_answer_and_one_press_confirms_it(us, agent, declared):
    shown = us.get("/mon-espace/")
    assert "À vous de répondre" in text_of(shown)
    assert version(declared) in shown.content.decode()
    done = us.post(page_of(declared), {"answer": "confirmer", "version": version(declared)}, follow=True)
    assert "C'est enregistré. RDV Service Public : confirmée." in text_of(done)
    declared.refresh_from_db()
    assert declared.standing == "confirmee"
    event = DeploymentEvent.objects.last()
    assert (event.channel, event.author, event.author_label) == ("espace", agent, "Saint-Étienne")
    assert "À vous de répondre" not in text_of(us.get("/mon-espace/"))


def test_contesting_asks_for_a_reason_tied_to_its_field(us, declared):
    refused = us.post(page_of(declared), {"answer": "contester", "version": version(declared), "reason": " "})
    page = refused.content.decode()
    assert "<title>Erreur : RDV Service Public" in page
    assert 'aria-describedby="id_reason_helptext id_reason_error"' in page
    assert Deployment.objects.get().standing == "declaree"
    said = {"answer": "contester", "version": version(declared), "reason": "Jamais vu ici."}
    done = us.post(page_of(declared), said, follow=True)
    assert "Motif de la contestation : Jamais vu ici." in text_of(done)
    assert Deployment.objects.get().standing == "contestee"


def test_nobody_signs_what_they_have_not_read(us, declared):
    read = version(declared)
    change(declared, {"status": "en-production"}, TEAM)
    done = us.post(page_of(declared), {"answer": "confirmer", "version": read}, follow=True)
    assert "a changé pendant que vous lisiez" in text_of(done)
    assert Deployment.objects.get().standing == "declaree"


def test_we_declare_a_use_ourselves_and_the_team_confirms_it(us, service, town):
    assert "/mon-espace/declaration/rdv/" in us.get("/mon-espace/declaration/").content.decode()
    done = us.post("/mon-espace/declaration/rdv/", {"status": "en-production", "since": "2026-03-01"}, follow=True)
    assert "L'équipe du service est invitée à confirmer" in text_of(done)
    row = Deployment.objects.get()
    assert (row.service, row.organisation, row.declared_by, row.standing) == (
        service,
        town,
        "organisation",
        "declaree",
    )
    assert "À vous de répondre" not in text_of(us.get("/mon-espace/"))
    assert "/mon-espace/declaration/rdv/" not in us.get("/mon-espace/declaration/").content.decode()


def test_what_is_known_already_is_shown_instead_of_declared_twice(us, declared):
    for answer in (
        us.get("/mon-espace/declaration/rdv/"),
        us.post("/mon-espace/declaration/rdv/", {"status": "pilote"}),
    ):
        assert answer.headers["Location"] == page_of(declared)


def test_a_use_that_stops_says_why(us, declared):
    said = {"status": "arrete", "until": "2026-10-01", "version": version(declared)}
    refused = us.post(page_of(declared, "modifier/"), said)
    assert "Dites pourquoi l'utilisation s'est arrêtée." in text_of(refused)
    us.post(page_of(declared, "modifier/"), {**said, "stop_reason": "ressources"})
    row = Deployment.objects.get()
    assert (row.status, row.stop_reason, row.declared_by) == ("arrete", "ressources", "organisation")


def test_our_own_declaration_is_taken_back_as_long_as_nobody_else_signed_it(us, service, declared):
    assert "Retirer notre déclaration" not in text_of(us.get(page_of(declared)))
    us.post(page_of(declared, "retrait/"))
    assert Deployment.objects.exists()
    other = factories.make_service("Visio", slug="visio")
    us.post("/mon-espace/declaration/visio/", {"status": "pilote"})
    ours = Deployment.objects.get(service=other)
    assert "Retirer notre déclaration" in text_of(us.get(page_of(ours)))
    us.post(page_of(ours, "retrait/"))
    assert not Deployment.objects.filter(service=other).exists()


def test_the_page_of_a_use_tells_its_history(us, declared):
    us.post(page_of(declared), {"answer": "confirmer", "version": version(declared)})
    told = text_of(us.get(page_of(declared)))
    assert "Déclaration" in told and "par Équipe de RDV Service Public" in told
    assert "Confirmation" in told and "par Saint-Étienne" in told


def test_a_service_that_is_no_longer_public_shows_nowhere_in_the_space(us, service, declared):
    factories.restrict(service, "groups")
    assert "RDV Service Public" not in text_of(us.get("/mon-espace/"))
    assert us.get(page_of(declared)).status_code == 404
    assert us.get("/mon-espace/declaration/rdv/").status_code == 404


def test_our_people_are_named_with_their_mandate_and_nothing_else(us, town, agent, stranger):
    factories.make_person("Bruno Faure", organisation=town, mandate="elu", email="bruno@saint-etienne.example")
    factories.make_person("Partie Ailleurs", organisation=town, is_active=False)
    page = us.get("/mon-espace/equipe/").content.decode()
    assert "Bruno Faure, Élu ou élue" in page
    assert "bruno@saint-etienne.example" not in page
    assert "Rachid Benali" not in page
    assert "Partie Ailleurs" not in page


def test_without_a_collectivite_one_reads_how_to_be_attached(client, db):
    client.force_login(factories.make_person())
    for address in ("/mon-espace/", "/mon-espace/autour/", "/mon-espace/demandes/", "/mon-espace/retours/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "/mon-compte/rattachement/" in answer.content.decode()


def test_a_role_that_is_removed_ends_at_the_next_request(us, agent, declared):
    agent.organisation = None
    agent.save()
    assert us.get("/mon-espace/").status_code == 403
    assert us.post(page_of(declared), {"answer": "confirmer", "version": version(declared)}).status_code == 403
    assert Deployment.objects.get().standing == "declaree"


def test_nobody_acts_on_the_use_of_another_collectivite(client, stranger, declared):
    client.force_login(stranger)
    said = {"answer": "confirmer", "version": version(declared), "status": "arrete", "stop_reason": "autre"}
    for address in (page_of(declared), page_of(declared, "modifier/"), page_of(declared, "retrait/")):
        assert client.post(address, said).status_code == 403
    assert client.get(page_of(declared)).status_code == 403
    assert "RDV Service Public" not in text_of(client.get("/mon-espace/"))
    assert (Deployment.objects.get().standing, Deployment.objects.get().status) == ("declaree", "pilote")


def test_extra_fields_change_nothing(us, neighbour, service, town):
    sent = {"status": "pilote", "organisation": neighbour.pk, "standing": "confirmee", "declared_by": "service"}
    us.post("/mon-espace/declaration/rdv/", sent)
    row = Deployment.objects.get()
    assert (row.organisation, row.standing, row.declared_by) == (town, "declaree", "organisation")


def test_a_maintainer_does_not_answer_for_the_collectivite(client, service, declared):
    client.force_login(factories.make_person(maintains=(service,)))
    assert client.post(page_of(declared), {"answer": "confirmer", "version": version(declared)}).status_code == 403


def test_what_the_containers_use_is_said_with_the_link_and_is_no_offer(us, places, service):
    declare(service, factories.make_organisation(territory=places.region), {"status": "en-production"}, TEAM)
    told = text_of(us.get("/mon-espace/autour/"))
    assert "Utilisé par la Région Auvergne-Rhône-Alpes" in told
    assert "située dans la région Auvergne-Rhône-Alpes" in told


def test_an_organisation_without_a_territory_has_a_space_too(client, service):
    body = factories.make_organisation("Agence de l'eau")
    client.force_login(factories.make_person(organisation=body))
    assert client.get("/mon-espace/").status_code == 200
    assert "n'a pas de territoire" in text_of(client.get("/mon-espace/autour/"))
    assert client.get("/mon-espace/retours/services/rdv/").status_code == 200
    assert client.get("/services/rdv/").status_code == 200


def test_an_interest_is_not_among_what_we_use(us, service, visio, town):
    factories.make_deployment(service, town, status="pilote")
    factories.make_deployment(visio, town, status="interet")
    used, _, others = text_of(us.get("/mon-espace/")).partition("sans compter parmi nos usages")
    assert "RDV Service Public Pilote" in used and "Visio Intérêt" not in used
    assert "Visio" in others


def test_the_services_to_declare_are_in_french_order_and_found_by_a_word(us, service):
    for title, action in (
        ("Écran", "Afficher"),
        ("Agenda", "Partager un agenda"),
        ("Zèbre", "Rayer"),
        ("Edile", "Élire"),
    ):
        factories.make_service(title, action=action)
    listed = us.get("/mon-espace/declaration/")
    assert [one.title for one in listed.context["services"]] == [
        "Agenda",
        "Écran",
        "Edile",
        "RDV Service Public",
        "Zèbre",
    ]
    assert "5 services, par ordre alphabétique" in text_of(listed)
    for words, found in (("ecran", ["Écran"]), ("ÉLIRE", ["Edile"]), ("agenda partager", ["Agenda"]), ("\x00", 5)):
        shown = us.get("/mon-espace/declaration/", {"q": words})
        names = [one.title for one in shown.context["services"]]
        assert (len(names) if isinstance(found, int) else names) == found
    assert 'value="ecran"' in us.get("/mon-espace/declaration/?q=ecran").content.decode()
    assert "Aucun service de cette liste ne s'appelle « zzzz »" in text_of(us.get("/mon-espace/declaration/?q=zzzz"))


@pytest.mark.parametrize("definition", ["Un agent au moins a ouvert un créneau.", ""])
def test_what_deployed_means_is_read_where_one_signs(us, client, service, declared, definition):
    service.deployed_definition = definition
    factories.publish(service)
    link = ConfirmationLink(
        deployment=declared, occasion="essai", address=fingerprint(declared.organisation.public_email)
    )
    link.save()
    by_link = address_of(link).split("/", 3)[3]
    for page in (page_of(declared), f"/{by_link}"):
        assert (definition or "L'équipe n'a pas dit à partir de quand") in text_of(us.get(page)), page
    for page in ("/mon-espace/", page_of(declared, "modifier/")):
        assert definition in text_of(us.get(page))
