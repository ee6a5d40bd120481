"""The links of sheets are checked at night; in the morning an editor reads which ones to mend."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.rich_text import RichText

from catalogue.services.links.checking import check_links, describe
from catalogue.services.links.collecting import SheetLink, links_of
from catalogue.services.models import LinkCheck
from tests import factories
from tests.catalogue.services.complete_sheet import make_complete_sheet


@pytest.fixture
def store(transactional_db):
    return factories.make_catalogue()


def problems() -> dict[str, str]:
    return dict(LinkCheck.objects.values_list("url", "problem"))


@pytest.mark.django_db
def test_every_address_of_a_sheet_is_known_with_its_place(catalogue):
    page = make_complete_sheet(
        financing='<p>Voir <a href="https://budget.example.fr/">le budget</a>, <a linktype="page" id="3">la page</a>, '
        '<a href="mailto:equipe@example.fr">écrire</a>.</p>',
    )
    page.body.append(("text", RichText('<p><a href="https://guide.example.fr/long">Le guide long</a></p>')))
    factories.publish(page)
    links = links_of(page)
    assert SheetLink("https://agenda.example.fr/", "site du service") in links
    assert SheetLink("https://agenda.example.fr/accessibilite", "déclaration d'accessibilité") in links
    assert SheetLink("https://guide.example.fr/", "présentation") in links
    assert SheetLink("https://guide.example.fr/long", "présentation") in links
    assert SheetLink("https://budget.example.fr/", "financement") in links
    assert len({link.url for link in links}) == len(links)
    assert not any(link.url.startswith("mailto") for link in links)


def test_links_that_no_longer_answer_are_reported(store, site):
    factories.make_service("Sain", website=f"{site.address}/")
    factories.make_service("Cassé", website=f"{site.address}/404", repository=f"{site.address}/")
    report = check_links(site.reach)
    assert (report.asked, report.broken) == (2, 1)
    assert problems()[f"{site.address}/404"] == "Cette page n'existe plus (404)"
    assert sorted(site.asked) == ["/", "/404"]


def test_a_link_stays_broken_since_the_day_it_broke_and_heals(store, site):
    page = factories.make_service("Cassé", website=f"{site.address}/404")
    check_links(site.reach)
    long_ago = timezone.now() - timedelta(days=9)
    LinkCheck.objects.update(broken_since=long_ago)
    check_links(site.reach)
    assert LinkCheck.objects.get().broken_since == long_ago
    page.website = f"{site.address}/"
    factories.publish(page)
    check_links(site.reach)
    assert list(LinkCheck.objects.values_list("url", "problem", "broken_since")) == [(f"{site.address}/", "", None)]


def test_only_public_sheets_are_checked(store, site):
    factories.make_service("Brouillon", website=f"{site.address}/brouillon", published=False)
    retired = factories.make_service("Retiré", website=f"{site.address}/404")
    check_links(site.reach)
    retired.unpublish()
    check_links(site.reach)
    assert "/brouillon" not in site.asked
    assert not LinkCheck.objects.exists()


def test_sites_that_keep_robots_out_are_not_broken(store, site):
    factories.make_service("Fermé", website=f"{site.address}/403")
    check_links(site.reach)
    assert problems() == {f"{site.address}/403": ""}


@pytest.mark.parametrize(("status", "broken"), [(200, False), (204, False), (429, False), (404, True), (503, True)])
def test_what_a_status_means(status, broken):
    assert bool(describe(status)) is broken


def test_the_command_reaches_public_addresses_only(store, site, capsys):
    factories.make_service("Curieux", website=site.address)
    call_command("check_links")
    assert "1 lien vérifié, 1 à réparer" in capsys.readouterr().out
    assert "443" in problems()[site.address]
    assert site.asked == []


def test_an_editor_reads_the_report(store, site, admin_client):
    address = reverse("broken-links")
    assert "Aucun lien à réparer" in admin_client.get(address).text
    page = factories.make_service("Cassé", website=f"{site.address}/404", repository=f"{site.address}/")
    check_links(site.reach)
    text = admin_client.get(address).text
    assert "Cette page n&#x27;existe plus (404)" in text
    assert "site du service" in text
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text
    assert f"{site.address}/404" in admin_client.get(address, {"page": page.pk, "export": "csv"}).getvalue().decode()
    assert address in admin_client.get(reverse("wagtailadmin_home")).text


def test_somebody_who_edits_nothing_does_not_read_the_report(store, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("claude", password="x"))
    assert client.get(reverse("broken-links")).status_code in (302, 403)
