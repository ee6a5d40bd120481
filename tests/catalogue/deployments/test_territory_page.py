"""The page of a territory: what is here, what comes from above and why, what peers use, what lies inside."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from catalogue.deployments.models import Deployment
from catalogue.territories.models import Containment, Territory
from catalogue.territories.signals import containers_changed
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(client, site):
    def read(territory):
        answer = client.get(territory.get_absolute_url())
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return read


def section(page, name):
    found = page.find("section", attrs={"aria-labelledby": name})
    return " ".join(found.get_text(" ").split()) if found else ""


def test_a_commune_reads_what_it_uses_and_since_when(country, use, visit):
    use(factories.make_service("RDV", action="Gérer les rendez-vous"), country.village, since=date(2024, 3, 1))
    page = visit(country.village)
    assert "Gérer les rendez-vous RDV · En production (déclarée) depuis mars 2024" in section(page, "ici")
    link = page.find("a", string="Gérer les rendez-vous")
    assert link["href"] == f"/services/rdv/?territoire={country.village.key}"
    assert page.title.string == "Beauvoir : ses services numériques — Territoires Store"
    assert [heading.get_text(strip=True) for heading in page.find_all("h1")] == ["Beauvoir"]


def test_what_its_departement_uses_is_said_with_the_link_and_not_as_an_offer(country, use, visit):
    use(factories.make_service("Salles"), country.isere)
    use(factories.make_service("Interne"), country.isere, "interet")
    above = section(visit(country.village), "au-dessus")
    assert "Utilisé par le Département de l'Isère" in above
    assert "Le lien : située dans le département de l'Isère" in above
    assert "Salles" in above
    assert "Interne" not in above
    assert "Utiliser un service n'est pas l'ouvrir à d'autres" in above
    assert not [word for word in ("propose", "offre", "offrent") if word in above.lower().split()]


def test_what_is_contested_or_to_confirm_again_is_said_here_and_offered_to_nobody(country, use, visit):
    old = {"standing": "a-reconfirmer", "confirmed_on": date(2025, 1, 1)}
    use(factories.make_service("Ancien"), country.village, **old)
    use(factories.make_service("Disputé"), country.isere, standing="contestee", contest_reason="Jamais eu.")
    page = visit(country.village)
    assert "Ancien · En production (à reconfirmer)" in section(page, "ici")
    assert "Disputé" not in section(page, "au-dessus")
    assert "Ancien" not in section(visit(country.neighbour), "semblables")


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        ("interet", {}),
        ("arrete", {}),
        ("en-production", {"standing": "contestee", "contest_reason": "Jamais eu."}),
        ("pilote", {"standing": "a-reconfirmer", "confirmed_on": date(2025, 1, 1)}),
    ],
)
def test_what_is_no_use_is_said_apart_from_what_is_used_here(country, use, visit, status, fields):
    use(factories.make_service("Essai"), country.village, "pilote")
    use(factories.make_service("Projet"), country.village, status, **fields)
    used, _, said = section(visit(country.village), "ici").partition("sans compter parmi les usages")
    assert "Essai" in used and "Projet" not in used
    assert "Projet" in said


def test_what_a_syndicat_uses_comes_through_the_intercommunalite(country, use, visit):
    syndicat = factories.make_territory("Syndicat Numérique", kind="syndicat", code="254200000")
    Containment.objects.create(container=syndicat, member=country.epci)
    use(factories.make_service("Parapheur"), syndicat)
    above = section(visit(country.village), "au-dessus")
    assert "Utilisé par le Syndicat Numérique" in above
    assert "via la CC du Royans, membre du Syndicat Numérique" in above


def test_peers_of_the_same_size_are_shown_nearest_first(country, use, visit):
    near, regional, far, big, known = (
        factories.make_service(name) for name in ("Proche", "Régional", "Loin", "Gros", "Su")
    )
    use(far, country.stranger)
    use(regional, country.cousin)
    use(near, country.neighbour)
    use(big, country.big)
    use(known, country.neighbour)
    use(known, country.village)
    peers = section(visit(country.village), "semblables")
    assert "Autres communes de 3 500 à 9 999 habitants" in peers
    assert peers.index("Proche") < peers.index("Régional") < peers.index("Loin")
    assert "Proche · 1 dans le département de l'Isère" in peers
    assert "Régional · 1 dans la région Auvergne-Rhône-Alpes" in peers
    assert "Loin · 1 en France" in peers
    assert "Gros" not in peers
    assert "Su ·" not in peers


def test_an_intercommunalite_reads_what_is_used_inside(country, use, visit):
    service = factories.make_service("Agenda")
    use(service, country.village)
    use(service, country.cousin, "pilote")
    use(service, country.stranger)
    page = visit(country.epci)
    assert "3 communes." in section(page, "dedans")
    assert "Agenda · 2 territoires" in section(page, "dedans")
    assert section(visit(country.village), "dedans") == ""


def test_beside_each_number_stands_what_the_service_calls_deployed(country, use, visit):
    service = factories.make_service("Salles", deployed_definition="Une salle est réservée en ligne.")
    use(service, country.neighbour)
    assert "Salles : Une salle est réservée en ligne." in section(visit(country.village), "semblables")
    assert "Salles : Une salle est réservée en ligne." in section(visit(country.isere), "dedans")


def test_an_intercommunalite_across_two_departements_names_both_in_part(country, visit):
    facts = visit(country.epci).find("ul", class_="store-territory__lineage").get_text(" ")
    facts = " ".join(facts.split())
    assert "Drôme (département, en partie)" in facts
    assert "Isère (département, en partie)" in facts


def test_invented_uses_are_labelled_and_announced(country, use, visit):
    assert "démonstration" not in visit(country.village).main.get_text()
    use(factories.make_service("Inventé"), country.village, is_demo=True)
    page = visit(country.village)
    assert "démo" in section(page, "ici")
    assert page.find("p", class_="store-territory__demo")


def test_a_draft_a_restricted_and_an_unpublished_service_are_nowhere(country, use, visit):
    hidden = [factories.make_service("Brouillon secret", published=False), factories.make_service("Réservé secret")]
    factories.restrict(hidden[1])
    withdrawn = factories.make_service("Retiré secret")
    withdrawn.unpublish()
    for service in (*hidden, withdrawn):
        for territory in (country.village, country.neighbour, country.isere):
            use(service, territory)
    for territory in (country.village, country.epci, country.isere, country.region):
        assert "secret" not in visit(territory).main.get_text()


@pytest.mark.parametrize(
    "key",
    ["commune-99999", "ville-42218", "commune", "commune-", "-42218", "commune-42218-x", "COMMUNE-42218", "%00", "é"],
)
def test_an_unknown_or_malformed_key_is_a_404(client, site, key):
    assert client.get(f"/territoires/{key}/").status_code == 404


def test_nothing_can_be_posted(client, country):
    assert client.post(country.village.get_absolute_url()).status_code == 405


def test_a_territory_alone_in_the_world_still_has_a_page(visit, catalogue):
    page = visit(factories.make_territory("Île déserte", population=None, code="98901"))
    assert "Aucun usage" in section(page, "ici")


@pytest.mark.parametrize("size", [10, 4000])
def test_a_region_costs_the_same_queries_whatever_its_size(client, country, size, django_assert_max_num_queries):
    service = factories.make_service("Partout")
    towns = [Territory(kind="commune", code=f"T{n}", name=f"Commune {n}", population=900) for n in range(size)]
    for town in towns:
        town.derive()
    Territory.objects.bulk_create(towns)
    Containment.objects.bulk_create(Containment(container=country.isere, member=town) for town in towns)
    containers_changed.send(sender=Containment, territory_ids={town.pk for town in towns})
    organisation = factories.make_organisation(territory=towns[0])
    Deployment.objects.create(service=service, organisation=organisation, status="pilote")
    with django_assert_max_num_queries(22):  # restrictions and grants are kept outside of a test
        answer = client.get(country.region.get_absolute_url())
    assert "Partout" in answer.content.decode()


def test_tiles_say_how_much_each_part_holds_and_where_it_lies(country, use, visit):
    use(factories.make_service("Ici"), country.village)
    use(factories.make_service("Presque"), country.village, "interet")
    use(factories.make_service("Offert"), country.isere, open_to_members=True)
    page = visit(country.village)
    tiles = {link["href"]: " ".join(link.get_text(" ").split()) for link in page.select(".store-tiles a")}
    assert tiles == {"#ici": "1 service utilisé ici", "#propose": "1 proposé par nos groupements"}
    assert page.find("svg", class_="store-locator")["aria-label"] == "Sur la carte : Isère"


def test_where_nobody_declared_anything_one_is_invited_to(country, visit):
    page = visit(country.isere)
    assert page.find("a", string="Dites ce que vous utilisez")["href"] == "/mon-espace/declaration/"
    assert page.select_one(".store-band p").get_text(strip=True).startswith("Voir les services")
