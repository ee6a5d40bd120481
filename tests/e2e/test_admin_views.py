"""Our own views of the admin, in both colours, on small screens and large."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Party
from catalogue.services.models import ServicePage, Theme
from catalogue.territories.models import Organisation, PriorityPolicy, Territory
from search.models import AskedQuestion, Cause, DirtyDocument
from store.accounts.models import AttachmentRequest, User
from store.admin.editors_guide import CHAPTERS
from tests import factories
from tests.e2e.accessibility import EACH_ONCE, assert_sound, axe_violations, unsound
from tests.e2e.walked_store import WalkedStore

READER, MAINTAINER, ADMINISTRATOR = "Hélène Marchand", "Éric Blanc", "Jean Lefèvre"


def views() -> dict[str, str]:
    sheet, theme = ServicePage.objects.first(), Theme.objects.first() or Theme.objects.create(name="Vie", slug="vie")
    return {
        "what needs doing": reverse("wagtailadmin_home"),
        "sheets": reverse("sheets:index"),
        "sheets that lack much": reverse("sheets:index") + "?completeness=a-completer&verified=jamais",
        "verifying": reverse("verify-sheet", args=[sheet.pk]),
        "words": reverse("wagtailsnippets_services_theme:list"),
        "merging": reverse("wagtailsnippets_services_theme:merge", args=[theme.pk]),
        "links": reverse("broken-links"),
        "links from page to page": reverse("internal-links"),
        "trash": reverse("trash"),
        "pages to review": reverse("pages-to-review"),
        "questions": reverse("questions:index"),
        "questions that find nothing": reverse("questions:index") + "?periode=30&reponse=aucune",
        "sheets set aside": reverse("fiches-mises-de-cote:index"),
        "pinned results": reverse("wagtailsnippets_search_pinnedresults:list"),
        "legal vehicles": reverse("wagtailsnippets_services_legalvehicle:list"),
        "announcements": reverse("annonces:index"),
        "announcing": reverse("annonces:add"),
        **of_modeladmin(),
        **of_deployments(),
        **{f"guide: {chapter.slug}": chapter.url for chapter in CHAPTERS},
        "services without a team": reverse("without-team"),
        "attachments": reverse("demandes-de-rattachement:list"),
        "answering an attachment": reverse("demandes-de-rattachement:edit", args=[asked_to_join().pk]),
    }


def of_modeladmin() -> dict[str, str]:
    """Lists, and the forms in which one adds, changes and deletes."""
    PriorityPolicy.objects.get_or_create(name="Petites villes de demain")
    found = {}
    for model in (Territory, Organisation, PriorityPolicy):
        name = model._meta.verbose_name
        address = f"{model._meta.app_label}_{model._meta.model_name}_modeladmin_"
        found |= {f"{name}: {view}": reverse(address + view) for view in ("index", "create")}
        row = model.objects.first()
        found |= {f"{name}: {view}": reverse(address + view, args=[row.pk]) for view in ("edit", "delete")}
    return found


def of_deployments() -> dict[str, str]:
    row = factories.make_deployment(ServicePage.objects.first(), Organisation.objects.first())
    row = confirming.contest(row, Author(Party.ORGANISATION, Channel.LIEN), "Jamais eu.")
    found = {f"deployments: {view}": reverse(f"deployments:{view}") for view in ("list", "add")}
    found |= {
        f"deployment: {view}": reverse(f"deployments:{view}", args=[row.pk]) for view in ("edit", "delete", "inspect")
    }
    bulk = {
        view: reverse("wagtail_bulk_action", args=["deployments", "deployment", view]) for view in ("settle", "delete")
    }
    found["deployments: contested"] = reverse("deployments:list") + "?standing=contestee"
    return found | {f"deployments: {view} several": f"{address}?id={row.pk}" for view, address in bulk.items()}


def views_of_administrators() -> dict[str, str]:
    return {
        "maintainers": reverse("mainteneurs:index"),
        "naming a maintainer": reverse("mainteneurs:add"),
        "mails": reverse("courriels:index"),
        "settings of the site": reverse(
            "wagtailsettings:edit", args=["content", "sitesettings", Site.objects.get().pk]
        ),
        "throwing away": reverse("wagtailadmin_pages:delete", args=[ServicePage.objects.first().pk]),
        "people": reverse("wagtailusers_users:index"),
        "a person": reverse("wagtailusers_users:edit", args=[User.objects.order_by("pk").first().pk]),
    }


def asked_to_join() -> AttachmentRequest:
    return AttachmentRequest.objects.create(user=factories.make_person("Inès"), named="Feurs", message="J'y travaille.")


def test_our_views_of_the_admin_are_sound(walked_store: WalkedStore, page: Page):
    AskedQuestion.objects.create(day=timezone.localdate(), text="patinoire", asked=2, empty=2)
    refused = DirtyDocument.objects.filter(document_id=ServicePage.objects.live().first().pk)
    refused.update(
        indexed=0, due=None, cause=Cause.REFUSED, error="Expected U64 type for field by_update, got -9487534"
    )
    walked_store.enter(page, READER, "/admin/")
    assert wrong_with(walked_store, page, views()) == {}


def test_the_views_of_administrators_are_sound(walked_store: WalkedStore, page: Page):
    walked_store.enter(page, ADMINISTRATOR, "/admin/")
    assert wrong_with(walked_store, page, views_of_administrators()) == {}


def wrong_with(walked_store: WalkedStore, page: Page, addresses: dict[str, str]) -> dict[str, list[str]]:
    """By view: all of it at once."""
    wrong = {}
    for name, address in addresses.items():
        walked_store.open(page, address)
        expect(page.get_by_role("main"), name).to_be_visible()
        wrong[name] = unsound(page, EACH_ONCE)
    return {name: found for name, found in wrong.items() if found}


@pytest.mark.parametrize("who", [READER, MAINTAINER])
def test_every_tab_of_the_form_of_a_sheet_is_sound(walked_store: WalkedStore, page: Page, who):
    sheet = ServicePage.objects.get(title="RDV Service Public")
    walked_store.enter(page, who, "/admin/")
    for scheme, width in EACH_ONCE:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        walked_store.open(page, reverse("wagtailadmin_pages:edit", args=[sheet.pk]))
        tabs = page.get_by_role("main").get_by_role("tab")
        expect(tabs).to_have_count(6)
        expect(page.get_by_role("textbox", name="Le problème", include_hidden=True)).to_be_attached()
        for tab in tabs.all():
            tab.click()
            assert axe_violations(page) == [], f"{tab.inner_text()}, {scheme} at {width}"


def test_a_form_refused_for_an_error_is_sound_too(walked_store: WalkedStore, page: Page):
    sheet = ServicePage.objects.get(title="RDV Service Public")
    walked_store.enter(page, READER, reverse("wagtailadmin_pages:edit", args=[sheet.pk]))
    page.locator("#id_title").fill("")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text("ne peut être enregistrée du fait d'erreurs de validation")).to_be_visible()
    assert axe_violations(page) == []


def test_the_first_page_of_a_maintainer_is_sound(walked_store: WalkedStore, page: Page):
    walked_store.enter(page, MAINTAINER, "/admin/")
    expect(page.get_by_role("heading", name="Mes fiches")).to_be_visible()
    assert_sound(page)


def test_an_editor_dates_a_verification_by_keyboard(walked_store: WalkedStore, page: Page):
    sheet = ServicePage.objects.live().first()
    walked_store.enter(page, READER, reverse("verify-sheet", args=[sheet.pk]))
    page.get_by_role("button", name="Fiche vérifiée aujourd'hui").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("est notée comme vérifiée aujourd'hui")).to_be_visible()
