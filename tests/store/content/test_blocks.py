"""Editors write pages with blocks; sheets share them, one level of headings lower."""

import re

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from catalogue.services.models import ServicePage, StoreImage
from store.content.models import EditorialPage
from tests import factories
from tests.store.admin.people import Desk, administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site):
    return factories.make_editorial_page("Premiers pas", body=[])


@pytest.fixture
def desk(page):
    return Desk(administrator())


def publish(desk, page, *blocks) -> tuple[bool, str]:
    """Whether it is online, and what the form answers."""
    answer = desk.publish(page, **nested_form_data({"body": streamfield(list(blocks))}))
    return answer.status_code == 302, "" if answer.status_code == 302 else answer.content.decode()


def body(page) -> list:
    return [(block.block_type, block.value) for block in EditorialPage.objects.get(pk=page.pk).body]


def shown(client, page) -> str:
    return client.get(page.get_url()).content.decode()


def picture(**fields) -> StoreImage:
    return StoreImage.objects.create(title="Guichet", description="Un guichet", file=get_test_image_file(), **fields)


def test_an_editor_writes_a_page_and_visitors_read_it(client, desk, page):
    ok, said = publish(
        desk,
        page,
        ("text", rich_text("<h3>Avant</h3><h4>Deux agents</h4><p>Lisez.</p>")),
        ("callout", {"title": "À savoir", "text": rich_text("<p>C'est gratuit.</p>")}),
        ("link", {"title": "La CNIL", "url": "https://www.cnil.fr", "text": ""}),
    )
    assert ok, said
    html = shown(client, page)
    assert re.search(r"<h2[^>]*>Avant</h2>", html)
    assert re.search(r"<h3[^>]*>Deux agents</h3>", html)
    assert "<h2>À savoir</h2>" in html
    assert 'href="https://www.cnil.fr"' in html


def test_headings_are_one_level_lower_on_a_sheet(client, catalogue):
    said = [
        ("text", RichText("<h3>Avant</h3><h4>Deux agents</h4>")),
        ("callout", {"title": "À savoir", "text": RichText("")}),
    ]
    sheet = factories.make_service("Rendez-vous", body=said)
    html = client.get(sheet.get_url()).content.decode()
    assert "<h3>Avant</h3>" in html
    assert "<h4>Deux agents</h4>" in html
    assert "<h3>À savoir</h3>" in html


@pytest.mark.parametrize("missing", ["source", "date"])
def test_a_figure_is_published_with_its_source_and_its_date_or_not_at_all(desk, page, missing):
    figure = {"value": "75 %", "label": "des demandes", "source": "Équipe", "date": "2025", missing: ""}
    listed = {"count": "1", "0": {"id": "", "order": "0", "deleted": "", "value": figure}}
    ok, _ = publish(desk, page, ("figures", listed))
    assert not ok
    figure[missing] = "Rapport de 2025"
    assert publish(desk, page, ("figures", listed))[0]


@pytest.mark.parametrize(
    ("rights", "alt"),
    [
        ({"author": "Ville de Brest", "licence": "cc-by-4.0"}, ""),
        ({"author": "Ville de Brest"}, "Un agent au guichet"),
        ({}, "Un agent au guichet"),
    ],
)
def test_a_picture_without_rights_or_alternative_is_not_published(desk, page, rights, alt):
    image = picture(**rights)
    assert not publish(desk, page, ("image", {"image": str(image.pk), "alt_text": alt, "decorative": ""}))[0]


def test_a_picture_is_shown_with_its_rights_and_what_it_shows(client, desk, page):
    image = picture(author="Ville de Brest", licence="cc-by-4.0")
    alt = "Un agent au guichet"
    assert publish(desk, page, ("image", {"image": str(image.pk), "alt_text": alt, "decorative": ""}))[0]
    html = shown(client, page)
    assert f'alt="{alt}"' in html
    assert "Crédit : Ville de Brest, Creative Commons" in html


def test_a_decorative_picture_is_silent(client, desk, page):
    image = picture(author="Ville de Brest", licence="etalab-2.0")
    assert publish(desk, page, ("image", {"image": str(image.pk), "alt_text": "", "decorative": "on"}))[0]
    assert 'alt=""' in shown(client, page)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,<script>", "ftp://exemple.fr/a"])
def test_a_video_leads_to_the_web_only(desk, page, url):
    video = {"title": "Visite", "url": url, "transcript": rich_text("<p>Bonjour.</p>"), "duration": ""}
    assert not publish(desk, page, ("video", video))[0]


def test_a_video_has_its_transcript_and_is_not_played_here(client, desk, page):
    video = {"title": "Visite", "url": "https://www.exemple.fr/v", "transcript": rich_text(""), "duration": "3 minutes"}
    assert not publish(desk, page, ("video", video))[0]
    video["transcript"] = rich_text("<p>Bonjour à tous.</p>")
    assert publish(desk, page, ("video", video))[0]
    html = shown(client, page)
    assert "Bonjour à tous." in html
    assert "<iframe" not in html


def test_what_is_typed_is_never_run(client, desk, page):
    evil = "<script>alert(1)</script>"
    quote = {"text": evil, "author": evil, "role": ""}
    assert publish(desk, page, ("quote", quote), ("text", rich_text(f"<p>{evil}</p>")))[0]
    assert evil not in shown(client, page)


def test_a_table_has_a_caption_and_headings_of_rows(client, desk, page):
    table = {
        "caption": "",
        "column-count": "2",
        "row-count": "1",
        "column-0-type": "text",
        "column-0-order": "0",
        "column-0-heading": "Étape",
        "column-0-deleted": "",
        "column-1-type": "text",
        "column-1-order": "1",
        "column-1-heading": "Durée",
        "column-1-deleted": "",
        "row-0-order": "0",
        "row-0-deleted": "",
        "cell-0-0": "Convention",
        "cell-0-1": "Deux semaines",
    }
    assert not publish(desk, page, ("table", table))[0]
    ok, said = publish(desk, page, ("table", {**table, "caption": "Ce que demande chaque étape"}))
    assert ok, said
    html = shown(client, page)
    assert "<caption>Ce que demande chaque étape</caption>" in html
    assert '<th scope="row">Convention</th>' in html


def test_cards_show_the_services_chosen_then_those_of_the_theme(client, page):
    theme = factories.make_theme("Social")
    chosen, other = factories.make_service("Choisi"), factories.make_service("Du thème", themes=[theme])
    factories.make_service("D'ailleurs")
    page.body = [("services", {"services": [chosen], "theme": theme, "title": "À essayer", "most": 3})]
    factories.publish(page)
    html = shown(client, page)
    assert html.index(chosen.action) < html.index(other.action)
    assert "Faire avancer D'ailleurs" not in html
    assert "<h2>À essayer</h2>" in html


@pytest.mark.parametrize("hide", ["unpublish", "restrict"])
def test_a_hidden_service_has_no_card(client, page, hide):
    service = factories.make_service("Choisi", action="Une zibeline")
    page.body = [("services", {"services": [service], "theme": None, "title": "À essayer", "most": 3})]
    factories.publish(page)
    assert "zibeline" in shown(client, page)
    service.unpublish() if hide == "unpublish" else factories.restrict(ServicePage.objects.get(pk=service.pk))
    html = shown(client, page)
    assert "zibeline" not in html
    assert "À essayer" not in html


def test_a_contact_leads_to_a_page_that_all_may_read(client, page):
    team = factories.make_editorial_page("Équipe cachée")
    page.body = [("contact", {"team": "L'équipe", "text": "", "page": team, "url": "https://www.exemple.fr"})]
    factories.publish(page)
    assert "Équipe cachée" in shown(client, page)
    factories.restrict(team)
    assert "Équipe cachée" not in shown(client, page)


def test_a_document_says_what_it_is(client, page):
    document = Document(title="Modèle de convention")
    document.file.save("convention.txt", ContentFile(b"Entre les soussignes"))
    page.body = [("document", {"document": document, "title": ""})]
    factories.publish(page)
    html = shown(client, page)
    assert "Modèle de convention" in html
    assert "TXT" in html
    assert client.get(document.url).status_code == 200


def test_every_block_that_has_a_preview_shows_it(admin_client, page):
    previewed = 0
    for block in EditorialPage.body.field.stream_block.child_blocks.values():
        assert block.meta.group
        assert block.get_description()
        if block.is_previewable:
            answer = admin_client.get(f"/admin/block-preview/?id={block.definition_prefix}")
            assert answer.status_code == 200, block.name
            previewed += 1
    assert previewed > 8
