"""Files that nobody vouches for: each is refused with one readable reason, and nothing is written."""

import time

import pytest

from catalogue.services.models import ServicePage, Theme
from tests.catalogue.services.loading import SMALLEST, load, refusal, write

pytestmark = pytest.mark.django_db

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
NESTED = "body: " + "[" * 21 + "]" * 21


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(BOMB, "(ligne 1) : les ancres et les alias", id="bomb"),
        pytest.param("name: &a Salle\n", "les ancres et les alias", id="anchor"),
        pytest.param("name: *a\n", "les ancres et les alias", id="alias"),
        pytest.param("base: {a: 1}\n<<: *base\n", "les ancres et les alias", id="merge"),
        pytest.param("name: !!python/object/apply:os.system [id]\n", "les étiquettes de type", id="python tag"),
        pytest.param("name: !!binary c2FsbGU=\n", "les étiquettes de type", id="binary"),
        pytest.param(NESTED, "plus de 20 niveaux", id="deep flow"),
        pytest.param("[" * 100_000, "plus de 20 niveaux", id="very deep"),
        pytest.param("- " * 30 + "x", "plus de 20 niveaux", id="deep blocks"),
        pytest.param("# " + "a" * 21_000_000, "dépasse 20 Mo", id="21 MB"),
        pytest.param(b"name: \xff\xfe\n", "n'est pas en UTF-8", id="not UTF-8"),
        pytest.param("name: a\x00b\n", "YAML mal formé", id="NUL"),
        pytest.param("name: [a\n", "YAML mal formé", id="unclosed"),
        pytest.param("name: a\n---\nname: b\n", "un seul document", id="two documents"),
        pytest.param("name: a\nname: b\n", "name (ligne 2) : clé écrite deux fois", id="same key twice"),
        pytest.param("? [a, b]\n: c\n", "une clé doit être un mot", id="list as key"),
        pytest.param("", "des clés et leurs valeurs sont attendues", id="empty"),
        pytest.param("- a\n- b\n", "des clés et leurs valeurs sont attendues", id="a list"),
        pytest.param("services: tous\n", "services (ligne 1) : une liste est attendue", id="services"),
        pytest.param("name: a\naction: b\nbody: '" + "[" * 20_000 + "'\n", "plus de 100 crochets", id="brackets"),
        pytest.param("name: a\naction: b\nbody: " + "a" * 20_001, "20001 caractères ; 20000 au plus", id="long text"),
        pytest.param("themes: [nuit]\n", "themes.1 (ligne 1) : des clés et leurs valeurs", id="words as text"),
    ],
)
def test_a_hostile_file_is_refused_quickly(tmp_path, content, reason):
    began = time.monotonic()
    said = refusal(write(tmp_path, "sheets/x.yml", content), verbosity=0, strict=True)
    assert reason in said
    assert len(said.splitlines()) == 2, "one problem, then the count"
    assert time.monotonic() - began < 5
    assert not ServicePage.objects.exists()


def sheet(**lines) -> str:
    """The smallest service with keys replaced or added."""
    keys = {"name": "Salle", "action": "Prêter nos salles", "body": "Texte", **lines}
    return "".join(f"{key}: {value}\n" for key, value in keys.items())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (sheet(audiencs="agents"), "audiencs (ligne 4) : clé inconnue ; vouliez-vous dire « audiences » ?"),
        (sheet(trust="{licences: MIT}"), "trust.licences (ligne 4) : clé inconnue ; vouliez-vous dire « licence » ?"),
        (
            sheet(body="[{text: a}, {steps: [{titre: b}]}]"),
            "body.2.steps.1.titre (ligne 3) : clé inconnue ; vouliez-vous dire « title » ?",
        ),
        (sheet(body="[{text: a, link: {title: b, url: 'https://c.fr'}}]"), "body.1 (ligne 3) : un bloc porte une clé"),
        (sheet(body=""), "body (ligne 3)"),
        (sheet(name="[a]"), "name (ligne 1) : un texte est attendu"),
        (sheet(name="''"), "name (ligne 1) : vide"),
        (sheet(name='"???"'), "le nom ne donne pas d'identifiant"),
        (sheet(summary="é" * 151), "summary (ligne 4) : 151 caractères ; 150 au plus"),
        (sheet(phase="pilotes"), "phase (ligne 4) : « pilotes » n'est pas une des valeurs connues"),
        (sheet(started="2021-02-30"), "started (ligne 4) : « 2021-02-30 » n'est pas un jour du calendrier"),
        (sheet(started="mars 2021"), "started (ligne 4) : « mars 2021 » n'est pas une date"),
        (sheet(started="20210101"), "started (ligne 4) : « 20210101 » n'est pas une date"),
        (sheet(url="'javascript:alert(1)'"), "url (ligne 4) : « javascript:alert(1) » n'est pas une adresse"),
        (sheet(url="ftp://exemple.fr/"), "url (ligne 4) : « ftp://exemple.fr/ » n'est pas une adresse"),
        (sheet(contact="{email: contact}"), "contact.email (ligne 4) : « contact » n'est pas une adresse"),
        (sheet(contact="{email: jeanne.martin@exemple.fr}"), "semble être l'adresse d'une personne"),
        (sheet(contact="{email: adelaide.martin@exemple.fr}"), "semble être l'adresse d'une personne"),
        (sheet(trust="{rgaa: {rate: 120}}"), "trust.rgaa.rate (ligne 4) : 100 au plus"),
        (sheet(trust="{rgaa: {rate: beaucoup}}"), "trust.rgaa.rate (ligne 4) : un nombre est attendu"),
        (sheet(trust="{homologation: peut-être}"), "trust.homologation (ligne 4) : true ou false"),
        (sheet(conditions="{population_min: -1}"), "conditions.population_min (ligne 4) : 0 au moins"),
        (sheet(conditions="{population_min: 9, population_max: 1}"), "population_min dépasse population_max"),
        (sheet(conditions="{kinds: [village]}"), "conditions.kinds.1 (ligne 4) : « village » n'est pas une des"),
        (sheet(governance="{contributions: [{stratum: tout, rule: a}]}"), "vouliez-vous dire « toutes » ?"),
        (sheet(deployments="[{organisation: a, status: fini}]"), "deployments.1.status (ligne 4) : « fini » n'est pas"),
        ("name: Salle\nbody: Texte\n", "il faut au moins « action » ou « summary »"),
    ],
)
def test_a_wrong_value_is_named_by_file_key_and_line(tmp_path, content, problem):
    said = refusal(write(tmp_path, "sheets/x.yml", content), strict=True)
    assert "x.yml" in said
    assert problem in said
    assert not ServicePage.objects.exists()


def test_all_the_mistakes_of_a_file_are_told_at_once_and_the_other_files_load(tmp_path):
    write(tmp_path, "sheets/x.yml", "label: Salle\naction: Prêter\nphase: essai\nthemes: [Jamais]\n")
    write(tmp_path, "sheets/salle.yml", SMALLEST)
    said = refusal(tmp_path, strict=True)
    for key in ("name : manque", "body : manque", "label (ligne 1) : clé inconnue", "phase (ligne 3)"):
        assert f"sheets/x.yml, {key}" in said
    assert ServicePage.objects.get().title == "Réserve ta salle"
    assert not Theme.objects.exists()


def test_scripts_in_markdown_do_not_reach_the_page(tmp_path, client):
    hostile = """
  Bonjour <script>alert("canari")</script><img src=x onerror=canari()> <b onclick="canari()">gras</b>

  [lien](javascript:canari) [autre](data:text/html;base64,canari) [vrai](https://exemple.fr/)

  <iframe src="https://canari.example/"></iframe><style>canari</style><a href="mailto:canari@exemple.fr">écrire</a>
"""
    load(write(tmp_path, "salle.yml", SMALLEST + hostile.replace("Bonjour", "Bonsoir") + f"problem: |{hostile}"))
    page = client.get("/services/reserve-ta-salle/").content.decode()
    assert "Bonsoir" in page
    assert "Bonjour" in page
    assert '<a href="https://exemple.fr/">vrai</a>' in page
    assert "canari" not in page


def test_headings_and_lists_become_those_of_the_sheet(tmp_path):
    body = "# Grand titre\n\n  - un\n  - deux\n\n  <h5>Petit titre</h5>\n\n  *fin*\n"
    problem = "problem: |\n  ## Titre\n\n  Texte\n"
    load(write(tmp_path, "salle.yml", f"name: Salle\naction: Prêter\nbody: |\n  {body}{problem}"))
    page = ServicePage.objects.get()
    html = page.body[0].value.source
    assert "<h3>Grand titre</h3>" in html
    assert "<li>deux</li>" in html
    assert "<h3>Petit titre</h3>" in html
    assert "<i>fin</i>" in html
    assert page.problem.startswith("<p><b>Titre</b></p>")


def test_numbers_and_words_that_yaml_twists_keep_their_meaning(tmp_path):
    body = "[{figures: [{value: 012, label: on}]}]"
    load(write(tmp_path, "salle.yml", sheet(name="no", body=body, technologies="[1.10, yes]")))
    page = ServicePage.objects.get()
    assert (page.title, page.technologies) == ("no", "1.10, yes")
    assert page.body[0].value[0]["value"] == "012"
