"""A grouping writes a demand for money, files it, and follows it; others read nothing of it."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from catalogue.funding import awarding, drafting, filing, instructing
from catalogue.funding.awarding import Ruled
from catalogue.funding.models import Application, ApplicationState, Envelope, FundDesk, Grant, Part
from catalogue.needs.journal import Voice, anct
from store.mail.models import Message
from tests import factories
from tests import fund_factories as fund

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 essai"
TEXTS = {"title": "Inscrire en ligne", "summary": "Un projet.", "plan": "Un an.", "expected": "Moins de papier."}
LINES = [("Développement", "10 000 €", True), ("Formation", "2 000", True), ("Repas", "500", False)]


@pytest.fixture
def wave(catalogue):
    root = fund.make_fund()
    envelope = fund.make_envelope(root, 100_000, part=Part.DEMARCHES)
    return fund.make_wave(fund.make_call(root.fund), envelope, population_min=100_000)


def agent_of(organisation, mandate: str = "agent", **fields) -> Client:
    number = Application.objects.count() + Message.objects.count()
    email = fields.pop("email", f"{mandate}-{organisation.pk}-{number}@exemple.fr")
    person = factories.make_person(f"{mandate} {organisation}", organisation=organisation, mandate=mandate, email=email)
    client = Client()
    client.force_login(person)
    client.person = person
    return client


@pytest.fixture
def feurs(catalogue):
    return fund.make_town("Feurs", 80_000)


@pytest.fixture
def agent(feurs):
    return agent_of(feurs, email="agent@feurs.fr")


@pytest.fixture
def mayor(feurs):
    return agent_of(feurs, "elu", email="maire@feurs.fr")


def text_of(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def typed(client, row, lines=LINES, **said) -> dict:
    """What the form of a file holds, as a browser would send it, with `said` typed over."""
    page = client.get(f"{row.get_absolute_url()}ecrire/")
    form, formset = page.context["form"], page.context["lines"]
    data = {name: form[name].value() or "" for name in ("seen", "title", "summary", "plan", "expected", "requested")}
    data |= {"depenses-TOTAL_FORMS": str(len(lines)), "depenses-INITIAL_FORMS": formset.initial_form_count()}
    for number, (label, amount, eligible) in enumerate(lines):
        data |= {f"depenses-{number}-label": label, f"depenses-{number}-amount": amount}
        data |= {f"depenses-{number}-is_eligible": "on"} if eligible else {}
    return {**data, "do": "save", **said}


def begun(client, wave) -> Application:
    client.post(f"/mon-espace/financements/commencer/{wave.pk}/", {"title": TEXTS["title"]})
    return Application.objects.latest("pk")


def join_deliberation(client, row):
    file = SimpleUploadedFile("deliberation.pdf", PDF)
    return client.post(f"{row.get_absolute_url()}pieces/", {"kind": "deliberation", "document": file}, follow=True)


def mails(to: str, subject: str) -> list[Message]:
    """Their texts, with plain spaces."""
    found = list(Message.objects.filter(to=to, subject__contains=subject))
    for one in found:
        one.text = " ".join(one.text.split())
    return found


def complete(client, wave, **said) -> Application:
    """A draft that lacks nothing."""
    row = begun(client, wave)
    client.post(f"{row.get_absolute_url()}ecrire/", typed(client, row, **{**TEXTS, "requested": "6 000", **said}))
    join_deliberation(client, row)
    row.refresh_from_db()
    return row


def test_a_grouping_composes_writes_together_and_learns_whether_it_may_apply(wave, feurs, agent):
    roanne = fund.make_town("Roanne", 40_000)
    partner, stranger = agent_of(roanne, email="agent@roanne.fr"), agent_of(fund.make_town("Balbigny"))
    row = begun(agent, wave)
    address = row.get_absolute_url()
    assert begun(agent, wave) == row  # a second click leads to the same
    assert "il en faut 100" in text_of(agent.get(address))
    assert stranger.get(address).status_code == stranger.get(f"{address}ecrire/").status_code == 404
    # Who is invited counts once they have agreed.
    offered = text_of(agent.get(f"{address}groupement/?territoire={roanne.territory.key}"))
    assert "Roanne en plus : oui, les conditions de l'appel sont remplies" in offered
    agent.post(f"{address}groupement/", {"organisation": roanne.pk})
    assert mails("agent@roanne.fr", "Feurs vous invite")
    assert "Donner l'accord de Roanne" in text_of(partner.get(address))
    assert "Invitation" in text_of(partner.get("/mon-espace/financements/"))
    partner.post(f"{address}groupement/accord/")
    assert mails("agent@feurs.fr", "Roanne demande ce financement avec vous")
    # The partner writes too; what is missing is said, each with its place.
    partner.post(f"{address}ecrire/", typed(partner, row, **TEXTS, requested="7 000"))
    check = text_of(agent.get(f"{address}deposer/"))
    assert "Joignez la délibération, en PDF." in check and "Au plus 50 % du coût éligible : 6 000 €." in check
    agent.post(f"{address}ecrire/", typed(agent, row, **TEXTS, requested="6 000 €"))
    wrong = {"kind": "deliberation", "document": SimpleUploadedFile("deliberation.csv", b"a;b")}
    assert "se joint en PDF" in text_of(agent.post(f"{address}pieces/", wrong))
    join_deliberation(agent, row)
    piece = row.files.get()
    assert partner.get(f"{address}pieces/{piece.pk}/").status_code == 200
    assert stranger.get(f"{address}pieces/{piece.pk}/").status_code == 404


def test_an_agent_prepares_and_the_mayor_files(wave, feurs, agent, mayor):
    partner = agent_of(fund.make_town("Roanne", 40_000), email="agent@roanne.fr")
    row = complete(agent, wave)
    address = row.get_absolute_url()
    agent.post(f"{address}groupement/", {"organisation": partner.person.organisation_id})
    assert "L'accord de Roanne" in text_of(mayor.get(f"{address}deposer/"))
    partner.post(f"{address}groupement/accord/")
    partner.post(f"{address}ecrire/", typed(partner, row))
    # An agent sees who may file, and sends them the link.
    assert "elu Feurs, élu ou élue" in text_of(agent.get(f"{address}deposer/"))
    agent.post(f"{address}deposer/demande/")
    assert mails("maire@feurs.fr", "À certifier et à déposer")
    form = {"version": mayor.get(f"{address}deposer/").context["form"]["version"].value(), "function": "maire"}
    assert "La collectivité porteuse certifie" in text_of(partner.post(f"{address}deposer/", {**form, "certify": "on"}))
    refused = text_of(agent.post(f"{address}deposer/", {**form, "certify": "on"}))
    assert "Un élu, une élue ou la direction générale certifie" in refused
    assert "Cochez cette case" in text_of(mayor.post(f"{address}deposer/", form))
    answer = mayor.post(f"{address}deposer/", {**form, "certify": "on"}, follow=True)
    row.refresh_from_db()
    assert answer.redirect_chain[-1][0] == f"{address}recepisse/"
    assert row.reference in text_of(answer) and row.digest in text_of(answer)
    for to in ("agent@feurs.fr", "maire@feurs.fr", "agent@roanne.fr"):
        (receipt,) = mails(to, "votre demande de financement est déposée")
        assert row.reference in receipt.text and row.digest in receipt.text


def test_two_members_write_at_once_and_nothing_is_lost(wave, agent, mayor):
    row = complete(agent, wave)
    address = f"{row.get_absolute_url()}ecrire/"
    first, second = typed(agent, row), typed(mayor, row)
    agent.post(address, {**first, "plan": "En deux ans.", "summary": "Un grand projet."})
    answer = mayor.post(address, {**second, "plan": "En trois ans.", "expected": "Plus du tout de papier."})
    shown = text_of(answer)
    assert "Ce dossier a changé pendant que vous l'écriviez" in shown and "Feurs, le" in shown
    assert "En deux ans." in shown and "En trois ans." in shown
    form = answer.context["form"]
    assert form["plan"].value() == "En trois ans." and form["expected"].value() == "Plus du tout de papier."
    assert form["summary"].value() == "Un grand projet."  # left alone by the second: the first's
    row.refresh_from_db()
    assert row.plan == "En deux ans." and row.expected == TEXTS["expected"]
    again = {**second, **{name: form[name].value() for name in ("seen", "plan", "expected", "summary")}}
    assert "C'est enregistré" in text_of(mayor.post(address, again, follow=True))
    row.refresh_from_db()
    assert (row.plan, row.summary, row.expected) == ("En trois ans.", "Un grand projet.", "Plus du tout de papier.")


def test_expenses_are_added_and_removed_without_javascript_and_wrong_ones_are_said(wave, agent):
    row = begun(agent, wave)
    address = f"{row.get_absolute_url()}ecrire/"
    more = agent.post(address, typed(agent, row, do="add", plan="Gardé"))
    assert len(more.context["lines"].forms) == len(LINES) + 2 and more.context["form"]["plan"].value() == "Gardé"
    less = agent.post(address, typed(agent, row, do="remove-0"))
    assert "Développement" not in text_of(less) and "Formation" in text_of(less)
    wrong = text_of(agent.post(address, typed(agent, row, [("Sans montant", "", True), ("", "12", True)], title="")))
    for told in ("Donnez le montant", "Dites quelle est cette dépense", "Donnez un titre"):
        assert told in wrong
    assert not row.costs.exists()
    reused, draft = factories.make_service("Rendez-vous"), factories.make_service("Secret", published=False)
    found = agent.post(address, typed(agent, row, do="look", words="rendez-vous", services=[reused.pk, draft.pk]))
    assert list(found.context["form"].fields["services"].queryset) == [reused] and "Développement" in text_of(found)
    agent.post(address, typed(agent, row, services=[reused.pk]))
    row.refresh_from_db()
    assert list(row.services.all()) == [reused]
    assert row.cost == 12_000 and "Au plus 50 % du coût éligible" in text_of(agent.get(address))
    for amount in ("-3", "12,5", "9" * 30, "douze"):
        assert agent.post(address, typed(agent, row, requested=amount)).context["form"].errors["requested"]


def test_a_file_is_taken_at_the_last_instant_and_refused_at_the_next_with_all_that_was_written(feurs, agent, mayor):
    root, now = fund.make_fund(), timezone.now()
    closes = now - timedelta(minutes=5)
    call = fund.make_call(root.fund)
    wave = fund.make_wave(call, fund.make_envelope(root, part=Part.DEMARCHES), closes=closes)
    before = closes - timedelta(hours=1)
    other = fund.make_town("Roanne")
    assert fund.make_filed(wave, other, at=closes - timedelta(microseconds=1)).reference
    late = drafting.start(wave, "Trop tard", fund.voice_of(feurs, user=mayor.person), at=before)
    with pytest.raises(Exception, match="Cet appel est clos depuis le"):
        filing.file_application(late, fund.voice_of(feurs), version=late.version, at=closes)
    address = late.get_absolute_url()
    page = mayor.post(f"{address}deposer/", {"version": late.version, "function": "maire", "certify": "on"})
    assert "Cet appel est clos depuis le" in text_of(page) and "Tout ce qui est écrit est gardé" in text_of(page)
    saved = mayor.post(f"{address}ecrire/", typed(mayor, late, **TEXTS), follow=True)
    assert "cet appel est clos : cette demande n'est pas déposée" in text_of(saved)
    written = typed(mayor, late, plan="Un dernier mot")
    filing.lapse_unfiled()
    assert "Un dernier mot" in text_of(mayor.post(f"{address}ecrire/", written))  # shown, to be copied
    late.refresh_from_db()
    assert late.state == ApplicationState.NOT_FILED and late.plan == TEXTS["plan"]
    assert mails("maire@feurs.fr", "votre demande n'a pas été déposée")
    assert "Non déposée" in text_of(mayor.get(address))


def test_what_a_jury_prepares_is_not_said_to_applicants(wave, mayor):
    row = complete(mayor, fund.make_wave(wave.call, wave.envelope))
    filing.file_application(row, fund.voice_of(row.lead, user=mayor.person), version=row.version)
    desk = instructing.Desk(fund.make_officer(factories.make_person("Officier"), FundDesk.NATIONAL))
    instructing.admit([row], desk)
    assert mails("maire@feurs.fr", "est recevable")
    known = Message.objects.count()
    instructing.instruct(row, desk, opinion="Avis très réservé", proposed=1_234)
    instructing.preselect([row], desk)
    assert Message.objects.count() == known
    address = row.get_absolute_url()
    seen = [address, "/mon-espace/financements/", f"{address}recepisse/", f"{address}retrait/", f"{address}groupement/"]
    pages = [mayor.get(one) for one in seen] + [mayor.post(f"{address}ecrire/", {"title": "x"})]
    assert [page.status_code for page in pages] == [200] * len(pages)
    for page in pages:
        for word in ("présélection", "jury", "réservé", "1 234"):
            assert word not in text_of(page).lower().replace("l'administration qui instruit, le jury", "")


def test_a_complement_is_given_then_a_refusal_says_why_how_to_contest_and_the_way_on(wave, agent, mayor):
    row = complete(agent, fund.make_wave(wave.call, wave.envelope, redress="Tribunal administratif de Paris."))
    filing.file_application(row, fund.voice_of(row.lead, user=mayor.person), version=row.version)
    desk = instructing.Desk(fund.make_officer(factories.make_person("Officier"), FundDesk.NATIONAL))
    instructing.ask_complement(row, "Donnez le devis.", desk)
    (asked,) = mails("agent@feurs.fr", "un complément vous est demandé")
    assert "Donnez le devis." in asked.text
    address = row.get_absolute_url()
    assert "Répondez à ce qui est demandé." in text_of(agent.post(f"{address}complement/", {"answer": " "}))
    said = {"answer": "Le voici.", "document": SimpleUploadedFile("devis.pdf", PDF)}
    assert "de nouveau à l'étude" in text_of(agent.post(f"{address}complement/", said, follow=True))
    assert "rechargez la page" in text_of(agent.post(f"{address}complement/", {"answer": "Et ?"}))  # a colleague
    assert row.files.count() == 2 and mails("agent@feurs.fr", "votre réponse est reçue")
    instructing.turn_down([row], ApplicationState.INADMISSIBLE, "Hors sujet.", desk, way_on="axe-3")
    (refused,) = mails("agent@feurs.fr", "est irrecevable")
    for told in ("Motif : Hors sujet.", "Tribunal administratif de Paris.", "60 jours", "axe 3"):
        assert told in refused.text
    page = text_of(agent.get(address))
    assert "Reprendre ce dossier dans cette vague" in page and "Dire ce besoin dans la consultation" in page
    answer = agent.post(f"{address}reprendre/", follow=True)
    fresh = Application.objects.get(refiled_from=row)
    assert "C'est repris" in text_of(answer) and fresh.plan == TEXTS["plan"] and fresh.costs.count() == len(LINES)
    assert "Vous avez repris ce dossier" in text_of(agent.get(address))


def test_the_desk_asks_little_twice_and_says_how_many_files_are_left(agent, mayor, feurs):
    wave = fund.make_desk_wave(amount=10_000)
    address = f"/mon-espace/financements/commencer/{wave.pk}/"
    assert "Il reste 2 dossiers" in text_of(agent.get(address))
    empty = text_of(agent.post(address, {}))
    assert "Choisissez FranceConnect ou une API" in empty and "À quoi servira" in empty
    for kind in ("franceconnect", "api"):
        answer = agent.post(address, {"kind": kind, "summary": "Le portail famille."}, follow=True)
        assert "Le dossier est complet" in text_of(answer)
    assert "il n'y en a pas d'autre" in text_of(agent.get(address))
    first, second = Application.objects.order_by("pk")
    form = {"version": first.version, "function": "maire", "certify": "on"}
    assert "Récépissé" in text_of(mayor.post(f"{first.get_absolute_url()}deposer/", form, follow=True))
    first.refresh_from_db()
    awarding.comply(first, anct())
    (told,) = mails("agent@feurs.fr", "votre demande est financée")
    assert "5 000 €" in told.text and not mails("agent@feurs.fr", "Conforme")
    assert "Il reste 1 dossier" in text_of(agent.get(address))
    assert Grant.objects.get().reference in text_of(agent.get(first.get_absolute_url()))
    withdrawn = mayor.post(f"{second.get_absolute_url()}retrait/", follow=True)
    assert "ne peut pas devenir" in text_of(withdrawn)  # a draft is not withdrawn


def test_the_waiting_list_wakes_and_grants_are_told_step_by_step(agent, mayor, feurs):
    from catalogue.funding import grant_book

    wave = fund.make_desk_wave(amount=5_000)
    first = awarding.comply(fund.make_filed(wave, fund.make_town("Roanne")), anct())
    row = fund.make_filed(wave, feurs)
    awarding.comply(row, anct())
    (waits,) = mails("agent@feurs.fr", "en liste d'attente")
    assert "L'enveloppe est épuisée" in waits.text
    grant_book.cancel(first.grant, "Projet abandonné.", anct())
    (woken,) = mails("agent@feurs.fr", "votre demande est financée")
    assert "Une somme s'est libérée" in woken.text
    root = Envelope.objects.get(parent=None)
    grant = Grant(fund=root.fund, envelope=fund.make_envelope(root), purpose="Portail", amount=5_000, reference="S2-1")
    grant.beneficiary = feurs
    awarding.write_grant(grant, [], anct())
    grant_book.send_convention(grant, "ad-hoc", anct())
    grant_book.sign(grant, timezone.localdate(), anct())
    grant_book.pay(grant, 5_000, anct())
    grant_book.ask_report(grant, anct())
    assert [len(mails("maire@feurs.fr", said)) for said in ("convention à signer", "versés", "un bilan")] == [1, 1, 1]


def test_drafts_are_reminded_once_two_days_before_the_end(agent, feurs):
    root = fund.make_fund()
    call = fund.make_call(root.fund)
    wave = fund.make_wave(call, fund.make_envelope(root), closes=timezone.now() + timedelta(hours=40))
    row = begun(agent, wave)
    from django.core.management import call_command

    call_command("follow_fund")
    call_command("follow_fund")
    (reminder,) = mails("agent@feurs.fr", "n'est pas déposée, l'appel ferme bientôt")
    assert f"{row.get_absolute_url()}deposer/" in reminder.text


def test_a_decision_of_a_jury_reaches_its_applicants_with_amount_or_reason(wave, agent, mayor):
    row = complete(agent, fund.make_wave(wave.call, wave.envelope), accepts_partial="on")
    filing.file_application(row, fund.voice_of(row.lead, user=mayor.person), version=row.version)
    desk = instructing.Desk(fund.make_officer(factories.make_person("Officier"), FundDesk.NATIONAL))
    instructing.admit([row], desk)
    row.refresh_from_db()
    awarding.decide_batch([Ruled(row, ApplicationState.GRANTED, "Bien préparé.", 4_000)], Voice(label="Jury"))
    (told,) = mails("agent@feurs.fr", "votre demande est financée")
    assert "4 000 €" in told.text and "6 000 € étaient demandés" in told.text and "Bien préparé." in told.text


def test_pieces_are_read_by_who_instructs_and_no_longer_once_in_conflict(wave, agent, mayor):
    row = complete(agent, fund.make_wave(wave.call, wave.envelope))
    officer = fund.make_officer(factories.make_person("Officier"), FundDesk.NATIONAL)
    client = Client()
    client.force_login(officer.user)
    address = f"{row.get_absolute_url()}pieces/{row.files.get().pk}/"
    assert client.get(address).status_code == 404  # not filed yet: nobody's but theirs
    filing.file_application(row, fund.voice_of(row.lead, user=mayor.person), version=row.version)
    answer = client.get(address)
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    instructing.instruct(row, instructing.Desk(officer), conflict="Mon frère y travaille.")
    assert client.get(address).status_code == 404
    assert Client().get(address).status_code == 302
