"""The ANCT settles what is contested, without being party to it."""

import pytest
from bs4 import BeautifulSoup

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from store.accounts.models import Maintenance
from tests import factories
from tests.store.admin import people

pytestmark = pytest.mark.django_db

TEAM = Author(Party.SERVICE, Channel.ESPACE)
REFUSED = "/admin/"  # with a message, as Wagtail does
TOWN = Author(Party.ORGANISATION, Channel.LIEN)


@pytest.fixture
def deployment(catalogue):
    town = factories.make_organisation(territory=factories.make_territory("Beauvoir"))
    deployment = declare(factories.make_service("Agenda"), town, {"status": "pilote"}, TEAM)
    return confirming.contest(deployment, TOWN, "Nous ne l'avons jamais eu.")


@pytest.fixture
def editor(client, catalogue):
    editor = people.editor()
    client.force_login(editor)
    return editor


def address(deployment):
    return f"/admin/deploiements/{deployment.pk}/trancher/"


def settle(client, deployment, finding, **said):
    """What the page sends when one has read the deployment as it is."""
    version = Deployment.objects.get(pk=deployment.pk).updated.isoformat()
    return client.post(
        address(deployment), {"finding": finding, "reason": "Vu avec la mairie.", "version": version, **said}
    )


def test_an_editor_reads_why_and_upholds_the_use(client, editor, deployment):
    assert "Nous ne l&#x27;avons jamais eu." in client.get(address(deployment)).content.decode()
    assert address(deployment) in client.get(f"/admin/deployments/deployment/inspect/{deployment.pk}/").content.decode()
    assert settle(client, deployment, "maintenir").status_code == 302
    assert Deployment.objects.get().standing == "confirmee"
    event = DeploymentEvent.objects.last()
    assert (event.act, event.author, event.author_label, event.reason) == (
        "arbitrage",
        editor,
        "ANCT",
        "Vu avec la mairie.",
    )


def test_an_editor_corrects_the_use(client, editor, deployment):
    page = settle(client, deployment, "corriger").content.decode()
    assert "Dites quel est le bon statut." in page
    page = settle(client, deployment, "corriger", status="arrete").content.decode()
    assert "Dites pourquoi l&#x27;utilisation s&#x27;est arrêtée." in page
    assert Deployment.objects.get().standing == "contestee"
    assert settle(client, deployment, "corriger", status="arrete", stop_reason="autre").status_code == 302
    row = Deployment.objects.get()
    assert (row.status, row.standing, row.declared_by) == ("arrete", "declaree", "anct")


def test_an_editor_dismisses_the_use(client, editor, deployment):
    assert settle(client, deployment, "retirer").status_code == 302
    assert not Deployment.objects.exists()
    assert client.get(address(deployment)).status_code == 404


def test_who_dismisses_a_use_is_told_which_stories_are_told_no_more(client, editor, deployment):
    factories.make_story("Six mois après", deployment)
    settle(client, deployment, "retirer")
    assert "n&#x27;est plus montré qu&#x27;à son adresse : « Six mois après »." in client.get("/admin/").text


def test_what_was_not_read_is_not_settled(client, editor, deployment):
    read = client.get(address(deployment)).context["form"]["version"].value()
    change(deployment, {"status": "en-production"}, Author(Party.ANCT, Channel.ADMIN))
    answer = settle(client, deployment, "maintenir", version=read)
    told = answer.content.decode()
    assert "a changé pendant que vous le lisiez" in told and "En production" in told
    assert Deployment.objects.get().standing == "contestee"
    settle(client, deployment, "maintenir", version=answer.context["form"]["version"].value())
    row = Deployment.objects.get()
    assert (row.standing, row.status) == ("confirmee", "en-production")


def test_a_finding_is_explained_and_settled_once(client, editor, deployment):
    assert (
        "Dites pourquoi : les deux parties le liront."
        in settle(client, deployment, "maintenir", reason="").content.decode()
    )
    settle(client, deployment, "maintenir")
    answer = settle(client, deployment, "retirer")
    assert answer.status_code == 302
    assert Deployment.objects.get().standing == "confirmee"
    assert DeploymentEvent.objects.filter(act="arbitrage").count() == 1


@pytest.mark.parametrize("side", ["", "service", "organisation"])
def test_a_dispute_does_not_vanish_with_the_deployment(client, editor, deployment, side):
    if side == "service":
        Maintenance.objects.create(user=editor, service=deployment.service)
    if side == "organisation":
        editor.organisation = deployment.organisation
        editor.save()
    answer = client.post(f"/admin/deployments/deployment/delete/{deployment.pk}/").content.decode()
    assert "Ce déploiement est contesté : il faut d&#x27;abord trancher" in answer
    assert Deployment.objects.get().standing == "contestee"
    assert DeploymentEvent.objects.last().act == "contestation"


def test_nobody_is_judge_of_their_own_dispute(client, editor, deployment):
    row = Maintenance.objects.create(user=editor, service=deployment.service)
    assert settle(client, deployment, "maintenir").url == REFUSED
    row.delete()
    editor.organisation = deployment.organisation
    editor.save()
    assert settle(client, deployment, "maintenir").url == REFUSED
    assert Deployment.objects.get().standing == "contestee"


def test_the_row_of_a_contested_deployment_and_the_first_page_lead_to_its_settling(client, editor, deployment):
    listing = "/admin/deployments/deployment/"
    assert address(deployment) in client.get("/admin/").content.decode()
    rows = client.get(f"{listing}?standing=contestee").content.decode()
    assert f"Trancher : {deployment}" in rows and address(deployment) in rows
    confirming.uphold(deployment, Author(Party.ANCT, Channel.ADMIN), "Vu.")
    assert address(deployment) not in client.get(listing).content.decode()


def test_who_settles_from_a_filtered_list_comes_back_to_it(client, editor, deployment):
    listing = "/admin/deployments/deployment/?standing=contestee&q=agenda"
    rows = BeautifulSoup(client.get(listing).content, "html.parser")
    form = BeautifulSoup(client.get(rows.select_one('a[href*="trancher"]')["href"]).content, "html.parser")
    kept = form.find("input", attrs={"name": "next"})["value"]
    assert kept == listing
    assert settle(client, deployment, "corriger", next=kept).status_code == 200
    assert settle(client, deployment, "maintenir", next=kept).url == listing


def test_what_was_typed_is_said_when_somebody_settled_first(client, editor, deployment):
    confirming.uphold(deployment, Author(Party.ANCT, Channel.ADMIN), "Vu.")
    answer = settle(client, deployment, "retirer", reason="La mairie ne connaît pas.", next="//ailleurs.example")
    told = client.get(answer.url).content.decode()
    assert "Une autre personne a tranché avant vous" in told and "La mairie ne connaît pas." in told
    Deployment.objects.all().delete()
    answer = client.post(address(deployment), {"reason": "Elle n'a rien vu.", "next": "//ailleurs.example"})
    assert answer.url == "/admin/deployments/deployment/"
    assert "Elle n&#x27;a rien vu." in client.get(answer.url).content.decode()


class TestSeveralAtOnce:
    @pytest.fixture
    def disputes(self, deployment):
        others = [
            declare(factories.make_service(name), deployment.organisation, {"status": "pilote"}, TEAM)
            for name in ("Visio", "Tchap")
        ]
        return [deployment, *(confirming.contest(row, TOWN, "Inconnu.") for row in others)]

    @pytest.fixture
    def where(self, disputes):
        chosen = "&".join(f"id={row.pk}" for row in disputes)
        return f"/admin/bulk/deployments/deployment/settle/?{chosen}&next=/admin/deployments/deployment/"

    def seen(self, client, where, **said):
        """What the page shows before anything changes."""
        return client.post(where, {"finding": "maintenir", "reason": "Vu avec la mairie.", **said})

    def confirm(self, client, where, shown, **changed):
        return client.post(where, {**shown.context["form"].data, "confirm": "1", **changed}, follow=True)

    def test_one_reads_what_will_change_then_confirms(self, client, editor, disputes, where):
        assert "Inconnu." in client.get(where).content.decode()
        shown = self.seen(client, where)
        lines = [(one.before, one.after) for one in shown.context["outcomes"]]
        before = "Pilote, contestée (déclarée par l'équipe du service)"
        assert lines == [(before, before.replace("contestée", "confirmée"))] * 3
        assert not Deployment.objects.exclude(standing="contestee").exists()
        assert not DeploymentEvent.objects.filter(act="arbitrage").exists()
        assert "3 déploiements sont tranchés." in self.confirm(client, where, shown).content.decode()
        assert Deployment.objects.filter(standing="confirmee").count() == 3

    def test_what_changed_meanwhile_stays_and_is_named(self, client, editor, disputes, where):
        shown = self.seen(client, where)
        change(disputes[0], {"status": "en-production"}, Author(Party.ANCT, Channel.ADMIN))
        confirming.dismiss(disputes[1], Author(Party.ANCT, Channel.ADMIN), "Erreur.")
        told = self.confirm(client, where, shown).content.decode()
        assert "1 déploiement est tranché." in told
        assert "Agenda — Beauvoir (Ce déploiement a changé pendant que vous le lisiez" in told
        assert "Visio — Beauvoir (tranché ou retiré entre-temps)" in told
        assert Deployment.objects.get(pk=disputes[0].pk).standing == "contestee"
        assert Deployment.objects.get(pk=disputes[2].pk).standing == "confirmee"

    def test_nothing_is_settled_that_was_not_shown_nor_without_a_reason(self, client, editor, disputes, where):
        assert "Dites pourquoi" in self.seen(client, where, reason="").content.decode()
        self.seen(client, where, confirm="1")
        self.confirm(client, where, self.seen(client, where), seen="[1]")
        assert Deployment.objects.filter(standing="contestee").count() == 3

    def test_nobody_is_judge_of_their_own_among_others(self, client, editor, disputes, where):
        Maintenance.objects.create(user=editor, service=disputes[0].service)
        shown = self.seen(client, where)
        assert [one.name for one in shown.context["outcomes"]] == ["Visio — Beauvoir", "Tchap — Beauvoir"]
        assert "2 déploiements sont tranchés." in self.confirm(client, where, shown).content.decode()
        assert Deployment.objects.get(pk=disputes[0].pk).standing == "contestee"
