"""A préfecture instructs, simulates and decides inside its perimeter, and nowhere else."""

import pytest

from catalogue.funding.models import Application, ApplicationState, Envelope, Grant, Instruction, Programme
from store.mail.models import Message
from tests import factories
from tests.store.spaces.instruction.officers import LocalFund, Officer, ruling
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
State = ApplicationState


@pytest.fixture
def fund(catalogue) -> LocalFund:
    return LocalFund()


def states(*rows: Application) -> list[str]:
    return [Application.objects.get(pk=row.pk).state for row in rows]


def test_a_prefecture_reads_marks_simulates_and_decides(fund):
    officer = Officer(fund.isere)
    assert "2 dossiers à examiner" in officer.read("/instruction/")
    told = officer.read(f"/instruction/dossiers/{fund.vif.pk}/")
    assert "Un projet." in told and fund.vif.digest in told and "Portage politique" in told
    assert "deposee" in states(fund.vif) and "déposée → recevable" in officer.act("recevable", fund.vif, fund.voreppe)
    assert states(fund.vif) == [State.FILED]
    officer.act("recevable", fund.vif, fund.voreppe, confirmer="oui")
    assert states(fund.vif, fund.voreppe) == [State.ADMISSIBLE] * 2
    first, second = fund.wave.grid.criteria.all()
    marks = {f"note_{first.pk}": "5", f"note_{second.pk}": "2", "opinion": "Solide.", "proposed": "11 000"}
    officer.post(f"/instruction/dossiers/{fund.vif.pk}/notes/", **marks)
    assert "Moyenne pondérée : 4,0 sur 5" in officer.read(f"/instruction/dossiers/{fund.vif.pk}/")
    page = officer.envelope(fund.envelope)
    amounts = {f"montant_{fund.vif.pk}": "12 000", f"montant_{fund.voreppe.pk}": "9000"}
    assert "1 000 € de trop" in text_of(officer.post(page, name="Ambitieuse", **amounts)).replace("\u202f", " ")
    assert Programme.objects.get().lines.count() == 2 and not Grant.objects.exists()
    simulated = officer.client.get(f"{page}decisions/?simulation={Programme.objects.get().pk}")
    assert b'value="9000"' in simulated.content


def test_a_batch_that_the_envelope_does_not_hold_decides_nothing_at_all(fund):
    officer = Officer(fund.isere)
    officer.act("recevable", fund.vif, fund.voreppe, confirmer="oui")
    page = f"{officer.envelope(fund.envelope)}decisions/"
    much = ruling(fund.vif, "retenue", 12_000) | ruling(fund.voreppe, "retenue", 9_000)
    told = text_of(officer.post(page, **much, confirmer="oui")).replace("\u202f", " ")
    assert "Rien n'est décidé" in told and "Il reste 8 000 € dans l'enveloppe" in told
    assert not Grant.objects.exists() and states(fund.vif, fund.voreppe) == [State.ADMISSIBLE] * 2
    wrong = ruling(fund.vif, "retenue", "", "") | ruling(fund.voreppe, "non-retenue")
    told = text_of(officer.post(page, **wrong))
    assert "Donnez le montant." in told and "Donnez le motif" in told and "peut faire ensuite" in told
    fits = ruling(fund.vif, "retenue", 12_000) | ruling(fund.voreppe, "reorientee", way_on="axe-3")
    told = text_of(officer.post(page, **fits))
    assert "À relire avant de confirmer" in told and "Tribunal administratif." in told
    assert not Grant.objects.exists()
    officer.post(page, **fits, confirmer="oui")
    assert states(fund.vif, fund.voreppe) == [State.GRANTED, State.REDIRECTED]
    assert Envelope.objects.get(pk=fund.envelope.pk).awarded == 12_000


def test_the_next_departement_is_not_found_by_its_address_nor_in_what_is_sent(fund):
    officer = Officer(fund.isere)
    other = f"/instruction/dossiers/{fund.feurs.pk}/"
    for address in (other, officer.envelope(fund.next_envelope), f"{officer.envelope(fund.next_envelope)}decisions/"):
        assert officer.client.get(address).status_code == 404
    for address, sent in (
        (f"{other}notes/", {"opinion": "Vu."}),
        (f"{other}retrait/", {"conflict": "Un lien."}),
        (f"{officer.desk}lot/", {"geste": "recevable", "dossier": [fund.vif.pk, fund.feurs.pk], "confirmer": "oui"}),
        (f"{officer.envelope(fund.envelope)}decisions/", ruling(fund.feurs, "retenue", 1_000) | {"confirmer": "oui"}),
        (f"{Officer(fund.loire).desk}lot/", {"geste": "recevable", "dossier": fund.feurs.pk, "confirmer": "oui"}),
    ):
        assert officer.client.post(address, sent).status_code == 404, address
    told = text_of(
        officer.post(officer.envelope(fund.envelope), name="Ailleurs", **{f"montant_{fund.feurs.pk}": "1000"})
    )
    assert "Feurs" not in told and not Programme.objects.exists() and not Instruction.objects.exists()
    assert "Feurs" not in officer.read(f"{officer.desk}?etat=tous")
    assert states(fund.vif, fund.feurs) == [State.FILED] * 2


def test_a_region_reads_its_departements_and_decides_for_none_of_them(fund):
    region = Officer(fund.region)
    told = region.read(f"{region.desk}?etat=tous")
    assert "Vif" in told and "Feurs" in told
    assert "se décide dans son département" in region.read(region.envelope(fund.envelope))
    sent = ruling(fund.vif, "retenue", 1_000) | {"confirmer": "oui"}
    assert region.client.post(f"{region.envelope(fund.envelope)}decisions/", sent).status_code == 404


def test_nobody_instructs_nor_decides_on_a_file_of_their_own_siren_or_of_what_contains_it(fund):
    epci = factories.make_territory("CC du Vercors", kind="epci", inside=(fund.isere, fund.region))
    lead = factories.make_organisation(territory=epci)
    village = factories.make_organisation(territory=factories.make_territory("Méaudre", inside=(epci, fund.isere)))
    joint = fund.file("Vinay", fund.isere)
    Application.objects.filter(pk=joint.pk).update(lead=lead)
    for own, row in ((fund.vif.lead, fund.vif), (village, joint)):
        officer = Officer(fund.isere, organisation=own)
        told = officer.read(f"/instruction/dossiers/{row.pk}/")
        assert "Vous ne participez pas à ce dossier" in told and "Un projet." not in told
        assert "un collègue l'instruit" in officer.act("recevable", row, fund.voreppe, confirmer="oui")
        page = f"{officer.envelope(fund.envelope)}decisions/"
        officer.post(page, **ruling(row, "reorientee", way_on="axe-3"), confirmer="oui")
    assert states(fund.vif, joint, fund.voreppe) == [State.FILED] * 3


def test_who_withdraws_from_a_file_reads_nothing_more_of_it_and_colleagues_go_on(fund):
    officer, colleague = Officer(fund.isere), Officer(fund.isere)
    officer.act("suivi", fund.vif, colleague=colleague.row.pk, confirmer="oui")
    assert "1 dossier que vous suivez" in colleague.read("/instruction/")
    page = f"/instruction/dossiers/{fund.vif.pk}/"
    colleague.post(f"{page}notes/", opinion="Avis caché.")
    assert "quel est ce conflit" not in text_of(colleague.post(f"{page}retrait/", conflict="Ma sœur y est élue."))
    told = colleague.read(page)
    assert "Vous vous êtes retiré : « Ma sœur y est élue. »" in told and "Un projet." not in told
    assert "conflit d'intérêts" in colleague.act("irrecevable", fund.vif, reason="Non.", way_on="besoin", confirmer="o")
    assert "Avis caché." not in officer.read(page) and "que vous suivez" not in colleague.read("/instruction/")
    officer.act("irrecevable", fund.vif, reason="Hors sujet.", way_on="besoin", confirmer="oui")
    assert states(fund.vif) == [State.INADMISSIBLE]


def test_nothing_provisional_is_read_outside_the_desk(fund, client):
    officer = Officer(fund.isere)
    officer.act("recevable", fund.vif, fund.voreppe, confirmer="oui")
    canaries = ("Loriot", "Bergeronnette", "Chevêche")
    officer.post(f"/instruction/dossiers/{fund.vif.pk}/notes/", opinion=canaries[0], proposed="7 123")
    officer.post(f"/instruction/dossiers/{fund.voreppe.pk}/retrait/", conflict=canaries[1])
    officer.post(officer.envelope(fund.envelope), name=canaries[2], **{f"montant_{fund.vif.pk}": "7 123"})
    agent = factories.make_person(organisation=factories.make_organisation("Autrans"))
    client.force_login(agent)
    results = f"/financements/{fund.call.slug}/resultats"
    pages = (
        "/financements/",
        fund.call.url,
        f"{results}/",
        f"{results}.csv",
        "/services/?q=projet",
        "/besoins/?q=projet",
    )
    read = "".join(client.get(page, follow=True).getvalue().decode() for page in pages)
    read += "".join(Message.objects.values_list("text", flat=True))
    assert "3 dossiers déposés" in text_of(client.get(f"{results}/"))
    for word in (*canaries, "7123", "7 123", "7\u202f123", "Vif", "recevable"):
        assert word not in read, word
    assert client.get(officer.desk).status_code == 403
    assert client.get(f"/instruction/dossiers/{fund.vif.pk}/").status_code == 403
