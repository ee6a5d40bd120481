"""The desk of the ANCT: examining contributions one by one or together, and writing one for somebody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.needs.contributing import rewrite, version_of
from catalogue.needs.journal import Voice
from catalogue.needs.models import Contribution, Destination, Investigation, Stage
from store.mail.models import Message
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
DESK = "/admin/besoins/contributions/"


@pytest.fixture
def editor(site):
    client = Client()
    client.force_login(factories.make_person("Édith Mas", groups=("Éditeurs",)))
    return client


@pytest.fixture
def consultation(db):
    return factories.make_consultation("Consultation 2026", phases=("recueil",))


@pytest.fixture
def town(db):
    return factories.make_organisation(territory=factories.make_territory("Feurs"))


@pytest.fixture
def agent(town):
    return factories.make_person("Amélie Roux", organisation=town, email="amelie@feurs.example")


@pytest.fixture
def submitted(consultation, town, agent):
    def submit(title: str, **fields) -> Contribution:
        said = {"consultation": consultation, "organisation": town, "user": agent, "stage": Stage.SUBMITTED}
        return factories.make_contribution(title, **said | fields)

    return submit


@pytest.fixture
def fibre(db):
    return Destination.objects.create(name="Bureau de la fibre", sentence="Écrivez au bureau de la fibre.")


def decide(client: Client, row: Contribution, decision: str, **said):
    typed = {f"{decision}-{name}": value for name, value in said.items()}
    return client.post(f"{DESK}{row.pk}/", {"decision": decision, "next": DESK, **typed})


def test_the_oldest_waits_first_and_each_answer_leads_to_the_next(editor, submitted, fibre):
    first, second, third = (submitted(title) for title in ("Un trou", "De la fibre", "Une plainte"))
    listed = text_of(editor.get(DESK))
    assert listed.index("Un trou") < listed.index("De la fibre") < listed.index("Une plainte")
    to_second = decide(editor, first, "accepter")
    assert to_second.headers["Location"].startswith(f"{DESK}{second.pk}/")
    assert "Choisissez vers qui" in text_of(decide(editor, second, "reorienter"))
    decide(editor, second, "reorienter", destination=fibre.pk, reason="Voir leur guide.")
    assert "Dites à l'auteur pourquoi" in text_of(decide(editor, third, "refuser"))
    assert decide(editor, third, "refuser", reason="Une plainte privée.").headers["Location"] == DESK
    assert [Contribution.objects.get(pk=row.pk).stage for row in (first, second, third)] == [
        Stage.ACCEPTED,
        Stage.REDIRECTED,
        Stage.REFUSED,
    ]
    told = Message.objects.filter(to="amelie@feurs.example").order_by("pk")
    assert "Écrivez au bureau de la fibre." in told[4].text and "Une plainte privée." in told[5].text
    public = Client().get(f"/besoins/{second.pk}/")
    assert public.status_code == 200
    assert Client().get(f"/besoins/{third.pk}/").status_code == 404


def test_one_that_was_answered_elsewhere_is_not_answered_again_and_may_be_taken_back(editor, submitted):
    row = submitted("Une plainte")
    decide(editor, row, "refuser", reason="Trop vague.")
    assert decide(editor, row, "accepter").status_code == 302
    row.refresh_from_db()
    assert row.stage == Stage.REFUSED
    decide(editor, row, "reprendre", reason="L'auteur a précisé.")
    row.refresh_from_db()
    assert row.stage == Stage.SUBMITTED
    assert "L'auteur a précisé." in text_of(editor.get(f"{DESK}{row.pk}/"))


def test_what_its_author_corrected_meanwhile_is_read_again_before_it_is_answered(editor, submitted, agent):
    row = submitted("Un trou")
    seen = editor.get(f"{DESK}{row.pk}/").context["seen"]
    by = Voice(agent, "Feurs", agent.organisation, profile="agent")
    rewrite(row, {"title": "Un gros trou"}, by, seen=version_of(row))
    told = editor.post(f"{DESK}{row.pk}/", {"decision": "accepter", "next": DESK, "seen": seen})
    assert "relisez-la" in text_of(told) and "Un gros trou" in text_of(told)
    row.refresh_from_db()
    assert row.stage == Stage.SUBMITTED


def test_an_editor_answers_with_a_service_that_exists(editor, submitted):
    row, service = submitted("Un trou"), factories.make_service("Voirie en ligne")
    assert "Choisissez le service" in text_of(decide(editor, row, "existe"))
    decide(editor, row, "existe", service=service.pk, reason="Gratuit pour les communes.")
    row.refresh_from_db()
    assert (row.stage, row.answered_by_id, row.destination) == (Stage.REDIRECTED, service.pk, None)
    told = Message.objects.filter(to="amelie@feurs.example").latest("pk").text
    assert "répond déjà à votre contribution « Un trou » : Voirie en ligne" in " ".join(told.split())
    public = text_of(Client().get(f"/besoins/{row.pk}/"))
    assert "Déjà répondu : Voirie en ligne" in public and "Gratuit pour les communes." in public
    decide(editor, row, "reprendre", reason="Ce n'est pas cela.")
    row.refresh_from_db()
    assert row.answered_by is None


def test_the_list_is_filtered_by_words_kind_and_state(editor, submitted):
    submitted("Un trou")
    submitted("Un agenda", kind="service", service_url="https://a.fr", service_operator="Feurs")
    submitted("Déjà lue", stage=Stage.ACCEPTED)
    submitted("Cachée", stage=Stage.DRAFT)
    assert "Un agenda" not in text_of(editor.get(DESK, {"kind": "besoin"}))
    assert "Un trou" not in text_of(editor.get(DESK, {"q": "agenda"}))
    assert "Un agenda" in text_of(editor.get(f"{DESK}resultats/", {"q": "C-2"}))
    everything = text_of(editor.get(DESK, {"stage": ""}))
    assert "Déjà lue" in everything and "Cachée" not in everything


def test_several_are_read_then_accepted_or_redirected_together(editor, submitted, fibre):
    rows = [submitted(title) for title in ("Un", "Deux", "Trois")]
    decide(editor, rows[2], "accepter")
    chosen = "&".join(f"id={row.pk}" for row in rows)
    address = f"/admin/bulk/needs/contribution/redirect/?{chosen}&next={DESK}"
    read = text_of(editor.get(address))
    assert "C-1 : Un" in read and "Laissées de côté" in read
    assert "Choisissez vers qui" in text_of(editor.post(address, {}))
    editor.post(address, {"destination": fibre.pk})
    stages = list(Contribution.objects.order_by("pk").values_list("stage", flat=True))
    assert stages == [Stage.REDIRECTED, Stage.REDIRECTED, Stage.ACCEPTED]
    more = submitted("Quatre")
    editor.post(f"/admin/bulk/needs/contribution/accept/?id={more.pk}&next={DESK}", {})
    more.refresh_from_db()
    assert more.stage == Stage.ACCEPTED


def test_others_do_not_enter(submitted, agent):
    row = submitted("Un trou")
    for person in (agent, factories.make_person(maintains=(factories.make_service(),))):
        client = Client()
        client.force_login(person)
        for address in (DESK, f"{DESK}{row.pk}/", "/admin/besoins/nouveau/"):
            assert client.get(address).status_code in (302, 403)
        decide(client, row, "accepter")
    row.refresh_from_db()
    assert row.stage == Stage.SUBMITTED


def test_a_question_or_an_investigation_becomes_a_contribution_of_the_anct(editor, consultation):
    anct = factories.make_organisation("Agence nationale de la cohésion des territoires", acronym="ANCT")
    theme = factories.make_theme()
    found = Investigation.objects.create(slug="cantines", title="Gaspiller moins", findings="On jette un tiers.")
    asked = editor.get("/admin/besoins/nouveau/?titre=louer une benne").content.decode()
    assert "louer une benne" in asked and f'value="{anct.pk}"' in asked
    drawn = editor.get(f"/admin/besoins/nouveau/?investigation={found.pk}")
    assert "On jette un tiers." in drawn.content.decode()
    typed = {
        "title": "Gaspiller moins",
        "consultation": consultation.pk,
        "organisation": anct.pk,
        "problem": "On jette.",
        "concerned": "Les cantines",
        "themes": [theme.pk],
        "investigation": found.pk,
    }
    missing = editor.post("/admin/besoins/nouveau/", typed | {"themes": []})
    assert "themes" in missing.context["form"].errors
    assert "C-1 est déposée" in text_of(editor.post("/admin/besoins/nouveau/", typed, follow=True))
    row = Contribution.objects.get()
    assert "un collègue y répond" in text_of(decide(editor, row, "accepter"))
    colleague = Client()
    colleague.force_login(factories.make_person(groups=("Éditeurs",)))
    decide(colleague, row, "accepter")
    assert "Gaspiller moins" in text_of(Client().get("/investigations/cantines/"))
    assert f"/besoins/{row.pk}/" in Client().get("/investigations/cantines/").content.decode()


def test_dates_change_to_the_second_for_a_reason_that_the_consultation_shows(editor, consultation):
    phase = consultation.phases.get()
    phase.closes = timezone.now().replace(microsecond=0, second=59) + timedelta(days=3)
    phase.save()
    address = f"/admin/phases/edit/{phase.pk}/"
    form = editor.get(address).context["form"]
    shown = {name: form[name].value() for name in ("opens", "closes", "text")}
    typed = {name: form.fields[name].widget.format_value(value) or "" for name, value in shown.items()}
    editor.post(address, typed)
    phase.refresh_from_db()
    assert phase.closes.second == 59 and not phase.changes.exists()
    later = phase.closes + timedelta(days=7)
    typed["closes"] = timezone.localtime(later).strftime("%Y-%m-%d %H:%M:%S")
    assert "Dites pourquoi les dates changent" in text_of(editor.post(address, typed))
    editor.post(address, typed | {"reason": "Une semaine de plus, à la demande des maires."})
    phase.refresh_from_db()
    assert phase.closes == later
    assert "à la demande des maires" in text_of(Client().get(f"/consultations/{consultation.slug}/"))


def test_desks_of_the_consultation_are_listed_and_written_in_the_admin(editor, consultation):
    for name in ("phases", "etapes", "destinations", "investigations", "demandes-d-investigation"):
        assert editor.get(f"/admin/{name}/").status_code == 200
    for name in ("phases", "etapes", "destinations", "investigations"):
        assert editor.get(f"/admin/{name}/new/").status_code == 200
    assert editor.get("/admin/demandes-d-investigation/new/").status_code == 302
    editor.post("/admin/destinations/new/", {"name": "La fibre", "sentence": "Écrivez-leur.", "order": 1})
    assert Destination.objects.order_by("pk").last().name == "La fibre"
    step = {
        "title": "Atelier voirie",
        "consultation": consultation.pk,
        "kind": "atelier",
        "starts": "2026-12-01 10:00",
        "participants": "AMF",
        "minutes-count": "0",
        "concerned": "P-9",
    }
    assert "n'est la référence d'aucun besoin" in text_of(editor.post("/admin/etapes/new/", step))
    editor.post("/admin/etapes/new/", step | {"concerned": ""})
    assert "Atelier voirie" in text_of(Client().get(f"/consultations/{consultation.slug}/"))
