"""Administrators change what frames every page: menu, header link, announcement, footer."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupSitePermission, Site
from wagtail.test.utils.form_data import nested_form_data, streamfield

from store.content.models import EditorialPage, SiteSettings
from store.content.site import build_site
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

CONTACT = {"email": "bonjour@store.example", "phone": "", "postal_address": "", "delay": ""}


def form_url(site: Site) -> str:
    return reverse("wagtailsettings:edit", args=["content", "sitesettings", site.pk])


def form_of(**fields: Any) -> dict:
    """The whole form, as a browser posts it: `menu=[("address", {…})]`, `banner_title="…"`."""
    streams = {name: streamfield(fields.pop(name, [])) for name in ("menu", "header_link", "banner_link")}
    streams |= {name: streamfield(fields.pop(name, [])) for name in ("footer_columns", "footer_links")}
    banner = {"banner_title": "", "banner_text": "", "banner_kind": "fr-notice--info"}
    return nested_form_data({**streams, **banner, "banner_from": "", "banner_until": "", **CONTACT, **fields})


def links_in(response, name: str, attrs: dict[str, str]) -> list[str]:
    part = BeautifulSoup(response.content, "html.parser").find(name, attrs)
    return [f"{link.get_text(strip=True)} {link['href']}" for link in part.find_all("a")]


def menu_of(response) -> list[str]:
    return links_in(response, "nav", {"aria-label": "Menu principal"})


@pytest.mark.django_db
def test_the_menu_is_what_an_administrator_says_and_keeps_the_territory(client, site):
    page = factories.make_editorial_page("Nos engagements")
    town = factories.make_territory("Bourg-Argental", code="42023")
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    menu = [
        ("screen", {"screen": "themes", "label": ""}),
        ("page", {"page": page.pk, "label": ""}),
        ("address", {"label": "Le programme", "url": "https://programme.example/"}),
    ]
    column = ("column", {"title": "Aller plus loin", "links": streamfield([("page", {"page": page.pk, "label": ""})])})
    assert client.post(form_url(site), form_of(menu=menu, footer_columns=[column])).status_code == 302
    client.logout()
    shown = client.get(f"/nos-engagements/?territoire={town.key}")
    kept = f"?territoire={town.key}"
    assert menu_of(shown)[:3] == [
        f"Thématiques /{kept}#thematiques",
        f"Nos engagements /nos-engagements/{kept}",
        "Le programme https://programme.example/",
    ]
    assert f'href="/nos-engagements/{kept}" aria-current="page"' in " ".join(shown.content.decode().split())
    assert links_in(shown, "div", {"class": "fr-footer__top"}) == [f"Nos engagements /nos-engagements/{kept}"]
    page.unpublish()
    assert "Nos engagements" not in client.get("/").content.decode()


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_refused(client, site):
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    for url in ("javascript:alert(1)", "//ailleurs.example", "/\\ailleurs.example/", "aide"):
        said = client.post(form_url(site), form_of(menu=[("address", {"label": "Lien", "url": url})]))
        assert "Donnez une adresse" in said.content.decode(), url


def opened(client, site: Site) -> str:
    """What the page knows of the settings when it is opened."""
    return seen_in(client.get(form_url(site)))


def seen_in(page) -> str:
    return BeautifulSoup(page.content, "html.parser").find("input", attrs={"name": "seen"})["value"]


@pytest.mark.django_db
def test_who_saves_after_another_keeps_what_they_did_not_touch_and_is_told(client, site):
    client.force_login(factories.make_person("Jean Lefèvre", groups=("Administrateurs",)))
    first = {"menu": [("address", {"label": "Aide", "url": "/aide/"})]}
    client.post(form_url(site), form_of(**first))
    seen = opened(client, site)
    other = {"menu": [("address", {"label": "Nouveau", "url": "/guides/"})], "delay": "trois jours"}
    client.post(form_url(site), form_of(**other, seen=seen))
    said = client.post(form_url(site), form_of(**first, phone="01 02 03 04 05", seen=seen), follow=True)
    assert "a changé « Menu principal » et « Délai de réponse » pendant ce temps" in text_of(said)
    kept = SiteSettings.objects.get()
    assert (kept.phone, kept.delay, kept.menu[0].value["label"]) == ("01 02 03 04 05", "trois jours", "Nouveau")


@pytest.mark.django_db
def test_where_both_changed_the_second_reads_it_before_replacing_it(client, site):
    client.force_login(factories.make_person("Jean Lefèvre", groups=("Administrateurs",)))
    client.get(form_url(site))
    seen = opened(client, site)
    until = {"banner_until": "2030-01-01 10:00"}
    client.post(form_url(site), form_of(banner_title="Maintenance samedi", **until, seen=seen))
    mine = form_of(banner_title="Enquête ouverte", **until, seen=seen)
    refused = client.post(form_url(site), mine)
    assert "Jean Lefèvre a changé ce champ pendant que vous le modifiiez" in text_of(refused)
    assert "Il contient maintenant « Maintenance samedi »" in text_of(refused)
    assert SiteSettings.objects.get().banner_title == "Maintenance samedi"
    form = BeautifulSoup(refused.content, "html.parser")
    assert form.find("input", attrs={"name": "banner_title"})["value"] == "Enquête ouverte"
    client.post(form_url(site), {**mine, "seen": seen_in(refused)})
    assert SiteSettings.objects.get().banner_title == "Enquête ouverte"


@pytest.mark.django_db
def test_a_group_changes_the_settings_of_its_site_only(client, site):
    other = Site.objects.create(hostname="autre.example", port=80, root_page=site.root_page)
    group = Group.objects.create(name="Équipe d'un site")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_sitesettings")
    GroupSitePermission.objects.create(group=group, site=site, permission=change)
    client.force_login(factories.make_person(groups=("Éditeurs", group.name)))
    assert client.get(form_url(site)).status_code == 200
    assert client.get(form_url(other)).status_code == 302


@pytest.mark.django_db
def test_a_page_of_the_footer_says_that_it_is_used(client, site):
    build_site()
    help_page = EditorialPage.objects.get(slug="aide")
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    used = client.get(reverse("wagtailadmin_pages:usage", args=[help_page.pk])).content.decode()
    assert form_url(Site.objects.get(is_default_site=True)) in used


@pytest.mark.django_db
def test_the_preview_shows_what_is_typed_before_its_date(client, site):
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    address = reverse("wagtailsettings:preview_on_edit", args=["content", "sitesettings", site.pk])
    later = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    said = {"banner_title": "Maintenance samedi", "banner_from": later, "banner_until": "2031-01-01 10:00"}
    menu = [("address", {"label": "Entrée essayée", "url": "/aide/"})]
    assert client.post(address, form_of(menu=menu, **said)).json()["is_valid"]
    preview = client.get(f"{address}?mode=").content.decode()
    assert "Maintenance samedi" in preview and "Entrée essayée" in preview
    assert "n'est pas affiché aujourd'hui" in preview
    assert "Entrée essayée" not in client.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_cached_page_shows_the_announcement_between_its_dates_and_no_query_is_spent_on_it(client):
    site = factories.make_site()
    with time_machine.travel("2026-11-24T11:00:00+00:00", tick=False) as clock:
        begins = timezone.now() + timedelta(minutes=1)
        said = {"banner_title": "Le Store change de nom", "banner_from": begins}
        SiteSettings.objects.create(site=site, banner_until=begins + timedelta(minutes=2), **said)
        for seconds, shown in ((0, False), (59, False), (1, True), (119, True), (1, False)):
            clock.shift(seconds)
            assert ("Le Store change de nom" in client.get("/").content.decode()) is shown
            client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/contact/?page=neuve")
        assert [query["sql"] for query in asked if "wagtailcore" in query["sql"]] == []
        SiteSettings.objects.update(
            menu='[{"type": "screen", "value": {"screen": "plan", "label": "Tout"}, "id": "1"}]'
        )
        assert menu_of(client.get("/contact/"))[0] == "Tout /plan-du-site/"
