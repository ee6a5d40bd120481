"""Links to pages that are not public: they are said, gathered, and lead visitors nowhere wrong."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from store.content.models import LostAddress, SiteSettings
from store.content.throwing_away import throw_away
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


def text_with_link(page) -> list[tuple[str, RichText]]:
    return [("text", RichText(f'<p>Lisez <a linktype="page" id="{page.pk}">nos engagements</a>.</p>'))]


def text_as_typed(page) -> dict:
    """As the editor posts it."""
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"id": page.pk, "url": "/"}}
    block = {"key": "00000", "type": "unstyled", "text": "nos engagements", "depth": 0, "inlineStyleRanges": []}
    return {"blocks": [{**block, "entityRanges": [{"offset": 0, "length": 3, "key": 0}]}], "entityMap": {"0": link}}


def test_a_link_to_a_page_that_is_gone_is_only_words_and_is_reported(client, site):
    target = factories.make_editorial_page("Engagements")
    source = factories.make_editorial_page("Accueil des équipes", body=text_with_link(target))
    SiteSettings.objects.create(site=Site.objects.get(), menu=[("page", {"page": target, "label": "Nous"})])
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    assert "Aucun lien cassé" in client.get("/admin/reports/liens-internes/").content.decode()
    throw_away(target, None)
    shown = client.get("/accueil-des-equipes/").content.decode()
    assert "<a>nos engagements</a>" in shown and "None" not in shown and ">Nous<" not in shown
    report = client.get("/admin/reports/liens-internes/").content.decode()
    assert "« Engagements » (dans la corbeille)" in report and "Réglages de" in report
    address = reverse("wagtailadmin_pages:edit", args=[source.pk])
    assert address in report


def test_who_saves_a_page_is_told_what_it_fails_to_lead_to(client, site, django_capture_on_commit_callbacks):
    draft = factories.make_editorial_page("À venir", live=False)
    source = factories.make_editorial_page("Accueil des équipes", body=text_with_link(draft))
    factories.publish(source)
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    address = reverse("wagtailadmin_pages:edit", args=[source.pk])
    form = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
    body = streamfield([("text", json.dumps(text_as_typed(draft)))])
    form.update({"slug": "equipes", **nested_form_data({"body": body})})
    said = text_of(client.post(address, form, follow=True))
    assert "Cette page mène à « À venir » (non publiée)" in said
    assert "à la publication, 1 adresse sera redirigée" in said
    form.update({"action-publish": "1"})
    with django_capture_on_commit_callbacks(execute=True):
        said = text_of(client.post(address, form, follow=True))
    assert "1 adresse est redirigée vers la nouvelle" in said
    client.logout()
    assert client.get("/accueil-des-equipes/").headers["Location"] == "/equipes/"


LEADS_SOMEWHERE = (
    "/services/agenda/",
    "/services/agenda/?territoire=commune-42094#carte",
    "/services/agenda/contact/",
    "/themes/solidarite/",
    "/territoires/commune-42094/",
    "/vieille-page/",
    "/contact",
    "/",
    "http://localhost/services/agenda/",
    "https://ailleurs.example/services/rien/",
    "mailto:equipe@exemple.fr",
)
LEADS_NOWHERE = (
    "/services/rien/",
    "/services/rien/contact/",
    "/themes/rien/",
    "/territoires/commune-00000/",
    "/rien/",
    "http://localhost/rien/ailleurs/",
)


def linking_to(*addresses: str) -> list[tuple[str, RichText]]:
    return [("text", RichText("".join(f'<p><a href="{address}">lien</a></p>' for address in addresses)))]


def test_addresses_typed_by_hand_that_lead_nowhere_are_found_without_asking_the_network(client, site):
    sheet = factories.make_service("Agenda")
    factories.make_theme("Solidarité")
    factories.make_territory("Feurs", code="42094")
    Redirect.objects.create(old_path="/vieille-page", redirect_link="/contact/")
    page = factories.make_editorial_page("Accueil des équipes", body=linking_to(*LEADS_SOMEWHERE, *LEADS_NOWHERE))
    menu = [("address", {"label": "Vide", "url": "/vide/"}), ("address", {"label": "Aide", "url": "/contact/"})]
    SiteSettings.objects.create(site=Site.objects.get(), menu=menu, footer_links=[])
    factories.make_editorial_page("Brouillon", live=False, body=linking_to("/brouillon-vide/"))
    call_command("check_typed_addresses", stdout=StringIO())
    assert {one.address for one in LostAddress.objects.all()} == {*LEADS_NOWHERE, "/vide/"}
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    report = text_of(client.get("/admin/reports/liens-internes/"))
    assert "/services/rien/" in report and "Menu principal" in report
    assert "7 adresses du Store à corriger" in text_of(client.get("/admin/"))
    sheet.unpublish()
    page.body = linking_to(*LEADS_SOMEWHERE)
    factories.publish(page)
    call_command("check_typed_addresses", stdout=StringIO())
    assert LostAddress.objects.filter(address__startswith="/services/agenda/").count() == 3
    assert not LostAddress.objects.filter(address__in=LEADS_NOWHERE).exists()


def test_who_saves_is_told_at_once_of_an_address_that_leads_nowhere(client, site):
    page = factories.make_editorial_page("Accueil des équipes", body=linking_to("/services/rien/"))
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
    typed = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "/services/rien/"}}
    block = {"key": "00000", "type": "unstyled", "text": "lien", "depth": 0, "inlineStyleRanges": []}
    text = {
        "blocks": [{**block, "entityRanges": [{"offset": 0, "length": 4, "key": 0}]}],
        "entityMap": {"0": typed},
    }
    form.update({**nested_form_data({"body": streamfield([("text", json.dumps(text))])}), "action-publish": "1"})
    said = text_of(client.post(address, form, follow=True))
    assert "Cette page mène à « /services/rien/ » : rien n'est à cette adresse dans le Store." in said
    assert LostAddress.objects.get().address == "/services/rien/"
