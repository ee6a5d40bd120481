"""From a title typed to a public contribution: draft, check, receipt, answer."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalogue.needs.consultation_figures import recount
from catalogue.needs.journal import anct
from catalogue.needs.models import AlreadyThere, ConsultationPhase, Contribution, Stage
from catalogue.needs.moderating import accept
from store.mail.models import Message
from tests import factories
from tests.store.spaces.contributing.writing import DIRE, deposit, end, fill, write
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nUn plan."


def letters(to: str) -> list[Message]:
    return list(Message.objects.filter(to=to).order_by("pk"))


def test_a_visitor_and_who_acts_for_nobody_learn_how_and_their_title_waits(consultation):
    told = Client().get(f"{DIRE}?titre=Signaler un nid-de-poule")
    assert "Signaler un nid-de-poule" in text_of(told)
    assert "/connexion/?next=%2Fbesoins%2Fdire%2F%3Ftitre%3DSignaler%2Bun%2Bnid-de-poule" in told.content.decode()
    ended = Client().post(DIRE, fill(consultation))
    assert ended.headers["Location"].startswith("/connexion/?next=") and "nid-de-poule" in ended.headers["Location"]
    alone = Client()
    alone.force_login(factories.make_person())
    told = alone.get(f"{DIRE}?titre=Signaler un nid-de-poule")
    assert told.status_code == 403
    assert "Demander à être rattaché" in text_of(told) and "nid-de-poule" in text_of(told)


def test_a_draft_asks_for_a_title_only_and_stays_ours_alone(us, colleague, editor, consultation):
    refused = write(us, consultation, title="", problem="x", themes="")
    assert "Donnez un titre à votre contribution." in text_of(refused)
    assert not Contribution.objects.exists()
    kept = write(us, consultation, problem="", concerned="", themes="", function="")
    assert "Votre brouillon est enregistré" in text_of(kept)
    row = Contribution.objects.get()
    assert (row.stage, row.organisation.name, row.number) == (Stage.DRAFT, "Saint-Étienne", None)
    assert "Signaler un nid-de-poule" in text_of(us.get("/mon-espace/besoins/"))
    for other in (colleague, editor):
        assert other.get(f"{DIRE}{row.pk}/").status_code in (403, 404)
        assert other.get(f"/mon-espace/besoins/{row.pk}/").status_code in (403, 404)
    assert "nid-de-poule" not in text_of(colleague.get("/mon-espace/besoins/"))
    assert "nid-de-poule" not in text_of(editor.get("/admin/besoins/contributions/?stage="))
    assert us.get(f"/besoins/{row.pk}/").status_code == 404


def test_a_draft_is_found_again_as_it_was_left(us, consultation):
    write(us, consultation)
    row = Contribution.objects.get()
    form = us.get(f"{DIRE}{row.pk}/").context["form"]
    shown = {name: form[name].value() for name in ("title", "problem", "themes", "function", "kind", "territory")}
    assert shown == {
        "title": "Signaler un nid-de-poule",
        "problem": "Il faut téléphoner trois fois.",
        "themes": [theme.pk for theme in row.themes.all()],
        "function": "Directrice de la voirie",
        "kind": "besoin",
        "territory": None,
    }


def test_what_is_missing_is_said_under_its_field_and_what_was_typed_is_kept(us, consultation):
    told = write(us, consultation, do="check", concerned="", themes="").content.decode()
    assert "Dites qui est concerné." in told and "Choisissez au moins une thématique." in told
    assert "Il faut téléphoner trois fois." in told
    row = Contribution.objects.get()
    assert us.post(f"{DIRE}{row.pk}/verifier/", follow=True).redirect_chain
    row.refresh_from_db()
    assert row.stage == Stage.DRAFT


def test_a_contribution_is_checked_submitted_and_answered_by_mail(us, agent, colleague, stranger, consultation):
    row = deposit(us, consultation)
    receipt = text_of(us.get(f"/mon-espace/besoins/{row.pk}/"))
    assert f"C-{row.number}" in receipt and row.digest in receipt
    assert "Signaler un nid-de-poule" in text_of(colleague.get(f"/mon-espace/besoins/{row.pk}/"))
    assert stranger.get(f"/mon-espace/besoins/{row.pk}/").status_code == 404
    assert us.get(f"/besoins/{row.pk}/").status_code == 404
    [received] = letters(agent.email)
    assert row.digest in received.text and f"C-{row.number}" in received.subject
    accept(row, anct())
    assert "est acceptée" in letters(agent.email)[1].subject
    public = Client().get(f"/besoins/{row.pk}/").content.decode()
    assert "Signaler un nid-de-poule" in public
    assert "Amélie" not in public and "amelie" not in public


def test_submitting_twice_gives_one_receipt(us, agent, consultation):
    row = deposit(us, consultation)
    assert us.post(f"{DIRE}{row.pk}/verifier/").headers["Location"] == f"/mon-espace/besoins/{row.pk}/"
    assert len(letters(agent.email)) == 1


def test_the_button_the_page_and_the_form_agree_that_it_is_closed(us, consultation):
    write(us, consultation)
    row = Contribution.objects.get()
    page = f"/consultations/{consultation.slug}/"
    assert "Dire un besoin" in text_of(Client().get(page))
    end(consultation)
    told = text_of(Client().get(page))
    assert "Dire un besoin" not in told and "Recueil des besoins : close" in told
    assert "Aucune consultation ne recueille de besoins" in text_of(us.get(DIRE))
    assert "Déposer ma contribution" not in text_of(us.get(f"{DIRE}{row.pk}/", follow=True))
    assert "est close depuis le" in text_of(us.post(f"{DIRE}{row.pk}/verifier/", follow=True))
    write(us, consultation, title="Un autre")
    assert [one.stage for one in Contribution.objects.all()] == [Stage.DRAFT]


def test_drafts_are_reminded_two_days_before_then_lapse_and_come_back_if_the_phase_does(us, agent, consultation):
    write(us, consultation)
    row = Contribution.objects.get()
    call_command("follow_drafts", verbosity=0)
    assert letters(agent.email) == []
    phases = ConsultationPhase.objects.filter(consultation=consultation)
    phases.update(closes=timezone.now() + timedelta(hours=47))
    for _ in range(2):
        call_command("follow_drafts", verbosity=0)
    [reminder] = letters(agent.email)
    assert "n'est pas déposée" in reminder.subject
    end(consultation)
    call_command("follow_drafts", verbosity=0)
    assert "Non déposée" in text_of(us.get("/mon-espace/besoins/"))
    assert "Voici ce que vous aviez écrit" in text_of(us.get(f"{DIRE}{row.pk}/", follow=True))
    phases.update(closes=timezone.now() + timedelta(days=3))
    call_command("follow_drafts", verbosity=0)
    assert us.get(f"{DIRE}{row.pk}/").status_code == 200


def test_documents_are_read_by_whoever_may_read_the_contribution(us, colleague, stranger, editor, consultation):
    write(us, consultation, document=SimpleUploadedFile("plan de voirie.pdf", PDF))
    row = Contribution.objects.get()
    file = row.files.get()
    address = f"/besoins/{row.pk}/documents/{file.pk}/"
    assert b"".join(us.get(address).streaming_content) == PDF
    assert [one.get(address).status_code for one in (colleague, stranger, editor, Client())] == [404] * 4
    us.post(f"{DIRE}{row.pk}/verifier/")
    assert [one.get(address).status_code for one in (colleague, stranger, editor, Client())] == [200, 404, 200, 404]
    accept(row, anct())
    read = Client().get(address)
    assert read.status_code == 200 and read.headers["Content-Disposition"].startswith("attachment")
    assert Client().get(f"/media/{file.file.name}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("plan.pdf", b"MZ un programme"), ("plan.exe", b"MZ"), ("page.html", b"<script>"), ("plan.docx", b"PK\x03\x04")],
)
def test_a_bad_document_is_refused_under_its_field(us, consultation, name, content):
    told = write(us, consultation, document=SimpleUploadedFile(name, content))
    assert "fr-error-text" in told.content.decode()
    assert not Contribution.objects.exists()


def test_five_documents_at_most_and_one_may_be_removed(us, consultation):
    write(us, consultation, document=SimpleUploadedFile("a.pdf", PDF))
    row = Contribution.objects.get()
    typed = fill(consultation)
    for number in range(5):
        told = us.post(f"{DIRE}{row.pk}/", typed | {"document": SimpleUploadedFile(f"{number}.pdf", PDF)}, follow=True)
    assert "5 documents au plus" in text_of(told)
    assert row.files.count() == 5
    us.post(f"{DIRE}{row.pk}/", typed | {"remove": str(row.files.first().pk), "do": ""})
    assert row.files.count() == 4


def test_what_exists_is_shown_counted_and_leads_to_the_request(us, consultation):
    service = factories.make_service("Voirie en ligne", action="Signaler un nid-de-poule")
    told = us.get(f"{DIRE}?titre=Signaler un nid-de-poule")
    assert "Voirie en ligne" in text_of(told)
    typed = fill(consultation, do="look", problem="Trois appels.")
    seen = us.post(DIRE, typed).content.decode()
    assert "Voirie en ligne" in seen and "Trois appels." in seen and "fr-error-text" not in seen
    assert not Contribution.objects.exists()
    assert "Voirie en ligne" in text_of(us.get("/besoins/dire/existe/", {"titre": "nid-de-poule"}))
    found = us.post(DIRE, fill(consultation, do="", answers=f"service-{service.pk}"), follow=True)
    assert "Il existe déjà : Voirie en ligne" in text_of(found)
    assert "Votre brouillon « Signaler un nid-de-poule » est gardé" in text_of(found)
    kept = AlreadyThere.objects.get()
    assert (kept.service_id, kept.organisation.name, kept.words) == (
        service.pk,
        "Saint-Étienne",
        "Signaler un nid-de-poule",
    )
    assert "Réponses trouvées en écrivant" in text_of(us.get(f"/consultations/{consultation.slug}/chiffres/"))
    assert recount(consultation) == 0
    draft = Contribution.objects.get()
    us.post(f"/mon-espace/besoins/{draft.pk}/retrait/")
    assert not Contribution.objects.exists()
    assert "Reprendre ma contribution" in text_of(us.get(f"/besoins/dire/existe/{kept.pk}/"))


def test_who_only_typed_a_title_leaves_no_draft_behind_what_they_found(us, town, consultation):
    other = factories.make_contribution("Signaler un trou", consultation=consultation, organisation=town)
    typed = fill(consultation, do="", problem="", concerned="", themes="", answers=f"besoin-{other.pk}")
    assert "D'autres l'ont demandé : Signaler un trou" in text_of(us.post(DIRE, typed, follow=True))
    assert AlreadyThere.objects.get().need_id == other.pk
    assert Contribution.objects.count() == 1


def test_withdrawn_by_its_author_only_it_keeps_its_number(us, colleague, consultation):
    row = deposit(us, consultation)
    assert colleague.post(f"/mon-espace/besoins/{row.pk}/retrait/").status_code == 403
    assert "Retirer cette contribution ?" in text_of(us.get(f"/mon-espace/besoins/{row.pk}/retrait/"))
    us.post(f"/mon-espace/besoins/{row.pk}/retrait/")
    row.refresh_from_db()
    assert (row.stage, row.number) == (Stage.WITHDRAWN, 1)


def test_a_partner_contributes_only_where_partners_may(consultation):
    partner = Client()
    partner.force_login(factories.make_person(organisation=factories.make_organisation("AMF", kind="association")))
    row = deposit(partner, consultation)
    assert row.author_profile == "partenaire"
    consultation.partners_contribute = False
    consultation.save()
    assert "réservée aux collectivités" in text_of(write(partner, consultation))
    assert Contribution.objects.count() == 1


def test_a_need_that_a_service_answers_says_so_and_the_sheet_lists_it(us, consultation):
    service = factories.make_service("Voirie en ligne", action="Signaler un nid-de-poule")
    typed = fill(consultation, problem="Trois appels.", do="", answers=f"service-{service.pk}")
    us.post(DIRE, typed)
    draft = Contribution.objects.get()
    here = f"{DIRE}{draft.pk}/"
    assert "« Voirie en ligne » répond à ce besoin" in text_of(us.get(here))
    us.post(here, fill(consultation))  # the box is not ticked any more
    draft.refresh_from_db()
    assert draft.answered_by is None
    us.post(here, typed)
    us.post(here, fill(consultation, answered="on"))
    us.post(f"{here}verifier/")
    accept(draft, anct())
    assert "Déjà répondu : Voirie en ligne" in text_of(Client().get(f"/besoins/{draft.pk}/"))
    sheet = text_of(Client().get(service.url))
    assert "Besoins auxquels il répond déjà" in sheet and "Signaler un nid-de-poule (Saint-Étienne)" in sheet
    service.unpublish()
    assert "Déjà répondu" not in text_of(Client().get(f"/besoins/{draft.pk}/"))


def test_what_is_submitted_is_corrected_until_it_is_examined_by_one_agent_at_a_time(
    us, agent, colleague, stranger, consultation
):
    row = deposit(us, consultation)
    before, here = row.digest, f"/mon-espace/besoins/{row.pk}/correction/"
    seen = us.get(here).context["seen"]
    typed = fill(consultation, title="Signaler un trou", kind="service", service_url="https://trou.fr", seen=seen)
    assert "Donnez qui le fait vivre." in text_of(us.post(here, typed))
    said = typed | {"service_operator": "La voirie", "document": SimpleUploadedFile("plan.pdf", PDF)}
    assert "correction est enregistrée" in text_of(colleague.post(here, said, follow=True))
    row.refresh_from_db()
    assert (row.title, row.number, row.files.count()) == ("Signaler un trou", 1, 1)
    assert (row.author, row.author_function) == (agent, "Directrice de la voirie")
    told = us.post(here, fill(consultation, title="Un nid-de-poule", seen=seen)).content.decode()
    assert "a changé pendant que vous la corrigiez" in told and "Signaler un trou" in told and "Un nid-de-poule" in told
    assert "est corrigée" in letters(agent.email)[1].subject and row.digest in letters(agent.email)[1].text
    [line] = row.events.filter(act="reecrite")
    assert line.changes["digest"] == [before, row.digest] and "title" in line.changes["said"] and not line.public
    assert recount(consultation) == 0
    assert "Corrigée le" in text_of(us.get(f"/mon-espace/besoins/{row.pk}/"))
    assert stranger.get(here).status_code == 403
    accept(row, anct())
    assert "ne se corrige plus" in text_of(us.post(here, fill(consultation, seen=seen), follow=True))
