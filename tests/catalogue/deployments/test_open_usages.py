"""The ANCT's open file of who uses its services: declared by a third party, never over what somebody said."""

import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, change, withdraw
from catalogue.deployments.models import (
    Channel,
    Deployment,
    DeploymentEvent,
    ImportOutcome,
    NameInOpenFile,
    Party,
    UsageImport,
)
from catalogue.deployments.open_data.importing_usages import SOURCE, import_published, import_usages
from catalogue.deployments.open_data.usage_rows import MAX_ROWS, read_usages
from catalogue.territories.models import OtherName
from tests import factories
from tests.catalogue.services.links.conftest import pem, site

pytestmark = pytest.mark.django_db
__all__ = ["pem", "site"]
HEADER = "type;siret;insee;population;service;active"
COLLECTIVITE = Author(Party.ORGANISATION, Channel.ESPACE)


@pytest.fixture
def messages(country):
    """Five communes by their SIREN, « Beauvoir » first, and a sheet."""
    for number, territory in enumerate((country.village, country.neighbour, country.cousin, country.big)):
        factories.make_organisation(territory=territory, siren=f"21380000{number}")
    return factories.make_service("Messages", external_id="messages")


def line(number: int = 0, service: str = "Messages", active: str = "true", **said) -> str:
    cells = {"type": "commune", "siret": f"21380000{number}00012", "insee": "", "population": "5000", **said}
    return ";".join([*cells.values(), service, active])


def file_of(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


def users(service) -> dict[str, str]:
    return {row.organisation.name: row.standing for row in service.deployments.select_related("organisation")}


def test_what_the_file_says_is_declared_by_the_anct_as_a_third_party(messages):
    report = import_usages(file_of(line(0), line(1), line(2, active="false")))
    assert users(messages) == {"Beauvoir": "declaree", "Izeron": "declaree"}
    row = messages.deployments.first()
    assert (row.declared_by, row.status, row.source, row.is_demo) == ("anct", "en-production", SOURCE, False)
    event = row.events.get()
    assert (event.channel, event.author_label, event.act) == ("ouvert", "ANCT", "declaration")
    assert report.told == "lignes lues : 3 ; déclarés : 2 ; lignes inactives : 1"


def test_a_second_reading_writes_nothing(messages):
    content = file_of(line(0), line(1))
    import_usages(content)
    before = list(Deployment.objects.values_list("pk", "updated")), DeploymentEvent.objects.count()
    assert import_usages(content).counts["inchangés"] == 2
    assert (list(Deployment.objects.values_list("pk", "updated")), DeploymentEvent.objects.count()) == before


def test_a_commune_is_found_by_its_code_of_today_or_of_before_its_merger(messages, country):
    OtherName.objects.create(territory=country.cousin, relation="ancienne", kind="commune", code="26999")
    import_usages(file_of(line(siret="", insee="38036"), line(siret="", insee="26999"), line(siret="", insee="99999")))
    assert users(messages).keys() == {"Beauvoir", "Saint-Jean"}
    assert UsageImport.objects.get().counts["lignes d'un territoire inconnu"] == 1


def test_several_establishments_of_one_commune_are_one_use(messages):
    report = import_usages(file_of(line(0), line(siret="21380000000099"), line(siret="213800000")))
    assert users(messages).keys() == {"Beauvoir"}
    assert report.counts["lignes en double"] == 2


def test_what_a_collectivite_confirmed_contested_or_said_stays_as_it_is(messages, country):
    import_usages(file_of(line(0), line(1), line(2)))
    rows = {row.organisation.name: row for row in messages.deployments.all()}
    confirming.confirm(rows["Beauvoir"], COLLECTIVITE)
    confirming.contest(rows["Izeron"], COLLECTIVITE, "Nous ne l'avons jamais eu.")
    change(rows["Saint-Jean"], {"status": "interet"}, COLLECTIVITE)
    before = list(messages.deployments.order_by("pk").values())
    assert import_usages(file_of(line(0), line(1), line(2))).counts["laissés, car le Store dit autre chose"] == 2
    import_usages(file_of(line(3)))
    assert list(messages.deployments.order_by("pk").values())[:3] == before


def test_a_use_that_is_no_longer_in_the_file_is_withdrawn_if_nobody_else_spoke_of_it(messages, country):
    by_team = factories.make_deployment(messages, country.big.organisations.get())
    import_usages(file_of(line(0), line(1)))
    edited = messages.deployments.get(organisation__name="Izeron")
    change(edited, {"pilot_sites": "La mairie"}, Author(Party.ANCT, Channel.ADMIN))
    report = import_usages(file_of(line(2), line(2)))
    assert users(messages).keys() == {"Saint-Jean", "Izeron", "Grenoble"}
    assert report.counts["retirés"] == 1
    assert messages.deployments.filter(pk=by_team.pk).exists()


def test_what_somebody_withdrew_does_not_come_back(messages):
    import_usages(file_of(line(0)))
    withdraw(messages.deployments.get(), Author(Party.ANCT, Channel.ADMIN), "Après vérification.")
    assert import_usages(file_of(line(0))).counts["refusés, car retirés du Store depuis"] == 1
    assert not messages.deployments.exists()


def test_what_was_withdrawn_because_the_file_forgot_it_does_come_back(messages):
    for lines in ([line(0), line(1)], [line(1), line(1)], [line(0), line(1)]):
        import_usages(file_of(*lines))
    assert users(messages).keys() == {"Beauvoir", "Izeron"}


def test_the_real_takes_the_place_of_the_invented(messages, country):
    factories.make_deployment(messages, country.village.organisations.get(), status="pilote", is_demo=True)
    import_usages(file_of(line(0)))
    row = messages.deployments.get()
    assert (row.is_demo, row.status, row.source) == (False, "en-production", SOURCE)


def test_a_name_that_no_sheet_bears_waits_for_an_editor_and_is_then_read(messages, country):
    report = import_usages(file_of(line(0, "Courriels de l'ANCT"), line(1)))
    assert report.counts["lignes d'un service sans fiche"] == 1
    assert report.details["services sans fiche"] == ["Courriels de l'ANCT (1 ligne)"]
    NameInOpenFile.objects.filter(name="Courriels de l'ANCT").update(service=messages)
    import_usages(file_of(line(0, "Courriels de l'ANCT"), line(1)))
    assert users(messages).keys() == {"Beauvoir", "Izeron"}


def test_a_file_cut_short_is_refused_and_nothing_is_withdrawn(messages):
    import_usages(file_of(*(line(0) for _ in range(10)), line(1)))
    report = import_usages(file_of(line(0)))
    assert (report.outcome, report.rows) == (ImportOutcome.REFUSED, 0)
    assert report.told.startswith("Le fichier n'a que 1 ligne, contre 11 à la dernière lecture")
    assert users(messages).keys() == {"Beauvoir", "Izeron"}
    assert import_usages(file_of(line(0)), force=True).counts["retirés"] == 1


def test_a_file_that_would_withdraw_many_is_refused(messages, country):
    towns = [factories.make_territory(f"Ville {n}", code=f"3900{n:02}") for n in range(30)]
    for n, town in enumerate(towns):
        factories.make_organisation(territory=town, siren=f"2139000{n:02}")
    import_usages(file_of(*(line(siret=f"2139000{n:02}00012") for n in range(30))))
    report = import_usages(file_of(*(line(0) for _ in range(30))))
    assert "ferait retirer 30 déploiements sur 30" in report.told
    assert messages.deployments.count() == 30


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (HEADER.encode(), "aucune ligne"),
        (b"siren;service\n1;2\n", "il manque « type », « siret », « insee », « population » et « active »"),
        (HEADER.replace(";", ",").encode() + b"\na,b,c,d,e,f\n", "Ce n'est pas le fichier attendu"),
        (b"<!doctype html><html><body>Erreur</body></html>", "page web"),
        (b'{"error": "not found"}', "JSON"),
        (b"PK\x03\x04", "classeur"),
        (b"\x1f\x8b\x08", "archive"),
        (HEADER.encode() + b"\n\x00\x00\x01", "contrôle"),
        (HEADER.encode() + b'\n"sans fin;' + b"x" * 200_000, "CSV"),
    ],
)
def test_what_is_not_the_file_is_refused_in_words(messages, content, said):
    report = import_usages(content)
    assert report.outcome == ImportOutcome.REFUSED
    assert said in report.told
    assert not Deployment.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_accents_are_read_in_any_encoding(messages, encoding):
    NameInOpenFile.objects.create(name="Messagerie de l'été", service=messages)
    import_usages("\n".join([HEADER, line(0, "Messagerie de l'été")]).encode(encoding))
    assert users(messages).keys() == {"Beauvoir"}


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (line(0, service="=HYPERLINK(1)"), "formule"),
        (line(siret="12345"), "quatorze chiffres"),
        (line(siret="", insee=""), "ni SIRET ni code Insee"),
        (line(0, service=""), "pas nommé"),
        (line(0, service="x" * 300), "pas nommé"),
        (line(0, active="peut-être"), "« active »"),
        ("commune;1", "il manque des cellules"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_the_others_are_declared(messages, bad, why):
    report = import_usages(file_of(bad, line(1)))
    assert users(messages).keys() == {"Izeron"}
    [told] = report.details["lignes refusées"]
    assert told.startswith("ligne 2") and why in told
    assert not NameInOpenFile.objects.exclude(name="Messages").exists()


def test_a_hundred_thousand_rows_are_read_in_seconds_and_more_than_expected_are_refused():
    began = time.monotonic()
    assert len(read_usages(file_of(*(line(n % 10) for n in range(100_000))))) == 100_000
    assert time.monotonic() - began < 30
    refused = "\n".join([HEADER, *["commune;;01001;;Messages;1"] * (MAX_ROWS + 1)]).encode()
    with pytest.raises(Exception, match="plus de 500"):
        read_usages(refused)


def test_it_is_read_from_its_address(messages, site):
    address = site.publish("/usages.csv", file_of(line(0)))
    assert import_published(address, site.reach).outcome == ImportOutcome.DONE
    assert users(messages).keys() == {"Beauvoir"}
    gone = import_published(f"{site.address}/404", site.reach)
    assert gone.told == "Le fichier n'a pas pu être lu : Le site répond par une erreur (404)."


def test_the_command_reads_a_file_and_says_what_it_did(messages, tmp_path, settings):
    out = StringIO()
    call_command("import_usages", stdout=out)
    assert "rien à lire" in out.getvalue()
    file = tmp_path / "usages.csv"
    file.write_bytes(file_of(line(0)))
    call_command("import_usages", file=file, stdout=out)
    assert "déclarés : 1" in out.getvalue()
    file.write_bytes(b"autre;chose\n1;2\n")
    with pytest.raises(CommandError, match="Ce n'est pas le fichier attendu"):
        call_command("import_usages", file=file)
    settings.OPEN_USAGES_URL = "http://localhost/usages.csv"
    with pytest.raises(CommandError, match="http"):
        call_command("import_usages")


def test_editors_read_the_report_and_say_which_sheet_a_name_means(admin_client, messages):
    import_usages(file_of(line(0), line(1, "Inconnu")))
    report, unknown = UsageImport.objects.get(), NameInOpenFile.objects.get(name="Inconnu")
    viewset = UsageImport.snippet_viewset
    assert "déclarés : 1" in admin_client.get(reverse(viewset.get_url_name("list"))).content.decode()
    detail = admin_client.get(reverse(viewset.get_url_name("inspect"), args=[report.pk])).content.decode()
    assert "services sans fiche : Inconnu (1 ligne)" in detail
    edit = reverse(NameInOpenFile.snippet_viewset.get_url_name("edit"), args=[unknown.pk])
    assert admin_client.post(edit, {"name": "Inconnu", "service": messages.pk}).status_code == 302
    unknown.refresh_from_db()
    assert unknown.service_id == messages.pk
