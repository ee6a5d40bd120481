from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_names(apps, schema_editor):
    """What was asked before is known by the name of today."""
    page, requested = apps.get_model("wagtailcore", "Page"), apps.get_model("deployments", "RequestedService")
    named = page.objects.filter(pk=OuterRef("service")).values("title")
    requested.objects.update(title=Subquery(named))


class Migration(migrations.Migration):
    dependencies = [("deployments", "0005_batches")]

    operations = [
        migrations.AddField(
            model_name="requestedservice",
            name="title",
            field=models.CharField(
                default="", editable=False, max_length=255, verbose_name="nom lors de la demande"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(copy_names, migrations.RunPython.noop),
    ]
