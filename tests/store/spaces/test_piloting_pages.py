"""A visitor reads a call; an agent applies, keeps a logbook and gives a verdict; a colleague joins; others stay out."""

from datetime import timedelta
from html import unescape

import pytest

from catalogue.needs import piloting
from catalogue.needs.journal import anct
from catalogue.needs.models import Candidacy
from catalogue.needs.projects import change_project
from store.mail.models import Message
from tests import factories
from tests.catalogue.needs.piloted import make_call, make_project, make_town, voice_of

pytestmark = pytest.mark.django_db

WORDS = {"wish": "experimenter", "motivation": "Nos agents l'attendent.", "commits": "on"}


@pytest.fixture
def town(catalogue):
    return make_town("Lens", population=32_000)


@pytest.fixture
def agent(client, town):
    person = factories.make_person("Camille Agent", organisation=town, email="camille@lens.fr")
    client.force_login(person)
    return client


def text_of(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_a_visitor_reads_calls_seats_and_whether_their_territory_may_apply(client, town):
    call = make_call(seats=3, population_min=10_000, allowed_kinds=["commune"])
    other = {"consultation": call.project.contribution.consultation, "organisation": make_town("Isère")}
    make_call(make_project("Réserver une salle", **other), closes=call.closes + timedelta(days=1))
    listed = text_of(client.get("/appels-a-pilotes/"))
    assert listed.index("Prendre rendez-vous en ligne") < listed.index("Réserver une salle")
    assert "3 places." in listed and "Ouvert à tous : qui s'inscrit participe (0 inscrite à ce jour)." in listed
    address = f"/appels-a-pilotes/{call.pk}/"
    assert "Communes, à partir de 10" in text_of(client.get(address))
    answered = text_of(client.get(f"{address}?territoire={town.territory.key}"))
    assert "Lens : oui, vous pouvez candidater" in answered
    small = factories.make_territory("Cottance", population=300)
    assert "Cottance : non, cet appel n'est pas pour vous" in text_of(client.get(f"{address}?territoire={small.key}"))
    unknown = factories.make_territory("Rozier", population=None)
    assert "l'équipe vérifiera avec vous" in text_of(client.get(f"{address}?territoire={unknown.key}"))
    assert client.get(f"{address}pages/1/").status_code == 301
    assert client.get(f"{address}pages/2/").status_code == client.get("/appels-a-pilotes/999/").status_code == 404


def test_an_agent_applies_is_told_why_not_and_gets_a_receipt(agent, town):
    call = make_call(seats=2)
    address = f"/appels-a-pilotes/{call.pk}/candidature/"
    refused = text_of(agent.post(address, {"motivation": ""}))
    assert "Choisissez ce que vous souhaitez." in refused and "prend ces engagements" in refused
    assert "Dites pourquoi votre collectivité" in text_of(agent.post(address, {**WORDS, "motivation": " "}))
    assert not Candidacy.objects.exists()
    answer = agent.post(address, WORDS, follow=True)
    row = Candidacy.objects.get()
    assert "Votre candidature est déposée" in text_of(answer)
    assert answer.redirect_chain == [(f"/mon-espace/pilotes/{row.pk}/", 302)]
    assert agent.get(address).url == f"/mon-espace/pilotes/{row.pk}/"
    piloting.refuse([row], "Aucun site disponible.", anct())
    receipt, answer = Message.objects.filter(to="camille@lens.fr", key__startswith="candidature:").order_by("pk")
    assert "candidate comme territoire pilote" in receipt.subject
    assert "non retenue" in answer.subject and "Motif : Aucun site disponible." in answer.text
    assert "Aucun site disponible." in text_of(agent.get(f"/mon-espace/pilotes/{row.pk}/"))
    assert "Non retenue" in text_of(agent.get("/mon-espace/pilotes/"))


def test_a_colleague_joins_and_somebody_else_finds_nothing(agent, client, town):
    call = make_call(seats=2)
    agent.post(f"/appels-a-pilotes/{call.pk}/candidature/", WORDS)
    row = Candidacy.objects.get()
    colleague = factories.make_person(organisation=town)
    client.force_login(colleague)
    assert "La suivre avec eux" in text_of(client.get(f"/mon-espace/pilotes/{row.pk}/"))
    assert "avait déjà candidaté" in text_of(client.post(f"/appels-a-pilotes/{call.pk}/candidature/", follow=True))
    assert row.authors.count() == 2
    client.force_login(factories.make_person(organisation=make_town("Boën")))
    for address in ("", "retrait/"):
        assert client.get(f"/mon-espace/pilotes/{row.pk}/{address}").status_code == 403
    for address in ("sites/", "journal/", "bilan/", "retrait/"):
        assert client.post(f"/mon-espace/pilotes/{row.pk}/{address}", {"text": "X"}).status_code == 403
    client.logout()
    assert client.get(f"/appels-a-pilotes/pilotes/{row.pk}/").status_code == 404, "not chosen"


def test_a_pilot_writes_and_the_sheet_shows_its_verdict(agent, client, town):
    call, sheet = make_call(), factories.make_service("Agenda")
    agent.post(f"/appels-a-pilotes/{call.pk}/candidature/", WORDS)
    row = Candidacy.objects.get()
    own = f"/mon-espace/pilotes/{row.pk}/"
    agent.post(f"{own}sites/", {"names": "Mairie annexe\n\nMédiathèque"})
    assert "pas encore passé" in text_of(agent.post(f"{own}journal/", {"on": "2026-12-31", "text": "Demain."}))
    agent.post(f"{own}journal/", {"on": "2026-03-02", "text": "Premier rendez-vous."})
    wrong = text_of(agent.post(f"{own}bilan/", {"results": "Moins d'absences.", "obstacles": ""}))
    assert "Erreur :" in wrong and "Dites si vous continuez." in wrong and "Moins d'absences." in wrong
    said = {"results": "Deux fois moins d'absences.", "obstacles": "Le Wi-Fi de l'annexe.", "goes_on": "oui"}
    assert "Votre bilan est enregistré" in text_of(agent.post(f"{own}bilan/", said, follow=True))
    change_project(call.project, {"service": sheet}, anct())
    client.logout()
    public = text_of(client.get(f"/appels-a-pilotes/pilotes/{row.pk}/"))
    for words in ("Mairie annexe, Médiathèque", "Premier rendez-vous.", "Le Wi-Fi de l'annexe.", "continue"):
        assert words in public
    assert "Camille Agent" not in public and "camille@lens.fr" not in public and WORDS["motivation"] not in public
    shown = text_of(client.get(sheet.url))
    assert "Ce qu'en disent les territoires pilotes" in shown and "Le Wi-Fi de l'annexe." in shown
    listed = text_of(client.get(f"/appels-a-pilotes/{call.pk}/"))
    assert "Lens" in listed and "bilan donné" in listed


def test_a_freed_seat_wakes_who_waits_and_tells_them(client, town):
    call = make_call(seats=1)
    voices = [voice_of(one, factories.make_person(organisation=one, email=f"{n}@exemple.fr"))
              for n, one in enumerate((town, make_town("Liévin")))]  # fmt: skip
    first, second = (piloting.apply(call, "piloter", "Oui.", voice) for voice in voices)
    piloting.choose(first, anct(), referent=True)
    piloting.put_on_waiting_list(second, anct())
    Message.objects.all().delete()
    client.force_login(first.authors.get())
    assert "Retirer notre candidature ?" in text_of(client.get(f"/mon-espace/pilotes/{first.pk}/retrait/"))
    client.post(f"/mon-espace/pilotes/{first.pk}/retrait/")
    told = Message.objects.get(to="1@exemple.fr")  # followers of the project are told too, but nobody twice
    assert "Une place s'est libérée : Liévin est territoire pilote" in " ".join(told.text.split())
    assert Candidacy.objects.get(pk=second.pk).state == "retenue"
