"""A DGS with ten minutes reads a sheet: what it does, for whom, at what cost, who decides, whether to trust it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from catalogue.services.models import RequiredService, ServicePage
from tests import factories
from tests.catalogue.services.complete_sheet import adopt, make_complete_sheet
from tests.catalogue.services.reading import fact, open_sheet, section, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(client, catalogue):
    page = make_complete_sheet()
    adopt(page)
    return open_sheet(client, page)


def test_the_need_is_the_title_and_the_name_comes_second(sheet):
    assert words(sheet.h1) == "Gérer les rendez-vous de nos services sociaux"
    assert [words(h1) for h1 in sheet.find_all("h1")] == [words(sheet.h1)]
    assert words(sheet.title) == ("Agenda commun : Gérer les rendez-vous de nos services sociaux — Territoires Store")
    header = words(sheet.main.header)
    for said in ("Agenda commun", "Les habitants prennent rendez-vous", "Accélération", "Co-construit"):
        assert said in header


def test_every_entry_of_the_summary_leads_to_a_section_of_the_page(sheet):
    entries = sheet.find("nav", {"aria-labelledby": "sommaire"}).find_all("a")
    headings = [words(sheet.find(id=entry["href"].removeprefix("#")).h2) for entry in entries]
    assert headings == [words(entry) for entry in entries]
    assert len(headings) == 8


def test_headings_never_skip_a_level(sheet):
    levels = [int(heading.name[1]) for heading in sheet.main.find_all(["h1", "h2", "h3", "h4"])]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_header_answers_the_first_questions(sheet):
    facts = words(sheet.find("ul", class_="sheet-key"))
    for answer in ("2 organisations", "dont 1", "Participation aux frais", "Deux semaines", "AGPL-3.0-only"):
        assert answer in facts
    assert "Partiellement conforme, à 75,5\xa0%" in facts
    assert "Depuis mai 2023" in facts


def test_themes_lead_to_the_other_services_of_the_theme(sheet):
    links = {words(link): link["href"] for link in sheet.find("nav", {"aria-label": "Thématiques"}).find_all("a")}
    assert links == {"Relation usagers": "/themes/relation-usagers/", "Solidarité": "/themes/solidarite/"}


def test_problem_solution_and_results_come_first(sheet):
    text = section(sheet, "besoin")
    assert text.index("manqué") < text.index("Un rappel par SMS") < text.index("servent à d'autres")


def test_every_block_of_the_body_is_shown(sheet):
    text = section(sheet, "presentation")
    for said in (
        "Le planning partagé",
        "20 % de rendez-vous manqués Source : Dossier de presse, 2021",
        "Choisir un lieu Une maison des solidarités.",
        "Faut-il un marché ? Non, une convention suffit.",
        "Bon à savoir",
        "La directrice, DGS d'une commune",
        "Le guide Vingt pages.",
    ):
        assert said in text
    assert sheet.find(id="presentation").find("img", alt="Un atelier")
    assert "None" not in words(sheet.main)


def test_questions_unfold_without_a_script(sheet):
    question = sheet.select_one(".sheet-faq details")
    assert words(question.summary) == "Faut-il un marché ?"
    assert "Non, une convention suffit." in words(question)


def test_pictures_are_light_sized_and_described(sheet):
    picture = sheet.find("img", alt="Le planning d'une semaine").find_parent("picture")
    assert {source["type"] for source in picture.find_all("source")} == {"image/avif", "image/webp"}
    assert picture.img["loading"] == "lazy"
    assert picture.img["width"] and picture.img["height"]
    assert "donnée de démonstration" in words(picture.find_parent("figure"))


def test_a_video_is_a_plain_link(sheet):
    assert not sheet.find_all(["iframe", "video", "embed", "object"])
    assert sheet.find("a", href="https://video.example.fr/agenda")


def test_each_count_of_use_stands_beside_what_deployed_means(sheet):
    definition = "Un agent a ouvert un créneau dans l'année."
    assert definition in words(sheet.main.header)
    usage = section(sheet, "usage")
    for said in (definition, "En production : 1 · Pilote : 1", "1 465 000", "Pas-de-Calais", "donnée de démonstration"):
        assert said in usage.replace("\xa0", " ").replace("\u202f", " ")


def test_a_service_that_nobody_uses_says_so(client, catalogue):
    sheet = open_sheet(client, factories.make_service("Neuf"))
    assert "Aucune utilisation déclarée" in words(sheet.main.header)
    assert "Aucune collectivité n'a encore déclaré" in section(sheet, "usage")


def test_a_region_finds_who_decides_and_how_to_leave(sheet):
    assert fact(sheet, "Propriétaire", "gouvernance") == "Agence des territoires (AT)"
    assert fact(sheet, "Opérateur", "gouvernance") == "Opérateur mutualisé"
    assert fact(sheet, "Partenaires", "gouvernance") == "Association des départements"
    assert fact(sheet, "Structure porteuse", "gouvernance").endswith("Des collectivités le portent ensemble.")
    assert fact(sheet, "Qui décide", "gouvernance").endswith("Rythme : chaque trimestre")
    assert fact(sheet, "Qui paie", "gouvernance") == "Les membres cotisent, l'État complète."
    assert "format CSV" in fact(sheet, "Comment on quitte le service", "gouvernance")
    assert fact(sheet, "Issue dans l'axe 1 du programme", "gouvernance").startswith("Service existant")


def test_the_consortium_is_named_with_its_pilot_sites(sheet):
    heading = sheet.find("h3", string="Le consortium : les collectivités qui pilotent le service")
    assert words(heading.find_next_sibling("ul").li) == (
        "Département de la Drôme : territoire référent depuis janvier 2021. "
        "Sites pilotes : Maison des solidarités de Die, Maison des solidarités de Crest."
    )
    assert "Source : Dossier de presse" in section(sheet, "gouvernance")


def test_each_population_stratum_reads_what_it_pays(sheet):
    rows = sheet.find("table", {"aria-labelledby": "contributions"}).tbody.find_all("tr")
    assert [words(row) for row in rows] == [
        "Moins de 500 habitants Gratuit",
        "200 000 habitants et plus Un centime par habitant et par an",
    ]


def test_conditions_are_said_in_words(sheet):
    assert fact(sheet, "Qui peut l'utiliser", "conditions") == "Communes et départements, à partir de 500 habitants"
    assert fact(sheet, "Pour qui", "conditions") == "Habitants"
    assert fact(sheet, "Coût", "conditions") == "Participation aux frais Selon la population de la collectivité."
    assert "Appeler l'équipe (une heure)" in section(sheet, "conditions")
    assert sheet.find(id="conditions").find("a", href="/services/annuaire-des-agents/")


def test_trust_is_backed_by_proofs_to_open(sheet):
    assert "Libre, avec partage" in fact(sheet, "Licence et code source", "confiance")
    assert "Audit du 1er mars 2025, par Audit Indépendant" in fact(sheet, "Accessibilité (RGAA)", "confiance")
    assert "Homologation de sécurité déclarée" in fact(sheet, "Sécurité", "confiance")
    links = {link["href"] for link in sheet.find(id="confiance").find_all("a")}
    assert links == {
        "https://code.example.fr/agenda",
        "https://agenda.example.fr/accessibilite",
        "https://agenda.example.fr/donnees",
        "https://agenda.example.fr/stats",
        "https://agenda.example.fr/impact",
        "https://mesures.example.fr/agenda",
        "https://proconnect.example.fr/",
    }


def test_what_nobody_has_filled_in_takes_one_line_a_section(client, catalogue):
    sheet = open_sheet(client, factories.make_service("Vide"))
    assert "Non renseigné à ce jour : propriétaire, opérateur," in section(sheet, "gouvernance")
    assert "licence et code source, accessibilité (RGAA)" in section(sheet, "confiance")
    assert "None" not in words(sheet.main)
    assert not sheet.find(id="besoin") and not sheet.find(id="presentation")


@pytest.mark.parametrize(("age", "warned"), [(10, False), (500, True)])
def test_an_old_verification_is_announced(client, catalogue, age, warned):
    page = factories.make_service("Daté", verified=date.today() - timedelta(days=age))
    text = words(open_sheet(client, page).main.header)
    assert "Fiche vérifiée le" in text
    assert ("est à revérifier" in text) is warned


def test_an_invented_sheet_is_labelled(client, catalogue):
    page = factories.make_service("Inventé", is_demo=True)
    assert "donnée de démonstration" in words(open_sheet(client, page).main.header)


@pytest.mark.parametrize("hide", [ServicePage.unpublish, factories.restrict])
def test_a_required_service_that_is_not_public_is_not_named(client, catalogue, hide):
    required = factories.make_service("Zibeline")
    page = factories.make_service("Guichet", published=False)
    page.required_services = [RequiredService(service=required)]
    factories.publish(page)
    hide(required)
    village = factories.make_territory()
    for query in ("", f"?territoire={village.key}"):
        assert "zibeline" not in str(open_sheet(client, page, query)).lower()
    assert "un service qui n'est pas public" in words(open_sheet(client, page, query).main.header)


def test_a_sheet_costs_few_queries_however_much_it_holds(client, catalogue, django_assert_max_num_queries):
    page = make_complete_sheet()
    adopt(page)
    for number in range(5):
        factories.make_service(f"Agenda {number}", action=page.action, themes=list(page.themes.all()))
    call_command("rebuild_index", verbosity=0)
    assert open_sheet(client, page).find(id="proches")
    with django_assert_max_num_queries(26):  # five for the services near it
        open_sheet(client, page)


def test_a_sheet_stays_small(sheet):
    assert len(sheet.find_all(True)) <= 450


def test_what_was_looked_for_in_vain_is_said_instead_of_an_empty_cell(client, catalogue):
    page = factories.make_service(
        "Discret", not_published=["cost_model", "hosting", "rgaa_rate"], looked_for=date(2026, 8, 20), hosting=""
    )
    sheet = open_sheet(client, page)
    assert "Coût Non publié par l'équipe" in words(sheet.find("ul", class_="sheet-key"))
    told = section(sheet, "conditions")
    assert "d'après les sources de cette fiche lues le 20 août 2026 : tarif, hébergement." in told
    assert "Non renseigné à ce jour : pour qui, prérequis," in told
    assert "lues le 20 août 2026 : taux de conformité au RGAA." in section(sheet, "confiance")


def test_an_answer_silences_the_mark(client, catalogue):
    page = factories.make_service(
        "Bavard", not_published=["hosting"], looked_for=date(2026, 8, 20), hosting="En France, chez un hébergeur public"
    )
    told = section(open_sheet(client, page), "conditions")
    assert "En France, chez un hébergeur public" in told
    assert "Non publié" not in told


def test_a_mark_says_which_day_one_looked(catalogue):
    with pytest.raises(ValidationError, match="quel jour"):
        factories.make_service("Sans date", not_published=["hosting"])
