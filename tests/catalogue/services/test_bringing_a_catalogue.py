"""Somebody brings another catalogue as it is: its words, its keys, its sins."""

import csv
import json

import pytest
from django.conf import settings

from catalogue.services.models import Audience, ServicePage, Theme
from tests import factories
from tests.catalogue.services.loading import SMALLEST, load, refusal, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    factories.make_theme("Écologie", slug="ecologie")
    factories.make_audience("Habitants", slug="habitants")


def dumped(folder, name, data):
    return write(folder, name, json.dumps(data, ensure_ascii=False))


def the(title):
    return ServicePage.objects.get(title=title)


def startup(number: int) -> dict:
    """As a plain conversion of another catalogue's front matter makes them: one sin or another each."""
    sins = [
        {"name": f"Service {number} " + "au nom vraiment très long " * 8},
        {"mission": "Permettre aux agents de suivre <b>simplement</b> leurs dossiers &amp; leurs rendez-vous. " * 5},
        {"phase": "consolidation", "accessibility_status": "Partiellement conforme"},
        {"phase": "SUCCESS", "phase_since": "2024-03-01T00:00:00Z", "started": "01/03/2023"},
        {
            "phase": "inconnue",
            "licence": "une licence dont on ne sait rien et qui s'étend sur bien plus de soixante caractères",
        },
        {"contact": "prenom.nom@exemple.fr"},
        {"contact": "https://exemple.fr/contact"},
        {"link": "www.exemple.fr", "stats_url": "non", "repository": "ftp://exemple.fr/depot"},
        {"usertypes": "Collectivités, ccas; particuliers | agents publics", "thematiques": "Écologie, Territoires"},
        {"usertypes": [{"name": "collectivite-territoriale"}, {"name": "gps"}], "techno": ["Ruby", {"name": "Rails"}]},
        {"mon_service_securise": "oui", "analyse_risques": 0, "audit": {"rate": 12}},
        {"id": f"un.service_{number}.avec.points", "sponsors": [None, "dinum", 12]},
        {"description": "# Titre\n\n" + "Texte **gras** [lien](http://exemple.fr) " * 900 + "[" * 150},
        {"description": "<div><script>canari()</script><p>Un&nbsp;texte</p></div>", "started": "1024-01-01"},
        {"name": "", "id": f"sans-nom-{number}"},
        {"url": ["https://exemple.fr/", "https://autre.fr/"], "owner": {"id": 3, "name": "Une agence"}},
    ]
    plain = {
        "id": f"service-{number}",
        "name": f"Service {number}",
        "mission": "Suivre les dossiers.",
        "phases": [{"name": "x"}],
    }
    return plain | sins[number % len(sins)]


def test_a_plain_conversion_of_311_sheets_loads_with_warnings(tmp_path):
    file = dumped(tmp_path, "startups.json", [startup(number) for number in range(311)])
    said = load(file)
    assert "311 fiches : 311 créées" in said
    assert "Publics inconnus, laissés de côté (créés avec --create-vocabulary ;" in said and "« gps »" in said
    assert "« Territoires »" in said
    assert not Theme.objects.exclude(slug="ecologie").exists()
    assert "311 inchangées" in load(file)
    assert not any("canari" in str(page.body) for page in ServicePage.objects.all())
    assert not ServicePage.objects.filter(contact_email__contains="prenom.nom").exists()
    sheet = ServicePage.objects.get(external_id="service-8")
    assert {one.slug for one in sheet.audiences.all()} == {"commune", "epci", "departement", "region", "habitants"}
    assert set(Audience.objects.filter(slug="commune").values_list("group", flat=True)) == {"collectivite"}
    dates = ServicePage.objects.get(external_id="service-3")
    assert (str(dates.phase_since), str(dates.started), dates.phase) == ("2024-03-01", "2023-03-01", "perennise")
    assert ServicePage.objects.get(external_id="service-7").website == "https://www.exemple.fr"
    assert ServicePage.objects.get(external_id="service-10").homologated is True
    assert the("sans-nom-14").slug == "sans-nom-14"


def test_strict_refuses_what_is_out_of_bounds(tmp_path):
    file = dumped(
        tmp_path, "x.json", [{"name": "a" * 121, "description": "Texte"}, {"name": "Salle", "description": "Texte"}]
    )
    assert "121 caractères ; 120 au plus" in refusal(file, strict=True)
    assert ServicePage.objects.get().title == "Salle"
    assert "1 avec des avertissements" in load(file)
    assert ServicePage.objects.count() == 2


def test_a_name_and_a_plain_description_are_enough(tmp_path):
    text = "Cartographier les arbres de la ville. Les agents les voient sur une carte."
    load(write(tmp_path, "x.csv", f"nom;description\nArbres;{text}\n".encode("cp1252")))
    sheet = the("Arbres")
    assert (sheet.summary, sheet.slug) == (text, "arbres")
    assert text in str(sheet.body[0].value)


def test_ids_with_dots_and_underscores_give_safe_addresses(tmp_path, client):
    load(
        dumped(
            tmp_path,
            "x.json",
            {"data": [{"id": "Agents.en_intervention", "type": "startup", "attributes": {"name": "Été"}}]},
        )
    )
    assert the("Été").slug == "agents-en-intervention"
    assert client.get("/services/agents-en-intervention/").status_code == 200


def test_strict_names_the_key_of_a_sheet_wrapped_as_json_api_does(tmp_path):
    wrapped = [
        {
            "id": f"s{number}",
            "attributes": {"name": f"Service {number}", "body": "Texte", "couleur": "bleu", "url": "x"},
        }
        for number in range(2)
    ]
    said = refusal(dumped(tmp_path, "x.json", {"data": wrapped}), strict=True)
    assert "services.2.couleur : clé inconnue" in said
    assert "services.2.url : « x » n'est pas une adresse" in said


def test_a_dry_run_says_each_field_and_writes_nothing(tmp_path):
    said = load(write(tmp_path, "x.yml", SMALLEST + "phase: pilote\nthemes: [Écologie, Nuit]\n"), dry_run=True)
    for line in (
        "reserve-ta-salle, name : Réserve ta salle",
        "reserve-ta-salle, phase : pilote",
        "Essai : rien n'est écrit.",
    ):
        assert line in said
    assert "« Nuit »" in said
    assert not ServicePage.objects.exists()
    file = write(tmp_path, "x.yml", SMALLEST + "phase: pilote\n")
    load(file)
    write(tmp_path, "x.yml", SMALLEST.replace("Prêter", "Louer") + "phase: construction\n")
    said = load(file, dry_run=True)
    assert "reserve-ta-salle, phase : pilote → construction" in said and "1 mise à jour" in said
    assert the("Réserve ta salle").phase == "pilote"


def test_drafts_publish_nothing_until_they_are_loaded_without_it(tmp_path, client):
    file = write(tmp_path, "x.yml", SMALLEST)
    assert "Rien n'est publié" in load(file, draft=True)
    assert client.get("/services/reserve-ta-salle/").status_code == 404
    assert "1 inchangée" in load(file, draft=True)
    load(file)
    assert client.get("/services/reserve-ta-salle/").status_code == 200
    write(tmp_path, "x.yml", SMALLEST.replace("Prêter", "Louer"))
    load(file, draft=True)
    assert "Prêter nos salles" in client.get("/services/reserve-ta-salle/").content.decode()
    assert the("Réserve ta salle").get_latest_revision_as_object().action == "Louer nos salles aux associations"


def test_one_s_own_aliases_come_before_those_shipped(tmp_path):
    aliases = write(
        tmp_path, "alias/mine.yml", "keys: {intitule: name, texte: description}\nvalues: {phase: {vert: perennise}}\n"
    )
    file = dumped(tmp_path, "x.json", {"items": [{"intitule": "Salle", "texte": "Des salles.", "phase": "Vert"}]})
    load(file, aliases=aliases)
    assert the("Salle").phase == "perennise"
    assert "« keys » et « values »" in refusal(file, aliases=write(tmp_path, "alias/bad.yml", "noms: {a: b}\n"))


def test_a_publiccode_file_says_where_its_code_is(tmp_path):
    load(
        write(
            tmp_path,
            "publiccode.yml",
            """
publiccodeYmlVersion: "0.4"
name: Medusa
url: https://exemple.fr/medusa.git
landingURL: https://medusa.exemple.fr
legal: {license: AGPL-3.0-or-later}
developmentStatus: stable
description: {fr: {shortDescription: Voir loin, longDescription: Un texte assez long.}}
""",
        )
    )
    sheet = the("Medusa")
    assert (sheet.website, sheet.repository) == ("https://medusa.exemple.fr", "https://exemple.fr/medusa.git")
    assert (sheet.licence, sheet.phase, sheet.summary) == ("AGPL-3.0-or-later", "perennise", "Voir loin")


def test_a_csv_with_the_columns_of_beta_gouv(tmp_path):
    rows = [
        [
            "service_id",
            "nom",
            "phase",
            "phase_depuis",
            "url",
            "depot",
            "rgaa",
            "usagers",
            "thematiques",
            "technologies",
        ],
        [
            "un.deux",
            "Un",
            "opere",
            "2026-01-01",
            "https://un.fr",
            "",
            "non conforme",
            "ccas|etat",
            "Écologie",
            "php|symfony",
        ],
    ]
    with (tmp_path / "x.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    load(tmp_path / "x.csv")
    sheet = the("Un")
    assert (sheet.phase, sheet.rgaa_state, sheet.technologies) == ("perennise", "non-conforme", "php, symfony")
    assert [one.slug for one in sheet.audiences.all()] == ["commune"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.json", b"{", "JSON mal form"),
        ("x.json", b'{"services": [{"name": "a", "name": "b"}]}', "deux fois"),
        ("x.json", b'{"name": "a", "body": ' + b"[" * 100_000, "niveaux"),
        ("x.json", b"\xff\xfe\x00", "UTF-8"),
        ("x.csv", b"nom\n", "une ligne d'en-t"),
        ("x.json", b'[{"mission": "sans nom"}]', "name : manque"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path, name, content, reason):
    assert reason in refusal(write(tmp_path, name, content))
    assert not ServicePage.objects.exists()


def test_the_demonstration_loads_without_a_warning():
    assert "Avertissement" not in load(settings.BASE_DIR / "store/demo/catalogue/vocabulary.yml")
