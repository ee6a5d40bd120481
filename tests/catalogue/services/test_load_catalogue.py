"""Somebody loads a catalogue from files, changes a file, loads it again."""

import pytest
from wagtail.models import Revision
from wagtail.signals import page_published

from catalogue.services.models import Audience, LegalVehicle, ServicePage, Theme
from catalogue.territories.models import Organisation
from tests import factories
from tests.catalogue.services.loading import SMALLEST, load, refusal, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


@pytest.fixture
def publications():
    """The pages published during the test."""
    seen = []

    def note(sender, instance, **kwargs):
        seen.append(instance.title)

    page_published.connect(note)
    yield seen
    page_published.disconnect(note)


def test_the_smallest_service_is_published_and_shows(tmp_path, client):
    load(write(tmp_path, "salle.yml", SMALLEST))
    page = client.get("/services/reserve-ta-salle/").content.decode()
    assert "Prêter nos salles aux associations" in page
    assert "<b>en ligne</b>" in page


def test_a_summary_alone_also_gives_the_title_of_the_card(tmp_path):
    load(write(tmp_path, "salle.yml", SMALLEST.replace("action: Prêter nos salles", "summary: Prêter nos salles")))
    sheet = ServicePage.objects.get()
    assert sheet.action == sheet.summary == "Prêter nos salles aux associations"


def test_a_long_summary_leaves_the_title_to_the_name(tmp_path):
    load(write(tmp_path, "salle.yml", f"name: Salle\nsummary: {'a' * 149}.\nbody: Texte\n"))
    assert ServicePage.objects.get().action == "Salle"


def test_loading_twice_changes_nothing_the_second_time(tmp_path, publications):
    file = write(tmp_path, "salle.yml", SMALLEST)
    load(file)
    assert publications == ["Réserve ta salle"]
    revisions = Revision.objects.count()
    assert "reserve-ta-salle : inchangée" in load(file)
    assert publications == ["Réserve ta salle"]
    assert Revision.objects.count() == revisions


def test_the_layout_of_a_file_is_no_change(tmp_path, publications):
    file = write(tmp_path, "salle.yml", SMALLEST)
    load(file)
    write(tmp_path, "salle.yml", "# un commentaire\n" + SMALLEST.replace("name: ", "name:   "))
    assert "inchangée" in load(file)
    assert len(publications) == 1


def test_an_edited_file_updates_its_sheet_and_no_other(tmp_path, publications):
    write(tmp_path, "salle.yml", SMALLEST)
    write(tmp_path, "gymnase.yml", SMALLEST.replace("Réserve ta salle", "Réserve ton gymnase"))
    load(tmp_path)
    publications.clear()
    write(tmp_path, "salle.yml", SMALLEST.replace("Prêter", "Louer"))
    load(tmp_path)
    assert publications == ["Réserve ta salle"]
    assert ServicePage.objects.get(external_id="reserve-ta-salle").action == "Louer nos salles aux associations"


def test_a_key_taken_out_of_the_file_empties_the_sheet(tmp_path):
    file = write(tmp_path, "salle.yml", SMALLEST + "themes: [Associations]\ntrust: {licence: MIT}\n")
    load(file)
    write(tmp_path, "salle.yml", SMALLEST)
    load(file)
    sheet = ServicePage.objects.get()
    assert (sheet.licence, sheet.themes.count()) == ("", 0)


def test_words_that_are_not_known_are_created(tmp_path):
    factories.make_theme("Solidarité", slug="solidarite")
    more = "themes: [solidarité, Vie nocturne]\naudiences: noctambules\noperator: Direction de la nuit\n"
    file = write(tmp_path, "salle.yml", SMALLEST + more + "governance: {vehicle: Coopérative de la nuit}\n")
    load(file, create_vocabulary=True)
    sheet = ServicePage.objects.get()
    assert [theme.name for theme in sheet.themes.all()] == ["Solidarité", "Vie nocturne"]
    assert Audience.objects.get().name == "Noctambules"
    assert sheet.vehicle == LegalVehicle.objects.get(slug="cooperative-de-la-nuit")
    assert sheet.operator.kind == "etat"


def test_a_vocabulary_and_many_services_in_one_file(tmp_path):
    file = write(
        tmp_path,
        "tout.yml",
        """
themes: [{slug: nuit, name: La nuit, order: 4}]
organisations: [{name: Maison de la nuit, acronym: MN, kind: association, siren: "012345678"}]
services:
  - {name: Un, action: Faire un, body: Texte, themes: nuit, owner: MN}
  - {name: Deux, action: Faire deux, body: Texte, themes: [La nuit]}
""",
    )
    load(file)
    assert Theme.objects.get().services.count() == 2
    assert ServicePage.objects.get(title="Un").owned_by.siren == "012345678"
    assert "2 inchangées" in load(file)


def test_a_service_may_require_one_that_comes_later(tmp_path):
    write(tmp_path, "a.yml", "name: Toit\naction: Poser le toit\nbody: Texte\nconditions: {requires: [murs]}\n")
    write(tmp_path, "b.yml", "name: Murs\naction: Monter les murs\nbody: Texte\n")
    load(tmp_path)
    roof = ServicePage.objects.get(external_id="toit")
    assert [need.service.title for need in roof.required_services.all()] == ["Murs"]


def test_services_that_require_each_other_are_refused_and_the_others_load(tmp_path):
    for one, other in (("oeuf", "poule"), ("poule", "oeuf")):
        text = f"name: {one}\naction: Faire {one}\nbody: Texte\nconditions: {{requires: [{other}]}}\n"
        write(tmp_path, f"{one}.yml", text)
    write(tmp_path, "salle.yml", SMALLEST)
    assert "oeuf.yml, conditions.requires (ligne 4) : services qui se demandent l'un l'autre" in refusal(
        tmp_path, strict=True
    )
    assert ServicePage.objects.get().title == "Réserve ta salle"


def test_an_unknown_requirement_is_named_and_nothing_of_the_service_is_kept(tmp_path):
    file = write(tmp_path, "toit.yml", SMALLEST + "themes: [Toits]\nconditions: {requires: [murs]}\n")
    assert "conditions.requires.1 (ligne 7) : le service « murs » n'existe pas" in refusal(
        file, strict=True, create_vocabulary=True
    )
    assert not ServicePage.objects.exists()
    assert not Theme.objects.exists()


def test_a_territory_stands_for_its_collectivite(tmp_path):
    isere = factories.make_territory("Isère", kind="departement", code="38")
    factories.make_organisation("Département de l'Isère", territory=isere)
    consortium = "governance: {consortium: [{organisation: departement-38, role: pilote, pilot_sites: [Voiron]}]}\n"
    load(write(tmp_path, "salle.yml", SMALLEST + consortium))
    member = ServicePage.objects.get().consortium.get()
    assert (member.organisation.name, member.role, member.site_names) == (
        "Département de l'Isère",
        "pilote",
        ["Voiron"],
    )
    assert Organisation.objects.count() == 1


def test_without_territories_one_is_told_to_load_them(tmp_path):
    file = write(tmp_path, "salle.yml", SMALLEST + "owner: departement-38\n")
    assert "owner (ligne 6) : « departement-38 » : les territoires ne sont pas chargés" in refusal(file, strict=True)


def test_a_name_that_several_collectivites_bear_is_not_guessed(tmp_path):
    for code in ("42218", "38999"):
        factories.make_organisation("Saint-Étienne", territory=factories.make_territory("Saint-Étienne", code=code))
    file = write(tmp_path, "salle.yml", SMALLEST + "owner: Saint-Étienne\n")
    assert "plusieurs organisations s'appellent « Saint-Étienne »" in refusal(file, strict=True)


def test_the_address_of_another_sheet_is_refused_under_its_key(tmp_path):
    factories.make_service("Autre salle", slug="salle")
    file = write(tmp_path, "salle.yml", SMALLEST + "slug: salle\n")
    assert "slug (ligne 6) :" in refusal(file, strict=True)
    assert ServicePage.objects.count() == 1


def test_the_same_service_in_two_files_is_refused(tmp_path):
    write(tmp_path, "a.yml", SMALLEST)
    write(tmp_path, "b.yml", SMALLEST)
    assert "b.yml, name (ligne 2) : « reserve-ta-salle » est déjà décrit dans a.yml" in refusal(tmp_path)


def test_a_path_that_does_not_exist_is_named(tmp_path):
    assert "absent.yml : ce fichier n'existe pas" in refusal(tmp_path / "absent.yml")
