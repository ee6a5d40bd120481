"""Pages are thrown away rather than deleted, and can be brought back for thirty days."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from catalogue.services.models import CataloguePage
from store.content.models import HomePage, News, NewsIndex
from store.content.models.site_links import SiteLinksBlock
from store.content.models.trash import KEPT, ThrownPage
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
TRASH = "/admin/corbeille/"


@pytest.fixture
def administrator(client, catalogue):
    person = factories.make_person(groups=("Administrateurs",))
    client.force_login(person)
    return person


def delete_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def throw(client, page: Page, **said):
    return client.post(delete_url(page), {"destination": "", **said}, follow=True)


def bring_back(client, page: Page):
    thrown = ThrownPage.objects.get(page_id=page.pk)
    return client.post(reverse("bring-back", args=[thrown.pk]), follow=True)


def test_a_sheet_goes_to_the_trash_and_comes_back_as_it_was(client, administrator):
    sheet = factories.make_service("Tréteaux", slug="treteaux", action="Monter une scène")
    factories.make_deployment(sheet)
    assert "cessera de répondre" in client.get(delete_url(sheet)).content.decode()
    assert "dans la corbeille" in throw(client, sheet).content.decode()
    for address in ("/services/treteaux/", "/services/?q=scene", "/sitemap-services.xml", "/plan-du-site/"):
        assert "Tréteaux" not in client.get(address).content.decode(), address
    assert client.get("/services/treteaux/").status_code == 404
    listed = client.get(reverse("sheets:index")).content.decode()
    assert "Tréteaux" not in listed
    row = BeautifulSoup(client.get(TRASH).content, "html.parser").find(
        "form", method="post", action=re.compile("restaurer")
    )
    assert row.find("input", attrs={"name": "csrfmiddlewaretoken"})["value"]
    edited = client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]), follow=True)
    assert "restaurez-la d" in edited.content.decode()
    assert "de nouveau à sa place" in bring_back(client, sheet).content.decode()
    assert "Monter une scène" in client.get("/services/treteaux/").content.decode()
    assert "/services/treteaux/" in client.get("/services/?q=scene").content.decode()
    assert sheet.deployments.count() == 1 and not ThrownPage.objects.exists()


def test_what_is_under_a_page_goes_with_it_and_a_draft_comes_back_as_a_draft(client, administrator):
    public, draft = factories.make_news("Publique"), factories.make_news("Brouillon")
    draft.unpublish()
    later = factories.make_news("Prévue")
    later.unpublish()
    later.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    index = NewsIndex.objects.get()
    throw(client, index)
    call_command("publish_scheduled")
    assert not Page.objects.filter(pk__in=[index.pk, public.pk, draft.pk, later.pk], live=True).exists()
    bring_back(client, index)
    assert client.get("/actualites/publique/").status_code == 200
    assert set(News.objects.live()) == {public}


def test_what_was_planned_is_planned_again_unless_its_day_has_passed(client, administrator):
    later, missed = factories.make_news("Prévue"), factories.make_news("Manquée")
    day, passed = timezone.now() + timedelta(days=9), timezone.now() - timedelta(minutes=1)
    for page, at in ((later, day), (missed, passed)):
        page.unpublish()
        page.save_revision(approved_go_live_at=at)
    index = NewsIndex.objects.get()
    throw(client, index)
    assert not later.revisions.filter(approved_go_live_at__isnull=False).exists()
    bring_back(client, index)
    assert later.revisions.filter(approved_go_live_at=day).exists()
    assert not missed.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_page_of_the_trash_is_not_found_nor_chosen(client, administrator):
    page, other = factories.make_editorial_page("Chapiteau bleu"), factories.make_editorial_page("Chapiteau rouge")
    throw(client, page)
    for view in ("wagtailadmin_pages:search", "wagtailadmin_choose_page_search"):
        found = client.get(reverse(view), {"q": "chapiteau"}).content.decode()
        assert "Chapiteau rouge" in found and "Chapiteau bleu" not in found, view
    chooser = SiteLinksBlock().child_blocks["page"]
    with pytest.raises(StructBlockValidationError) as refused:
        chooser.clean(chooser.to_python({"page": page.pk, "label": ""}))
    assert "est dans la corbeille" in refused.value.block_errors["page"].messages[0]
    assert chooser.clean(chooser.to_python({"page": other.pk, "label": ""}))


def test_many_at_once_go_to_the_trash_too(client, administrator):
    one, two = factories.make_news("Une"), factories.make_news("Deux")
    index = NewsIndex.objects.get()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    chosen = "&".join(f"id={page.pk}" for page in (index, two, CataloguePage.objects.get()))
    said = client.post(f"{address}?{chosen}&next=/admin/", follow=True).content.decode()
    assert "Catalogue des services" in said and "le Store en a besoin" in said
    assert [thrown.page_id for thrown in ThrownPage.objects.all()] == [index.pk]
    publish = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{publish}?id={one.pk}&next=/admin/", {"include_descendants": ""})
    assert not News.objects.live().exists()
    assert CataloguePage.objects.live().exists()


def test_its_address_may_lead_to_the_page_that_replaces_it(client, administrator):
    page, other = factories.make_editorial_page("Ancienne"), factories.make_editorial_page("Nouvelle")
    assert "reste en ligne" in throw(client, page, destination=page.pk).content.decode()
    throw(client, page, destination=other.pk)
    assert client.get("/ancienne/").headers["Location"] == "/nouvelle/"
    bring_back(client, page)
    assert client.get("/ancienne/").status_code == 200


def test_an_unpublished_page_may_lead_to_the_page_that_replaces_it(client, administrator):
    page, other = factories.make_editorial_page("Ancienne"), factories.make_editorial_page("Nouvelle")
    factories.publish(page)
    said = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), follow=True).content.decode()
    address = reverse("page-destination", args=[page.pk])
    assert address in said
    client.post(address, {"destination": other.pk})
    assert client.get("/ancienne/").headers["Location"] == "/nouvelle/"


def test_who_moves_a_page_is_told_how_many_addresses_are_redirected(client, administrator):
    one, _ = factories.make_news("Une"), factories.make_news("Deux")
    elsewhere = factories.make_editorial_page("Archives")
    move = reverse("wagtailadmin_pages:move_confirm", args=[one.get_parent().pk, elsewhere.pk])
    assert "3 adresses seront redirigées" in text_of(client.get(move))


def test_another_page_may_have_taken_its_address(client, administrator):
    page = factories.make_editorial_page("Engagements")
    factories.publish(page)
    throw(client, page)
    factories.make_editorial_page("Engagements")
    said = bring_back(client, page).content.decode()
    assert "Une autre page a pris son adresse" in said
    assert client.get("/engagements-1/").status_code == 200
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.slug == "engagements-1"


def test_after_thirty_days_it_is_deleted_for_good(client, administrator):
    old, recent = factories.make_editorial_page("Vieille"), factories.make_editorial_page("Récente")
    throw(client, old)
    throw(client, recent)
    ThrownPage.objects.filter(page_id=old.pk).update(thrown=timezone.now() - KEPT)
    call_command("purge_trash", verbosity=0)
    assert not Page.objects.filter(pk=old.pk).exists()
    assert ThrownPage.objects.get().page_id == recent.pk


def test_an_editor_brings_back_their_draft_and_not_what_was_public(client, catalogue):
    public, draft = factories.make_editorial_page("Publique"), factories.make_editorial_page("Brouillon", live=False)
    editor = factories.make_person(groups=("Éditeurs",))
    client.force_login(editor)
    throw(client, draft)
    assert throw(client, public).redirect_chain[-1][0] == "/admin/"
    client.force_login(factories.make_person(groups=("Administrateurs",)))
    throw(client, public)
    client.force_login(editor)
    listed = client.get(TRASH).content.decode()
    assert "Brouillon" in listed and "Publique" not in listed
    bring_back(client, public)
    assert client.get("/publique/").status_code == 404
    bring_back(client, draft)
    assert Page.objects.get(pk=draft.pk).get_parent().specific == HomePage.objects.get()
