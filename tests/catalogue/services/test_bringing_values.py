"""Values as other catalogues and spreadsheets write them: read, or left out in words, and the sheet kept."""

import csv
import json
import time

import pytest
from django.utils.html import strip_tags

from catalogue.services.models import ServicePage
from tests import factories
from tests.catalogue.services.loading import SMALLEST, load, refusal, write

pytestmark = pytest.mark.django_db
LONG = "Les agents suivent leurs dossiers. " * 40


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    factories.make_theme("Démarches", slug="demarches")
    factories.make_theme("Éducation", slug="education")
    factories.make_audience("Communes", slug="commune", group="collectivite")


def dumped(folder, *entries, name="x.json"):
    return write(folder, name, json.dumps(entries, ensure_ascii=False))


def entry(**said) -> dict:
    return {"id": "s", "name": "Service", "description": "Un texte.", **said}


def loaded(folder, **said) -> ServicePage:
    load(dumped(folder, entry(**said)))
    return ServicePage.objects.get()


@pytest.mark.parametrize(
    ("said", "column", "kept"),
    [
        ({"conditions": {"population_min": "3 500 hab."}}, "population_min", 3500),
        ({"trust": {"rgaa": {"rate": "72,5 %"}}}, "rgaa_rate", 72.5),
        ({"phase": "ARRÊTÉ"}, "phase", "arrete"),
        ({"conditions": {"kinds": "Communes, EPCI"}}, "allowed_kinds", ["commune", "epci"]),
        ({"contact": "Contact <contact@exemple.fr>"}, "contact_email", "contact@exemple.fr"),
        ({"contact": ["jean.dupont@exemple.fr", "equipe@exemple.fr"]}, "contact_email", "equipe@exemple.fr"),
        ({"url": "https://a.exemple.fr ; https://b.exemple.fr"}, "website", "https://a.exemple.fr"),
        ({"url": "https://exemple.fr/une page"}, "website", "https://exemple.fr/une%20page"),
        ({"url": {"name": "Site", "href": "exemple.fr"}}, "website", "https://exemple.fr"),
        ({"repository": "git@exemple.fr:ville/outil.git"}, "repository", "https://exemple.fr/ville/outil.git"),
        ({"licence": "MIT", "rgaa": {"state": "Conforme", "rate": "100%"}}, "rgaa_state", "conforme"),
        ({"name": {"fr": "Le nom", "en": "The name"}}, "title", "Le nom"),
        ({"conditions": {"population_min": 9, "population_max": 1, "cost": "10 €"}}, "cost", "10 €"),
        ({"Hosting": "En France"}, "hosting", "En France"),
        ({"trust": {"not_published": ["hosting"], "security": "Suivie"}}, "not_published", []),
        ({"trust": {"not_published": ["hosting", "météo"], "looked_for": "20/08/2026"}}, "not_published", ["hosting"]),
        ({"trust.licence": "MIT"}, "licence", "MIT"),
        ({"id": "Éléphant n°5 / édition"}, "external_id", "elephant-n5-edition"),
        ({"phase": None, "governance": None, "partners": [None], "trust": {"rgaa": {}}}, "phase", ""),
    ],
)
def test_a_value_written_otherwise_is_read(tmp_path, said, column, kept):
    assert getattr(loaded(tmp_path, **said), column) == kept


@pytest.mark.parametrize(
    ("said", "warning"),
    [
        ({"conditions": "Toutes"}, "conditions : « Toutes » : des clés et leurs valeurs sont attendues"),
        ({"conditions": {"population_min": "beaucoup"}}, "« beaucoup » : un nombre entier est attendu"),
        ({"trust": {"homologation": "en cours"}}, "« en cours » : true ou false est attendu"),
        ({"deployments": [{"organisation": "Lens"}]}, "deployments : « status » manque : laissé de côté"),
        ({"body": [{"texte": "mauvaise clé"}]}, "body.texte : clé inconnue ; vouliez-vous dire « text » ?"),
        ({"courriel": "a@exemple.fr", "mail": "b@exemple.fr"}, "une autre clé dit déjà « contact.email »"),
        ({"slug": "a" * 150}, "slug : 150 caractères ; 80 au plus : coupé"),
        ({"couleur": "bleu"}, "couleur : clé inconnue, laissée de côté"),
    ],
)
def test_what_is_left_out_is_said_with_its_value_and_the_sheet_kept(tmp_path, said, warning):
    told = load(dumped(tmp_path, entry(**said)))
    assert warning.replace("150 caractères ; 80 au plus", "plus de 80 caractères") in told
    assert "Un texte." in str(ServicePage.objects.get().body)


def test_a_contribution_whose_stratum_is_not_read_is_not_everybody_s(tmp_path):
    rows = [{"stratum": "< 500 habitants", "rule": "gratuit"}, {"stratum": "500-1999", "rule": "100 €"}]
    sheet = loaded(tmp_path, governance={"contributions": rows})
    assert [(row.stratum, row.rule) for row in sheet.contributions.all()] == [("500-1999", "100 €")]


def test_rows_given_as_texts_are_rows(tmp_path):
    sheet = loaded(
        tmp_path,
        governance={"consortium": ["Ville de Lens", {"organisation": "ADEME", "role": "partenaire"}]},
        etapes="1. Écrire\n2. Signer",
    )
    assert [str(row.organisation) for row in sheet.consortium.all()] == ["Ville de Lens", "ADEME"]
    assert [step.title for step in sheet.onboarding_steps.all()] == ["Écrire", "Signer"]


def test_two_keys_of_words_add_up(tmp_path):
    sheet = loaded(tmp_path, tags=["Démarches"], thematiques="Éducation\nDémarches")
    assert {one.slug for one in sheet.themes.all()} == {"demarches", "education"}


def test_a_comma_within_parentheses_parts_no_word(tmp_path):
    said = load(dumped(tmp_path, entry(publics="Établissements publics (écoles, bibliothèques), Communes")))
    assert "« Établissements publics (écoles, bibliothèques) »" in said
    assert [one.slug for one in ServicePage.objects.get().audiences.all()] == ["commune"]


def test_long_ids_that_begin_alike_are_two_sheets(tmp_path):
    pair = [entry(id="a" * 100 + end) for end in ("x", "y")]
    assert "2 créées" in load(dumped(tmp_path, *pair))
    assert "2 inchangées" in load(dumped(tmp_path, *pair))


def test_what_is_no_sheet_in_a_list_keeps_no_sheet_from_loading(tmp_path):
    said = refusal(dumped(tmp_path, entry(), None, "LibreOffice"))
    assert "x.json n° 2" in said and "entrée vide" in said
    assert "services.3 : des clés et leurs valeurs sont attendues" in said
    assert ServicePage.objects.count() == 1


def test_a_json_api_answer_keeps_the_words_that_stand_beside_its_sheets(tmp_path):
    answer = {
        "jsonapi": {"version": "1.0"},
        "themes": [{"slug": "nuit", "name": "La nuit"}],
        "couleurs": ["bleu"],
        "data": [
            {"id": "12", "type": "aide", "links": {"self": "x"}, "attributes": {"name": "Aide", "themes": "nuit"}}
        ],
    }
    said = load(write(tmp_path, "x.json", json.dumps(answer)))
    assert "couleurs : clé inconnue à côté des fiches" in said and "type" not in said
    sheet = ServicePage.objects.get(external_id="12")
    assert [one.name for one in sheet.themes.all()] == ["La nuit"]
    bad = write(tmp_path, "y.json", json.dumps(answer | {"themes": [{"label": "x"}]}))
    assert "themes.1.slug : manque" in refusal(bad)


EXCEL = [
    "Nom|Description|Thématiques|Publics|Depuis le|Gratuit ?|Tarif|Nom|population_min|",
    "Été|Un texte – « long »|Démarches\nÉducation|Mairies et CCAS|3 mars 2023|oui|0 €|b|3 500|",
    "|||||||||",
    "Deux|Un texte|• Démarches\n• Éducation|Communes|mars 2022|non|1 200 €||||de trop",
]


def test_a_spreadsheet_as_excel_saves_it(tmp_path):
    with (tmp_path / "x.CSV").open("w", newline="", encoding="cp1252") as file:
        file.write("sep=;\r\n")
        csv.writer(file, delimiter=";").writerows(line.split("|") for line in EXCEL)
    said = load(tmp_path)
    assert "2 créées" in said
    assert "Nom (colonne 8) (1)" in said and "colonne 11 (1)" in said and "colonne 10" not in said
    one, two = (ServicePage.objects.get(title=title) for title in ("Été", "Deux"))
    assert {theme.slug for theme in one.themes.all()} == {theme.slug for theme in two.themes.all()}
    assert one.themes.count() == 2 and [audience.slug for audience in one.audiences.all()] == ["commune"]
    assert (str(one.phase_since), one.cost_model, one.cost, one.population_min) == (
        "2023-03-03",
        "gratuit",
        "0 €",
        3500,
    )
    assert "« mars 2022 » n'est pas une date" in said and two.phase_since is None


def test_repeated_warnings_and_mistakes_are_said_once_with_their_number(tmp_path):
    entries = [
        entry(id=f"s{one}", name=f"Service {one}", url=f"chez nous {one}", action=LONG[: 130 + one]) for one in range(9)
    ]
    said = load(dumped(tmp_path, *entries), dry_run=True)
    lines = [line for line in said.splitlines() if line.startswith("Avertissement")]
    assert len(lines) == 2
    assert "9 fiches (s0, s1, s2, …)" in lines[0]
    assert "url : « chez nous 0 », « chez nous 1 », « chez nous 2 », … n'est pas une adresse" in said
    assert "action : plus de 120 caractères : coupé" in said
    strict = refusal(dumped(tmp_path, *entries), strict=True)
    assert len(strict.splitlines()) == 4
    assert ": 9 fois (services.1.url, services.2.url, services.3.url, …)" in strict


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.csv", b"PK\x03\x04rest", "classeur (Excel ou LibreOffice) : enregistrez-le en CSV"),
        ("x.json", b"<!DOCTYPE html><html>", "page web"),
        ("x.yml", b"%PDF-1.7", "PDF"),
        ("x.csv", b'[{"nom": "a"}]', "renommez-le en .json"),
        ("x.csv", b'nom;texte\n"a;b\n' + b"x" * 200_000, "un guillemet n'est sans doute pas refermé"),
        ("x.txt", b"name: a", "un fichier .yml, .yaml, .json, .csv ou .tsv est attendu"),
        ("x.yml", b"name: a\n\tbody: b\n", "YAML mal formé : "),
        ("x.yml", b"name: a: b\n", "un « : » de trop"),
        ("x.yml", b"name: 'a\n", "un guillemet n'est pas refermé"),
        ("x.json", b'[{"nom": "a",}]', "retirez une virgule de trop"),
        ("x.json", b"[{'nom': 'a'}]", "guillemets doubles"),
        ("x.json", '[{"nom": "é"}]'.encode("cp1252"), "enregistrez-le en UTF-8"),
    ],
)
def test_a_file_that_is_not_what_it_seems_is_refused_with_what_to_do(tmp_path, name, content, reason):
    said = refusal(write(tmp_path, name, content))
    assert reason in said
    assert not any(word in said for word in ("Expecting", "mapping", "found", "while"))


def test_a_folder_without_a_catalogue_is_not_a_success(tmp_path):
    assert "ne contient pas de fichier YAML, JSON ou CSV" in refusal(tmp_path)


def test_json_that_says_not_a_number_says_nothing(tmp_path):
    load(write(tmp_path, "x.json", b'[{"name": "A", "description": "Texte", "conditions": {"population_min": NaN}}]'))
    assert ServicePage.objects.get().population_min is None


def test_thousands_of_brackets_in_a_description_are_read_at_once(tmp_path):
    began = time.monotonic()
    loaded(tmp_path, description="[" * 400_000)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "content", ["keys: [a]\n", "values: {phase: vert}\n", "keys: {a: {b: c}}\n", "- a\n", "", "keys: {a: b\n"]
)
def test_a_file_of_aliases_that_is_not_one_is_refused_in_words(tmp_path, content):
    aliases = write(tmp_path, "mine.yml", content)
    said = refusal(write(tmp_path, "x.yml", SMALLEST), aliases=aliases)
    assert "mine.yml" in said and "« keys » et « values » sont attendues" in said


def test_a_text_too_long_for_one_block_is_parted_and_nothing_is_lost(tmp_path):
    paragraphs = [f"Le paragraphe {number} dit ce qu'il dit. " * 9 for number in range(400)]
    html = "".join(f"<p>{one} <a href='https://exemple.fr/{'a' * 40}'>Voir</a></p>" for one in paragraphs)
    whole = "mot" * 15_000
    for text in ("\n\n".join(paragraphs), html, " ".join(paragraphs), whole):
        said = load(dumped(tmp_path, entry(description=text)))
        assert "20000 caractères au plus : partagé en" in said or "plus de 20000 caractères : partagé en" in said
        body = ServicePage.objects.get().body
        assert all(block.block_type == "text" and len(block.value.source) < 25_000 for block in body)
        kept = strip_tags(" ".join(block.value.source for block in body))
        assert "".join(kept.split()) == "".join(strip_tags(text).split())
        assert "href" not in strip_tags(kept) and str(body).count("https://exemple.fr/") == text.count("https://")
    blocks = [{"text": "Avant."}, {"text": "Au milieu. " * 3000}, {"quote": {"text": "Après.", "author": "Une élue"}}]
    page = loaded(tmp_path, body=blocks)
    assert [block.block_type for block in page.body] == ["text", "text", "text", "quote"]
    assert "20000 au plus" in refusal(dumped(tmp_path, entry(body=blocks)), strict=True)
