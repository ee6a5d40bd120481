"""The rich text of an editorial page becomes its first block, in its versions too."""

import json
import re
import uuid

from django.db import migrations

import catalogue.services.models.blocks

_HEADING = re.compile(r"(</?)h([23])(?=[ >])")


def block_of(html):
    """Blocks keep their first headings as h3; the page shows them as h2, as before."""
    if not html:
        return []
    lowered = _HEADING.sub(lambda found: f"{found[1]}h{int(found[2]) + 1}", html)
    return [{"type": "text", "value": lowered, "id": str(uuid.uuid4())}]


def write_blocks(apps, schema_editor):
    EditorialPage = apps.get_model("content", "EditorialPage")
    Revision = apps.get_model("wagtailcore", "Revision")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for page in EditorialPage.objects.all():
        page.body = json.dumps(block_of(page.text))
        page.save(update_fields=["body"])
    kind = ContentType.objects.filter(app_label="content", model="editorialpage").first()
    for version in Revision.objects.filter(content_type=kind).iterator(chunk_size=50) if kind else ():
        version.content["body"] = json.dumps(block_of(version.content.get("body")))
        version.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_plain_addresses"),
        ("services", "0015_one_vocabulary_of_blocks_and_rights_of_images"),
    ]
    operations = [
        migrations.RenameField("editorialpage", "body", "text"),
        migrations.AddField(
            "editorialpage", "body", catalogue.services.models.blocks.ContentField(blank=True, verbose_name="texte")
        ),
        migrations.RunPython(write_blocks, migrations.RunPython.noop),
        migrations.RemoveField("editorialpage", "text"),
    ]
