"""A database of 0.2.0, in which home and editorial pages were those of another app, keeps them."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Page, Revision

from store.content.models import EditorialPage
from tests import factories

MOVED = ("homepage", "editorialpage")
BODIES = ("content", "0004_bodies_made_of_blocks")
TEXT = '<h2 data-block-key="a1b2c">Avant de commencer</h2><p>Lisez ceci.</p><h3>Et après</h3>'


def go_back_to_the_app_of_before() -> None:
    """Bodies were one rich text."""
    executor = MigrationExecutor(connection)
    executor.migrate([BODIES])
    of_then = executor.loader.project_state(BODIES).apps
    page = of_then.get_model("content", "EditorialPage")
    text = models.TextField(default=TEXT)
    text.set_attributes_from_name("body")
    with connection.schema_editor() as editor:
        editor.remove_field(page, page._meta.get_field("body"))
        editor.add_field(page, text)
        for name in MOVED:
            editor.alter_db_table(of_then.get_model("content", name), f"content_{name}", f"pages_{name}")
    ContentType.objects.filter(app_label="content", model__in=MOVED).update(app_label="pages")
    MigrationRecorder(connection).migration_qs.filter(app="content").exclude(name__startswith="0001").delete()


@pytest.mark.django_db(transaction=True)
def test_pages_and_their_versions_survive_the_upgrade(client):
    page = factories.make_editorial_page("Aide")
    version = page.save_revision()
    Revision.objects.filter(pk=version.pk).update(content={**version.content, "body": TEXT})
    go_back_to_the_app_of_before()
    call_command("migrate", verbosity=0)
    ContentType.objects.clear_cache()
    assert not ContentType.objects.filter(app_label="pages").exists()
    assert client.get("/").status_code == 200
    shown = client.get("/aide/").content.decode()
    assert '<h2 data-block-key="a1b2c">Avant de commencer</h2><p' in shown
    assert "<h3>Et après</h3>" in shown
    kept = Page.objects.get(pk=page.pk)
    assert kept.specific_class is EditorialPage
    assert "Avant de commencer" in str(kept.get_latest_revision_as_object().body)
    call_command("check_blocks")
