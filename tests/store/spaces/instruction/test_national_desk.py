"""The DINUM: files of the desk granted at once while the envelope lasts, and those of calls led to their jury."""

import pytest

from catalogue.funding import awarding
from catalogue.funding.models import Application, ApplicationState, Grant
from catalogue.needs.journal import anct
from catalogue.review.models import Committee, ReviewFile
from tests import factories, fund_factories
from tests.catalogue.review.sitting import make_session
from tests.store.spaces.instruction.officers import LocalFund, Officer
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
State = ApplicationState


def state_of(row: Application) -> str:
    return Application.objects.get(pk=row.pk).state


def test_compliant_files_are_granted_in_bulk_until_the_envelope_is_empty_then_wait(catalogue, client):
    wave = fund_factories.make_desk_wave(amount=10_000)
    files = [
        fund_factories.make_filed(wave, fund_factories.make_town(name)) for name in ("Ambert", "Thiers", "Issoire")
    ]
    officer = Officer()
    assert "3 dossiers à examiner" in officer.read("/instruction/")
    read = officer.act("conforme", *files)
    assert read.count("déposée → retenue") == 2 and read.count("déposée → en liste d'attente") == 1
    assert not Grant.objects.exists() and state_of(files[0]) == State.FILED
    told = officer.act("conforme", *files, confirmer="oui")
    assert "Retenue : 2 ; En liste d'attente : 1" in told
    assert [state_of(one) for one in files] == [State.GRANTED, State.GRANTED, State.WAITING]
    assert "déjà reçu ce financement" in officer.act("conforme", files[0])
    results = text_of(client.get(f"/financements/{wave.call.slug}/resultats/"))
    assert "3 dossiers déposés, 2 lauréats" in results and "Liste d'attente" in results and "Issoire" in results
    lines = client.get(f"/financements/{wave.call.slug}/resultats.csv").getvalue().decode().splitlines()
    assert len(lines) == 4 and "Retenue,5000" in lines[1] and "En liste d'attente,," in lines[3]


def test_what_does_not_meet_the_specification_is_asked_a_complement_or_refused_with_its_reason(catalogue):
    wave = fund_factories.make_desk_wave()
    one, other = (fund_factories.make_filed(wave, fund_factories.make_town(name)) for name in ("Ambert", "Thiers"))
    officer = Officer()
    assert "Dites à la collectivité ce qui manque." in officer.act("complement", one, other, relire="oui", reason=" ")
    officer.act("complement", one, confirmer="oui", reason="Le nom de l'API.")
    told = officer.act("irrecevable", other, confirmer="oui", reason="Déjà raccordé.")
    assert "peut faire ensuite" in told and state_of(other) == State.FILED
    officer.act("irrecevable", other, confirmer="oui", reason="Déjà raccordé.", way_on="prochain-appel")
    assert (state_of(one), state_of(other)) == (State.COMPLEMENT, State.INADMISSIBLE)
    assert "Le nom de l'API." in officer.read(f"/instruction/dossiers/{one.pk}/")


def test_a_file_of_a_call_goes_to_the_agenda_of_its_jury_all_or_none(catalogue):
    root = fund_factories.make_fund()
    envelope, jury = fund_factories.make_envelope(root), Committee.objects.create(name="Jury")
    call = fund_factories.make_call(root.fund, committee=jury)
    wave = fund_factories.make_wave(call, envelope, population_min=500)
    fund_factories.make_wave(call, envelope, number=2, population_min=10_000, rate=75)
    one, other = (fund_factories.make_filed(wave, fund_factories.make_town(name)) for name in ("Ambert", "Thiers"))
    officer, session = Officer(), make_session(committee=jury)
    told = officer.read(f"/instruction/dossiers/{one.pk}/").replace("\u202f", " ")
    assert "Qu'aurait donné l'autre vague ?" in told and "Vague 2 : non" in told and "au plus 7 500 €" in told
    officer.act("recevable", one, other, confirmer="oui")
    officer.act("preselection", one, confirmer="oui")
    sent = {"session": session.pk, "confirmer": "oui"}
    assert "ne peut pas devenir" in officer.act("jury", one, other, **sent) and not ReviewFile.objects.exists()
    officer.act("jury", one, **sent)
    assert state_of(one) == State.AT_JURY and ReviewFile.objects.get().subject == one
    officer.act("ecarter", other, reason="Trop tôt.", way_on="redeposer", confirmer="oui")
    assert f"1 dossier {officer.row.body}" not in officer.read(f"{officer.desk}?q=thiers&etat=tous")
    assert "1 dossier" in officer.read(f"{officer.desk}?q=thiers&etat=tous&vague={wave.pk}")


def test_the_dinum_does_not_read_local_files_nor_a_visitor_any(catalogue, client):
    fund = LocalFund()
    officer = Officer()
    assert officer.client.get(f"/instruction/dossiers/{fund.vif.pk}/").status_code == 404
    sent = {"geste": "recevable", "dossier": fund.vif.pk, "confirmer": "oui"}
    assert officer.client.post(f"{officer.desk}lot/", sent).status_code == 404
    assert client.get("/instruction/").status_code == 302
    client.force_login(factories.make_person())
    assert client.get("/instruction/").status_code == 403 and client.get(officer.desk).status_code == 403


def test_an_empty_envelope_says_that_the_file_waits(catalogue):
    wave = fund_factories.make_desk_wave(amount=5_000)
    first, last = (fund_factories.make_filed(wave, fund_factories.make_town(name)) for name in ("Ambert", "Thiers"))
    awarding.comply(first, anct())
    told = Officer().act("conforme", last, confirmer="oui")
    assert "En liste d'attente" in told and "l'enveloppe est épuisée" in told.lower()
