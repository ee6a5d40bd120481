"""The admin speaks French: Wagtail's words where they are French, ours elsewhere."""

import gettext
import re
from pathlib import Path

import pytest
import wagtail
import wagtail_modeladmin
from django.urls import reverse
from wagtail.models import Page

import store.admin
from store.admin.titles import name_roots

WORDS = Path(store.admin.__path__[0]) / "locale/fr/LC_MESSAGES"
MESSAGE = re.compile(r'^msgid "(.+)"\n(?:msgid_plural .*\n)?msgstr(?:\[0\])? "(.*)"$', re.MULTILINE)
GENDERS = re.compile(r"\((?:e|le|tte|ne)\)")


def said() -> dict[str, str]:
    unquoted = (
        (one.replace('\\"', '"') for one in pair) for pair in MESSAGE.findall((WORDS / "django.po").read_text())
    )
    return dict(unquoted)


def test_what_is_read_is_what_is_written_and_wagtail_still_says_it():
    with (WORDS / "django.mo").open("rb") as compiled:
        read = gettext.GNUTranslations(compiled)._catalog
    written = said()
    assert {said: read.get(said, read.get((said, 0))) for said in written} == written
    packages = (Path(package.__path__[0]) for package in (wagtail, wagtail_modeladmin))
    theirs = "".join(
        path.read_text().replace('"\n"', "").replace('\\"', '"')
        for package in packages
        for path in package.rglob("fr/LC_MESSAGES/django.po")
    )
    assert [said for said in written if f'msgid "{said}"' not in theirs] == []
    assert [ours for ours in written.values() if GENDERS.search(ours)] == []


@pytest.mark.django_db
def test_titles_have_their_spaces_and_the_root_its_name(catalogue, admin_client):
    assert (
        "Création\u00a0: Fiche de service"
        in admin_client.get(reverse("wagtailadmin_pages:add", args=["services", "servicepage", catalogue.pk])).text
    )
    Page.objects.filter(depth=1).update(title="Root")
    name_roots()
    assert Page.objects.get(depth=1).title == "Racine"
    told = admin_client.get("/admin/deployments/deployment/").text
    assert "Ajouter\u00a0: déploiement" in told and "(e)" not in told
