"""Names of services have accents, their addresses have none; one that is there all the same breaks nothing."""

from importlib import import_module
from urllib.parse import quote

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page

from catalogue.deployments.models import Status
from catalogue.foundation.plain_slugs import PlainAddress, plain_slug
from catalogue.services.models import ServicePage
from tests import factories
from tests.crawling import SITE_MAP
from tests.policies.addresses import addresses
from tests.store.admin.people import Desk, administrator, editor

ACCEPTED = ["prêt", "œuvres-à-prêter", "Ελλάδα", "日本", "_", "-", "é" * 255]
"""What Wagtail takes for a slug."""
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("Prêt d'œuvres", "pret-doeuvres"),
        ("Cœur de ville", "coeur-de-ville"),
        ("E\u0301coles", "ecoles"),
        ("Straße", "strasse"),
        ("Ελλάδα", "ellada"),
        ("!?", ""),
    ],
)
def test_plain_letters_stand_for_all_others(written, slug):
    assert plain_slug(written) == slug


def test_a_sheet_with_an_accent_in_its_address_gets_a_plain_one(catalogue, client):
    desk = Desk(administrator())
    address = reverse("wagtailadmin_pages:add", args=["services", "servicepage", catalogue.pk])
    blank = Desk.blank(desk.client.get(address).text)
    said = {"title": "Prêt d'œuvres", "slug": "prêt-d-œuvres", "need-action": "Prêter", "summary": "Des œuvres."}
    said["incomplete_reason"] = "Un essai."
    desk.client.post(address, {**blank, **said, "action-publish": "action-publish"})
    page = ServicePage.objects.get(title="Prêt d'œuvres")
    assert page.slug == "pret-d-oeuvres"
    assert client.get(page.get_url()).status_code == 200


def test_a_page_made_by_a_program_gets_a_plain_address_from_its_name(catalogue):
    for expected in ("coeurs-a-lecole", "coeurs-a-lecole-2"):
        page = catalogue.add_child(instance=ServicePage(title="Cœurs à l'école", action="Aimer", summary="Un peu."))
        assert page.slug == expected


@pytest.mark.parametrize("view", ["copy", "alias"])
def test_a_copy_has_a_plain_address_too(catalogue, view):
    sheet = factories.make_service("Prêt")
    said = {"new_title": "Prêt à Nîmes", "new_slug": "prêt-à-nîmes", "new_parent_page": catalogue.pk}
    address = reverse("wagtailadmin_pages:copy", args=[sheet.pk])
    Desk(editor()).client.post(address, {**said, "alias": "on"} if view == "alias" else said)
    assert all(slug.isascii() for slug in Page.objects.values_list("slug", flat=True))


def test_a_version_that_was_written_with_an_accent_is_published_without(catalogue):
    sheet = factories.make_service("Prêt")
    sheet.slug = "prêt"
    sheet.save_revision().publish()
    assert ServicePage.objects.get().slug == "pret"


@pytest.mark.parametrize("slug", ACCEPTED)
def test_whatever_its_slug_a_sheet_breaks_no_page_that_names_it(catalogue, client, slug):
    sheet = factories.make_service("Prêt", website="https://exemple.fr", contact_email="equipe@exemple.fr")
    town = factories.make_organisation(territory=factories.make_territory("Feurs"))
    factories.make_deployment(sheet, town, status=Status.EN_PRODUCTION)
    Page.objects.filter(pk=sheet.pk).update(slug=slug, url_path=f"{catalogue.url_path}{slug}/")
    call_command("rebuild_index", verbosity=0)
    for path in ("/", "/services/", "/plan-du-site/", *SITE_MAP, town.territory.get_absolute_url()):
        assert client.get(path).status_code == 200, path
    around = f"/services/{quote(slug)}/"
    for path in ("", "collectivites/", "collectivites/declaree/", "actualites/", "actualites.atom"):
        assert client.get(around + path).status_code == 200, path
    client.force_login(factories.make_person(organisation=town, maintains=(sheet,)))
    spaces = ("/mon-espace/", "/mon-espace/declaration/", f"/mon-espace/declaration/{quote(slug)}/", "/mainteneur/")
    for path in (*spaces, f"/mainteneur/{quote(slug)}/", f"/mainteneur/{quote(slug)}/deploiements/"):
        assert client.get(path, follow=True).status_code == 200, path


def test_what_had_an_accent_is_repaired_with_a_redirect(catalogue, client):
    other, sheet = factories.make_service("Pret"), factories.make_service("Prêt", slug="autre")
    sheet.save_revision()
    Page.objects.filter(pk=other.pk).update(slug="pret", url_path=f"{catalogue.url_path}pret/")
    Page.objects.filter(pk=catalogue.pk).update(slug="sérvices", url_path="/accueil/sérvices/")
    Page.objects.filter(pk=sheet.pk).update(slug="prêt", url_path="/accueil/sérvices/prêt/")
    repair = import_module("store.content.migrations.0003_plain_addresses").write_plainly
    for _ in range(2):
        repair(apps, None)
    sheet.refresh_from_db()
    assert (sheet.slug, sheet.url_path) == ("pret-2", f"{Page.objects.get(pk=catalogue.pk).url_path}pret-2/")
    for before in ("/sérvices/prêt/", quote("/sérvices/prêt/")):
        answer = client.get(before)
        assert (answer.status_code, answer.url) == (301, sheet.get_url())


def test_every_page_writes_its_address_plainly():
    ours = [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]
    assert ours
    assert [model for model in ours if not issubclass(model, PlainAddress)] == []


@pytest.mark.parametrize("slug", ACCEPTED)
def test_every_address_that_names_a_page_takes_whatever_the_admin_takes(slug):
    named = [one for one in addresses() if "slug" in one.arguments]
    assert {"users", "news", "space-declare-service", "maintainer-batches"} <= {one.name for one in named}
    for one in named:
        values = {
            argument: {"number": 1, "pk": 1, "standing": "declaree", "ending": "csv"}.get(argument, slug)
            for argument in one.arguments
        }
        assert one.path(values)
