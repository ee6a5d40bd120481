"""The home page and the editorial pages, which were those of an app of their own, « pages », up to 0.2.0.

A database that has the tables of that app keeps them, under the names of this one.
"""

import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

MOVED = ("editorialpage", "homepage")


class CreateOrAdopt(migrations.CreateModel):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        former, model = f"pages_{self.name_lower}", to_state.apps.get_model(app_label, self.name)
        if former in schema_editor.connection.introspection.table_names():
            schema_editor.alter_db_table(model, former, model._meta.db_table)
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def take_content_types(apps, schema_editor):
    """Pages, revisions, permissions and references all name a type of page by the number of this row."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    ContentType.objects.filter(app_label="pages", model__in=MOVED).update(app_label="content")


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_contact_and_proposals"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [
        CreateOrAdopt(
            name="EditorialPage",
            fields=[
                ("page_ptr", models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ("body", wagtail.fields.RichTextField(verbose_name="texte")),
            ],
            options={"verbose_name": "page éditoriale", "verbose_name_plural": "pages éditoriales"},
            bases=("wagtailcore.page",),
        ),
        CreateOrAdopt(
            name="HomePage",
            fields=[
                ("page_ptr", models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ("introduction", models.CharField(blank=True, max_length=255, verbose_name="phrase d'accueil")),
            ],
            options={"verbose_name": "accueil", "verbose_name_plural": "accueils"},
            bases=("wagtailcore.page",),
        ),
        migrations.RunPython(take_content_types, migrations.RunPython.noop),
    ]
