"""The team sends files whose headers are its own words: each is known, or said to be left out."""

import pytest

from tests import factories
from tests.store.spaces.maintainer.files import counts, places, refusal, send, service_of_the_places, use_of  # noqa: F401
from tests.store.spaces.maintainer.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.mark.parametrize(
    "heading",
    [
        "Ville",
        "Mairie",
        "Intercommunalité",
        "Entité",
        "Nom collectivité",
        "Nom de la commune",
        "Nom de votre collectivité",
        "Collectivité bénéficiaire",
        "Communes / EPCI",
        "codgeo",
        "CodeInsee",
        "code_insee",
        "Code INSEE de la commune",
        "SIREN (9 chiffres)",
        "Siren collectivité",
        "Code INSEE / SIREN",
        "N° SIRET de la structure",
    ],
)
def test_the_column_that_says_who_is_known_by_other_names(team, heading):
    assert counts(send(team, f"{heading};Statut\n01004;Pilote\n")) == {"création": 1}


@pytest.mark.parametrize(
    ("heading", "column", "cell"),
    [
        ("Statut actuel", "statut", "Pilote"),
        ("État d'avancement", "statut", "Pilote"),
        ("Phase de déploiement", "statut", "Pilote"),
        ("Statut d'avancement du projet", "statut", "Pilote"),
        ("Statut au 12/11/2026", "statut", "Pilote"),
        ("Statut (liste déroulante)", "statut", "Pilote"),
        ("Date début", "depuis", "01/03/2024"),
        ("Date de mise en production", "depuis", "01/03/2024"),
        ("Début le", "depuis", "01/03/2024"),
        ("Mise en prod. le", "depuis", "01/03/2024"),
        ("Depuis quand ?", "depuis", "01/03/2024"),
        ("Date fin", "jusqu_au", "01/03/2024"),
    ],
)
def test_the_other_columns_are_known_by_other_names(team, service, heading, column, cell):
    use_of("01004", service=service, status="interet")
    preview = send(team, f"Ville;{heading};{'Note' if column == 'statut' else 'Statut'}\n01004;{cell};Intéressée\n")
    assert f"La colonne « {heading} » est lue comme « {column} »." in text_of(preview)
    assert counts(preview) == {"modification": 1}


@pytest.mark.parametrize(
    "lines", ["Villeurbanne;En production\nOyonnax;Pilote\n", "Ville;Pilote;En production\nOyonnax;x;\n"]
)
def test_a_status_is_no_header(team, lines):
    said = refusal(team, lines)
    assert "Il manque les en-têtes" in said and "statut" in said and "« En production »" in said


def test_two_columns_for_one_thing_are_refused_not_chosen_between(team):
    said = refusal(team, "Ville;Statut 2025;Statut 2026\n01004;Pilote;Arrêté\n")
    assert "En-têtes en double : statut (« Statut 2025 », « Statut 2026 »)" in said


def test_where_the_surest_column_is_blank_the_next_one_says_who(team):
    preview = send(
        team, "SIREN;Code Insee;Commune;Statut\n;01004;x;Pilote\n-;;Villeurbanne;Pilote\n200072023;;;Pilote\n"
    )
    assert counts(preview) == {"créations": 3}
    said = text_of(preview)
    assert "Là où la colonne « SIREN » est vide, une autre dit la collectivité : « Code Insee », « Commune »." in said
    assert "« Villeurbanne » : Villeurbanne (commune 69266)" in said


def test_a_line_added_to_the_template_with_a_name_only_is_found(team):
    template = team.get("/mainteneur/rdv/deploiements/export.csv").content.decode("utf-8-sig")
    preview = send(team, template + ";Villeurbanne;Pilote\n")
    assert counts(preview) == {"création": 1}
    assert "« Villeurbanne » : Villeurbanne (commune 69266)" in text_of(preview)


def test_a_file_about_departements_names_them_by_their_column(team):
    gers = factories.make_territory("Gers", kind="departement", code="32")
    factories.make_organisation("Département du Gers", territory=gers)
    assert counts(send(team, "Département;Statut\nGers;Pilote\n")) == {"création": 1}


def test_totals_and_headers_that_come_again_are_left_out_and_said(team):
    lines = [
        "Commune;Statut",
        "01004;Pilote",
        "Sous-total;1",
        "commune;STATUT",
        "01053;Pilote",
        "TOTAL : 2;",
        ";Total 2",
    ]
    preview = send(team, "\n".join(lines))
    assert counts(preview) == {"créations": 2}
    said = text_of(preview)
    assert "Ligne 4 : les en-têtes répétés, laissés de côté." in said
    assert "Lignes 3, 6, 7 : des totaux, laissés de côté." in said
    once = text_of(send(team, "Commune;Statut\n01004;Pilote\nTOTAL;1"))
    assert "Ligne 3 : un total, laissé de côté." in once
