"""A database of 0.2.0, in which home and editorial pages were those of another app, keeps them."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Page

from store.content.models import EditorialPage, HomePage
from tests import factories

MOVED = (HomePage, EditorialPage)


def go_back_to_the_app_of_before() -> None:
    with connection.schema_editor() as editor:
        for model in MOVED:
            editor.alter_db_table(model, model._meta.db_table, f"pages_{model._meta.model_name}")
    types = ContentType.objects.filter(app_label="content", model__in=[model._meta.model_name for model in MOVED])
    types.update(app_label="pages")
    MigrationRecorder(connection).migration_qs.filter(app="content").exclude(name__startswith="0001").delete()


@pytest.mark.django_db(transaction=True)
def test_pages_and_their_versions_survive_the_upgrade(client):
    page = factories.make_editorial_page("Aide")
    page.save_revision()
    go_back_to_the_app_of_before()
    call_command("migrate", verbosity=0)
    ContentType.objects.clear_cache()
    assert not ContentType.objects.filter(app_label="pages").exists()
    assert client.get("/aide/").status_code == client.get("/").status_code == 200
    kept = Page.objects.get(pk=page.pk)
    assert kept.specific_class is EditorialPage
    assert kept.get_latest_revision_as_object().body == page.body
