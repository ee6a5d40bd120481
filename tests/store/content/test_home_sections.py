"""Editors put the sections of the home page in order; each reads data, and is absent when it has nothing to show."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from store.content.home.home_sections import HomeSection, add_section
from store.content.models import HomePage, NewsIndex
from tests import factories
from tests.store.admin.people import Desk, administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(site):
    return HomePage.objects.get()


def put(home, *sections) -> None:
    home.sections = list(sections)
    factories.publish(home)


def read(client, address: str = "/") -> str:
    return client.get(address).content.decode()


def headings(html: str) -> list[str]:
    return [re.sub("<[^>]+>", "", said).strip() for said in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", html, re.DOTALL)]


def test_an_editor_arranges_the_page_in_the_admin(client, home):
    factories.make_deployment(factories.make_service("Rendez-vous", themes=[factories.make_theme()]))
    desk = Desk(administrator())
    said = [("themes", {"title": "Par sujet", "most": "5"}), ("most_used", {"title": "", "most": "1", "theme": ""})]
    form = nested_form_data({"sections": streamfield([*said, ("search", {"title": ""})])})
    data = {**desk.form_data(home), **form, "action-publish": "1"}
    data.pop("body-count")
    assert desk.client.post(reverse("wagtailadmin_pages:edit", args=[home.pk]), data).status_code == 302
    assert headings(read(client)) == ["Par sujet", "Les plus utilisés", "De quoi votre collectivité a-t-elle besoin ?"]


@pytest.mark.parametrize("most", ["0", "7", "1e9", "beaucoup"])
def test_a_section_shows_a_few_things_only(home, most):
    desk = Desk(administrator())
    form = nested_form_data({"sections": streamfield([("news", {"title": "", "most": most})])})
    data = {**desk.form_data(home), **form, "action-publish": "1"}
    assert desk.client.post(reverse("wagtailadmin_pages:edit", args=[home.pk]), data).status_code == 200


def test_the_page_keeps_a_title_without_the_search(client, home):
    put(home, ("phases", {"title": ""}))
    assert headings(read(client))[0] == home.title


def test_what_has_nothing_to_show_is_absent_and_tells_editors_why(client, home):
    put(
        home,
        ("news", {"title": "", "most": 3}),
        ("dates", {"title": "", "most": 3}),
        ("story", {"title": "", "story": None}),
    )
    assert "absent pour les visiteurs" not in read(client)
    assert "Prochaines dates" not in read(client)
    desk = Desk(administrator())
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[home.pk])
    blank = {
        **desk.form_data(home),
        **nested_form_data({"sections": streamfield([("news", {"title": "", "most": "3"})])}),
    }
    assert desk.client.post(preview, blank).json()["is_valid"]
    shown = desk.client.get(preview).content.decode()
    assert "absent pour les visiteurs, aucune actualité n&#x27;est en ligne." in shown


def test_news_dates_and_a_story_come_from_their_pages(client, home):
    use = factories.make_deployment(
        factories.make_service("Rendez-vous"), factories.make_organisation("Ville de Feurs")
    )
    factories.make_news("Cent services")
    factories.make_event("Accueil")
    factories.make_event("Hier", starts=timezone.now() - timedelta(days=2))
    factories.make_story("Moins d'attente", use)
    html = read(client)
    for said in ("Cent services", "Accueil", "Moins d&#x27;attente", "Ville de Feurs"):
        assert said in html
    assert "Hier" not in html
    assert NewsIndex.objects.get().get_url() in html


def test_cards_keep_to_a_theme_and_stand_once_on_the_page(client, home):
    social, culture = factories.make_theme("Social"), factories.make_theme("Culture")
    for name, theme in (("Un", social), ("Deux", culture)):
        factories.make_deployment(factories.make_service(name, themes=[theme]))
    put(
        home,
        ("most_used", {"title": "Rayon culture", "most": 3, "theme": culture}),
        ("most_used", {"title": "Tout le rayon", "most": 3, "theme": None}),
    )
    html = read(client)
    assert (
        html.index("Rayon culture")
        < html.index("Faire avancer Deux")
        < html.index("Tout le rayon")
        < html.index("Faire avancer Un")
    )
    assert html.count('class="store-card ') == 2


def test_an_app_adds_a_section_of_its_own(client, home):
    class InventedSection(HomeSection):
        default_title = "Besoins à soutenir"

        class Meta:
            label = "Besoins"
            template = "content/home/phases.html"

    field = HomePage._meta.get_field("sections")
    add_section("invented", InventedSection())
    try:
        put(home, ("invented", {"title": ""}))
        assert "Besoins à soutenir" in read(client)
    finally:
        del field.stream_block.child_blocks["invented"]
    assert "Besoins à soutenir" not in read(client)
