"""The team sends the files that its tools make; the dry run says how they were read, and what they would do."""

import csv
import io
import time
from datetime import date

import pytest
from django.core.management import call_command

from catalogue.deployments import bulk
from catalogue.deployments.bulk import Fate
from catalogue.deployments.models import Deployment
from tests import factories
from tests.store.spaces.maintainer.files import (
    CASES,
    applied,
    case,
    counts,
    places,  # noqa: F401
    send,
    service_of_the_places,  # noqa: F401
    use_of,
    xlsx,
)
from tests.store.spaces.maintainer.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


# The shared cases


def test_a_blank_last_column_is_nothing(team):
    assert counts(case(team, "fail-1-blank-last-column.csv")) == {"création": 1}


def test_short_and_long_lines_are_read_and_what_they_leave_out_stays(team, service):
    use_of("01004", service=service, status="pilote", source="Convention")
    use_of("01053", service=service, status="pilote", source="Convention")
    preview = case(team, "fail-2-ragged-rows.csv")
    assert counts(preview) == {"modifications": 2}
    assert "Une cellule vide ne change rien" in text_of(preview)
    applied(team, preview)
    assert set(Deployment.objects.values_list("source", "status")) == {("Convention", "en-production")}


def test_years_that_no_deployment_can_have_are_refused_with_their_bounds(team):
    preview = case(team, "fail-3-impossible-years.csv")
    assert counts(preview) == {"lignes refusées": 3}
    said = text_of(preview)
    for typed in ("01/03/0024", "01/03/2204", "01/03/204"):
        assert f"« {typed} » : une date entre le 01/01/1990 et le" in said


def test_names_as_people_write_them_are_shown_with_the_official_one_and_its_code(team):
    preview = case(team, "fail-4-names-as-people-write-them.csv")
    assert counts(preview) == {"créations": 5}
    said = text_of(preview)
    for shown in (
        "Saint-Étienne (commune 42218)",
        "L'Haÿ-les-Roses (commune 94038)",
        "Villeurbanne (commune 69266)",
        "CC Cœur de Charente (SIREN 200072023)",
        "CC du Pays Houdanais (SIREN 247800550)",
    ):
        assert shown in said


def test_insee_codes_are_found_without_their_zero_and_doubles_are_said(team):
    preview = case(team, "fail-5-insee-codes.csv")
    assert counts(preview) == {"lignes refusées": 2, "créations": 3}
    said = text_of(preview)
    assert "1053 lu 01053" in said
    assert "Doublon : Bourg-en-Bresse (commune 01053) est déjà à la ligne 3." in said
    assert "Doublon : Ajaccio (commune 2A004) est déjà à la ligne 5." in said


def test_windows_1252_is_read_and_said(team):
    preview = case(team, "fail-6-excel-french-default-cp1252.csv")
    assert "Fichier lu en Windows-1252" in text_of(preview)
    applied(team, preview)
    assert Deployment.objects.get().status == "interet"


def test_titles_above_the_headers_are_passed_over_and_said(team):
    preview = case(team, "fail-7-title-line-above.csv")
    assert counts(preview) == {"création": 1}
    assert "En-têtes trouvés à la ligne 3." in text_of(preview)
    assert preview.context["report"].lines[0].line.number == 4


def test_the_line_that_tells_excel_the_separator_is_no_header(team):
    preview = case(team, "fail-9-sep-line.csv")
    assert counts(preview) == {"création": 1}
    assert "sep=;" in text_of(preview)


# Others of their kind


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-16-be"])
def test_each_separator_in_each_encoding(team, separator, encoding):
    lines = [
        ["Suivi des déploiements", ""],
        [],
        ["Collectivité", "Statut", ""],
        ["L’Haÿ-les-Roses", "INTÉRESSÉ(E)", ""],
    ]
    preview = send(team, "\r\n".join(separator.join(cells) for cells in lines).encode(encoding))
    assert counts(preview) == {"création": 1}
    said = text_of(preview)
    names = {"cp1252": "Windows-1252", "mac_roman": "MacRoman"}
    assert f"Fichier lu en {names.get(encoding, encoding[:6].upper().rstrip('-S'))}" in said
    assert "L'Haÿ-les-Roses (commune 94038)" in said and "statut : Intéressée" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_accents_that_were_encoded_twice_are_read_once(team, encoding):
    twice = "Collectivité;Statut\nSaint-Étienne;Intéressée\n".encode().decode("cp1252").encode(encoding)
    preview = send(team, twice)
    assert counts(preview) == {"création": 1}
    assert "Fichier lu en UTF-8 encodé deux fois" in text_of(preview)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_end_of_line_and_line_ends_inside_quotes(team, end):
    text = f'collectivite,statut,sites_pilotes{end}01004,Pilote,"Mairie{end}École"{end}{end}01053,pilotes,{end}'
    preview = send(team, text)
    assert counts(preview) == {"créations": 2}
    applied(team, preview)
    assert {use.pilot_sites for use in Deployment.objects.all()} == {"Mairie\nÉcole", ""}


@pytest.mark.parametrize(
    "typed",
    [
        "01-03-2024",
        "01.03.2024",
        "1/3/2024",
        "01/03/24",
        "2024/03/01",
        "2024-03-01",
        "20240301",
        "1er mars 2024",
        "1 MARS 2024",
        "vendredi 1er mars 2024",
        "01/03/2024 00:00",
        "01/03/2024 14:30:00",
        "2024-03-01T00:00:00Z",
        "2024-03-01 00:00:00+01:00",
        "45352",
        "45352.0",
        "le 01/03/2024",
        "depuis le vendredi 1er mars 2024",
        "vendredi 01/03/2024",
        "à partir du 01/03/2024",
        "01–03–2024",
        "1er/03/2024",
        "01/03/2024\u202f",
        "\u200e1er\u00a0mars\u00a02024.",
    ],
)
def test_dates_as_people_and_spreadsheets_write_them(team, typed):
    preview = send(team, f"collectivite;statut;depuis\n01004;Pilote;{typed}\n")
    assert "depuis : 01/03/2024" in text_of(preview)


@pytest.mark.parametrize(
    "typed", ["01/03/1024", "2204-03-01", "99999", "1er mars 24000", "03/2024", "15/15/2024", "hier"]
)
def test_what_is_no_possible_date_is_refused_as_it_was_typed(team, typed):
    preview = send(team, f"collectivite;statut;depuis\n01004;Pilote;{typed}\n")
    assert counts(preview) == {"ligne refusée": 1}
    assert f"« {typed} »" in text_of(preview)


@pytest.mark.parametrize(
    ("typed", "lacking"),
    [
        ("mars 2024", "le jour"),
        ("T1 2024", "le jour"),
        ("1er trimestre 2024", "le jour"),
        ("fin 2023", "le jour"),
        ("2024", "le jour"),
        ("03/2024", "le jour"),
        ("mars-24", "le jour"),
        ("15 mars", "l'année"),
    ],
)
def test_what_a_date_leaves_out_is_said(team, typed, lacking):
    preview = send(team, f"collectivite;statut;depuis\n01004;Pilote;{typed}\n")
    assert counts(preview) == {"ligne refusée": 1}
    assert f"« {typed} » n'est pas une date complète : il manque {lacking}" in text_of(preview)


def test_cells_that_say_that_nothing_is_known_leave_what_is_known_and_are_said(team, service):
    use_of("01004", service=service, status="pilote", since=date(2024, 3, 1), source="Convention")
    known = "".join(f"01004;;{cell};{cell}\n" for cell in ["n/c"])
    new = "01053;Pilote;?;-\n01283;Pilote;non renseigné;#N/A\n42218;Pilote;sans objet;NC\n"
    preview = send(team, f"collectivite;statut;depuis;source\n{known}{new}")
    assert counts(preview) == {"créations": 3, "ligne inchangée": 1}
    assert "Cellules lues comme vides : « n/c » (2 fois), « ? » (1 fois)" in text_of(preview)
    applied(team, preview)
    assert set(Deployment.objects.values_list("since", "source")) == {(date(2024, 3, 1), "Convention"), (None, "")}


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("prod", "en-production"),
        ("EN PROD", "en-production"),
        ("mise en production", "en-production"),
        ("Mis en service", "en-production"),
        ("phase pilote", "pilote"),
        ("1 - Pilote", "pilote"),
        ("2. Phase de test", "pilote"),
        ("en cours de déploiement", "en-deploiement"),
        ("À l'arrêt", "arrete"),
        ("intéressé", "interet"),
        ("INTÉRESSÉES", "interet"),
        ("Interesse·e·s", "interet"),
        ("pilotes", "pilote"),
        ("en deploiement", "en-deploiement"),
        ("EN-PRODUCTION", "en-production"),
        ("déployée", "en-production"),
        ("Arrêtée", "arrete"),
        ("arrete(e)", "arrete"),
    ],
)
def test_a_status_in_any_gender_number_and_case(team, typed, status):
    applied(
        team,
        send(team, f"collectivite;statut;motif de l'arrêt\n01004;{typed};{'Autre' if status == 'arrete' else ''}\n"),
    )
    assert Deployment.objects.get().status == status


def test_columns_with_other_names_are_read_and_unknown_ones_left_out_aloud(team):
    preview = send(
        team, "Région,Code INSEE,Commune,État,Date de début,Téléphone\nARA,1004,Ambérieu,Pilote,01/03/2024,04\n"
    )
    said = text_of(preview)
    assert "La colonne « Code INSEE » est lue comme « collectivite »." in said
    assert "La colonne « État » est lue comme « statut »." in said
    assert "Colonnes inconnues, laissées de côté : « Région », « Téléphone »." in said
    assert "depuis : 01/03/2024" in said


@pytest.mark.parametrize(
    "typed", ["à déployer", "non déployé", "pas intéressé", "en cours", "préproduction", "phase 2"]
)
def test_a_status_that_says_something_else_is_not_guessed(team, typed):
    preview = send(team, f"collectivite;statut\n01004;{typed}\n")
    assert counts(preview) == {"ligne refusée": 1}
    assert f"« {typed} » n'est pas prévu" in text_of(preview)


def test_the_territory_that_is_covered_is_said_by_its_name(team):
    preview = send(team, "collectivite;statut\ncommune-69266;Pilote\n")
    assert "territoire couvert : Villeurbanne" in text_of(preview)
    assert "territoire couvert : Villeurbanne" in text_of(applied(team, preview))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("CCAS de Villeurbanne", "Si vous parlez de celle-ci, copiez son code : Villeurbanne (commune 69266)."),
        ("CCAS Villeurbanne", "Villeurbanne (commune 69266)."),
        ("Office de tourisme d'Oyonnax", "Oyonnax (commune 01283)."),
        ("Vileurbane", "Villeurbanne (commune 69266)."),
        ("Trifouillis", "Écrivez son SIREN, son code Insee ou la clé de son territoire."),
        ("EPT Plaine Commune", "Les établissements publics territoriaux n'y sont pas encore : écrivez leurs communes."),
        ("2,13802E+08", "Le tableur a arrondi ce numéro : mettez la colonne au format texte"),
    ],
)
def test_a_name_that_nobody_bears_is_refused_and_the_near_ones_are_proposed(team, typed, said):
    preview = send(team, f"collectivite;statut\n{typed};Pilote\n")
    assert counts(preview) == {"ligne refusée": 1}
    assert f"Le Store ne connaît pas « {typed} »." in text_of(preview) and said in text_of(preview)


def test_a_word_empties_what_an_empty_cell_leaves(team, service):
    use_of("01004", service=service, status="pilote", since=date(2024, 3, 1), source="Convention")
    preview = send(team, "collectivite;statut;depuis;source\n01004;;;vider\n")
    applied(team, preview)
    assert list(Deployment.objects.values_list("status", "since", "source")) == [("pilote", date(2024, 3, 1), "")]


def test_namesakes_are_listed_with_the_codes_to_copy_unless_a_departement_tells(team):
    for code, departement in (("30247", "30"), ("93066", "93")):
        where = factories.make_territory(
            {"30": "Gard", "93": "Seine-Saint-Denis"}[departement], kind="departement", code=departement
        )
        factories.make_organisation(territory=factories.make_territory("Saint-Denis", code=code, inside=(where,)))
    preview = send(team, "collectivite;statut\nSaint-Denis;Pilote\n")
    said = text_of(preview)
    assert "Plusieurs organisations s'appellent « Saint-Denis »" in said
    assert "Saint-Denis (commune 30247)" in said and "Saint-Denis (commune 93066)" in said
    assert counts(send(team, "collectivite;statut;département\nSaint-Denis;Pilote;Gard\n")) == {"création": 1}


def as_csv(lines: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["collectivite", "statut", "depuis", "source"])
    writer.writerows([f"commune-{10000 + n}", "Intéressée", "1er mars 2024", "Équipe"] for n in range(lines))
    return text.getvalue().encode("cp1252")


def as_workbook(lines: int) -> bytes:
    rows = [[f"{10000 + n}", "Pilote", date(2024, 3, 1)] for n in range(lines)]
    return xlsx(["collectivite", "statut", "depuis"], *rows)


@pytest.mark.parametrize("made", [as_csv, as_workbook])
def test_ten_times_the_lines_take_about_ten_times_as_long_to_read(made):
    """Side by side: seconds are those of a machine."""
    spent = {}
    for lines in (500, 5_000):
        content, tries = made(lines), []
        for _ in range(3):
            began = time.process_time()
            assert len(bulk.read(content)) == lines
            tries.append(time.process_time() - began)
        spent[lines] = min(tries)
    assert spent[5_000] < 20 * spent[500]


def test_three_hundred_lines_of_a_national_programme_are_found(team):
    Deployment.objects.all().delete()
    call_command("load_territories", verbosity=0)
    with (CASES / "petites-villes-de-demain-300.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file, delimiter=";"))
    by_code = "collectivite;statut\n" + "".join(f"{row['Code Insee']};Pilote\n" for row in listed)
    assert counts(send(team, by_code))["créations"] >= 0.98 * len(listed)
    by_name = "".join(f"{row['Commune']};{row['Département']};Pilote\n" for row in listed)
    assert counts(send(team, f"commune;département;statut\n{by_name}"))["créations"] >= 0.95 * len(listed)
    preview = send(team, "commune;statut\n" + "".join(f"{row['Commune']};Pilote\n" for row in listed))
    refused = [one.line for one in preview.context["report"].lines if one.line.fate == Fate.REFUSED]
    assert all("Copiez le code de la bonne" in line.details[0] for line in refused), "the name alone leaves namesakes"
    assert len(refused) <= 0.1 * len(listed)
