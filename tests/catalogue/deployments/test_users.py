"""« Qui utilise X »: every organisation, page by page, for whom may read the sheet."""

from datetime import date

import pytest

from tests import factories
from tests.catalogue.deployments.crowd import ADDRESS, gather_a_crowd, read, rows, words

pytestmark = pytest.mark.django_db

BY_ANCT = "Déclarée par l'ANCT"


@pytest.fixture
def service(catalogue):
    return factories.make_service("Agenda", deployed_definition="Un agent au moins s'en est servi.")


@pytest.fixture
def visit(client, service):
    return lambda address=ADDRESS: read(client, address)


def test_each_row_says_who_where_they_stand_since_when_and_who_says_so(country, use, service, visit):
    use(service, country.isere, since=date(2021, 1, 1), pilot_sites="MDS de Vif\nMDS de Mens", source="Presse, 2021")
    use(service, country.drome, "arrete", since=date(2022, 3, 1), until=date(2023, 5, 3))
    factories.make_deployment(service, factories.make_organisation("Une agence", kind="operateur"), status="pilote")
    page = visit()
    assert rows(page) == [
        ["Isère", "Département", "En production", "janvier 2021", BY_ANCT, "MDS de Vif ; MDS de Mens", "Presse, 2021"],
        ["Une agence", "Opérateur public", "Pilote", "Non renseigné", BY_ANCT, "", "Non renseignée"],
        ["Drôme", "Département", "Arrêté", "mars 2022, jusqu'en mai 2023", BY_ANCT, "", "Non renseignée"],
    ]
    assert page.find("a", string="Isère")["href"] == country.isere.get_absolute_url()
    said = words(page.main)
    assert "2 organisations l'utilisent , de l'essai à la production" in said
    assert "3 déclarations en tout : En production : 1 · Pilote : 1 · Arrêté : 1." in said
    assert "Ce que « déployé » veut dire ici : Un agent au moins s'en est servi." in said
    assert "démonstration" not in said


def test_what_is_real_precedes_what_is_made_up_which_says_so(country, use, service, visit):
    use(service, country.big, is_demo=True, source="donnée de démonstration")
    use(service, country.village, is_demo=True, source="donnée de démonstration")
    use(service, country.stranger, source="Presse")
    use(service, country.cousin, "pilote")
    page = visit()
    assert [row[0] for row in rows(page)] == [
        "Crozon",
        "Beauvoir démo",
        "Grenoble démo",
        "Saint-Jean",
    ]
    assert "2 des 4 utilisations ci-dessous sont inventées pour la démonstration et marquées « démo »." in words(
        page.main
    )


@pytest.fixture
def signed(country, use, service):
    """One organisation at each standing."""
    confirmed = {"standing": "confirmee", "declared_by": "service", "confirmed_on": date(2026, 3, 1)}
    use(service, country.isere, **confirmed)
    use(service, country.drome, declared_by="organisation")
    use(service, country.finistere, **{**confirmed, "standing": "a-reconfirmer", "confirmed_on": date(2025, 3, 1)})
    use(service, country.village, standing="contestee", declared_by="service", contest_reason="Secret de mairie")


def test_each_row_says_who_signed(signed, visit):
    page = visit()
    assert {row[0]: row[4] for row in rows(page)} == {
        "Isère": "Confirmée en mars 2026",
        "Drôme": "Déclarée par la collectivité",
        "Finistère": "À reconfirmer : l'était en mars 2025",
        "Beauvoir": "Contestée",
    }
    said = words(page.main)
    assert "2 organisations l'utilisent" in said
    assert "4 déclarations en tout : En production : 2. Hors des comptes : 1 à reconfirmer, 1 contestée." in said
    assert "de l'essai à la production : 1 confirmée, 1 déclarée." in said
    assert "Secret de mairie" not in str(page)


def test_organisations_are_kept_by_who_signed(signed, visit, country):
    links = {
        words(link): link["href"] for link in visit(f"{ADDRESS}?territoire={country.drome.key}").select("nav .fr-tag")
    }
    assert list(links) == ["Toutes (4)", "Confirmée (1)", "Déclarée (1)", "À reconfirmer (1)", "Contestée (1)"]
    page = visit(links["À reconfirmer (1)"])
    assert [row[0] for row in rows(page)] == ["Finistère"]
    assert page.title.string == "Qui utilise Agenda, signature : à reconfirmer — Territoires Store"
    assert words(page.select_one("nav .fr-tag[aria-current=page]")) == "À reconfirmer (1)"
    assert page.select_one("nav .fr-tag")["href"] == f"{ADDRESS}?territoire={country.drome.key}"


def test_a_service_that_nobody_uses_says_so(visit, client):
    assert "Aucune collectivité n'a encore déclaré" in words(visit().main)
    assert client.get(f"{ADDRESS}2/").status_code == 404


def test_the_same_queries_for_one_user_and_for_a_hundred(country, service, visit, django_assert_max_num_queries):
    """What pages share (menus, stories, who answers, départements) is kept until somebody writes, outside of a test."""
    factories.make_deployment(service)
    with django_assert_max_num_queries(16):
        visit()
    gather_a_crowd(service, country.isere)
    with django_assert_max_num_queries(16):
        visit()


def test_the_list_is_narrowed_to_a_nature_a_status_and_a_place(country, use, service, visit):
    use(service, country.isere)
    use(service, country.village, "pilote")
    use(service, country.big)
    use(service, country.drome)
    factories.make_deployment(service, factories.make_organisation("Une agence", kind="operateur"))
    assert [row[0] for row in rows(visit(f"{ADDRESS}?nature=operateur"))] == ["Une agence"]
    page = visit(f"{ADDRESS}?lieu={country.isere.key}&nature=commune")
    assert [row[0] for row in rows(page)] == ["Grenoble", "Beauvoir"]
    assert "2 déclarations répondent à ces choix." in words(page.main)
    assert page.find("input", {"name": "lieu"})["value"] == country.isere.key
    assert page.find("option", selected=True)["value"] == "commune"
    narrower = f"{ADDRESS}?lieu={country.isere.key}&nature=commune&statut=pilote"
    assert [row[0] for row in rows(visit(narrower))] == ["Beauvoir"]
    assert not rows(visit(f"{ADDRESS}?lieu={country.finistere.key}"))
    assert len(rows(visit(f"{ADDRESS}?lieu=nulle-part&nature=%00&statut=loué"))) == 5


def test_the_map_zooms_from_france_to_the_intercommunalite_by_links(country, use, service, visit):
    use(service, country.village)
    use(service, country.drome)

    def nearer(page):
        return {words(item): item.a["href"] for item in page.select(".store-zoom__nearer li")}

    page = visit(f"{ADDRESS}?statut=en-production")
    assert page.select(".store-zoom svg a[tabindex='-1']")
    (region,) = nearer(page).values()
    assert nearer(page).keys() == {"Auvergne-Rhône-Alpes 2 départements"}
    page = visit(region)
    assert list(nearer(page)) == ["Drôme 1 en production", "Isère 1 en production"]
    page = visit(nearer(page)["Isère 1 en production"])
    assert [words(one) for one in page.select("#carte a")] == ["France", "Auvergne-Rhône-Alpes"]
    ((said, epci),) = nearer(page).items()
    assert said.endswith("1 commune")
    page = visit(epci)
    assert [row[0] for row in rows(page)] == ["Beauvoir"] and not page.select(".store-zoom svg")
    assert "statut=en-production" in epci


def test_what_holds_the_territory_one_looks_from_is_one_link_away(country, use, service, visit):
    use(service, country.isere)
    page = visit(f"{ADDRESS}?territoire={country.village.key}")
    near = {words(link): link["href"] for link in page.select(".store-zoom > p a")}
    assert list(near) == ["Beauvoir", "CC du Royans", "Isère", "Auvergne-Rhône-Alpes"]
    assert [row[0] for row in rows(visit(near["Isère"]))] == ["Isère"]
