import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor) -> None:
    need = apps.get_model("needs", "Need").objects.filter(pk=models.OuterRef("need"))
    events = apps.get_model("needs", "NeedEvent").objects
    events.update(consultation=models.Subquery(need.values("consultation")))


class Migration(migrations.Migration):
    # PostgreSQL refuses to change a table in the transaction that has just written in it.
    atomic = False

    dependencies = [
        ("needs", "0002_usual_destinations"),
    ]

    operations = [
        migrations.AddField(
            model_name="needevent",
            name="consultation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="needs.consultation",
                verbose_name="consultation",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="needevent",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="needs.consultation",
                verbose_name="consultation",
            ),
        ),
        migrations.AddIndex(
            model_name="needevent",
            index=models.Index(
                condition=models.Q(("about__isnull", False)), fields=["about", "-at", "-id", "act"], name="events_about_a_need"
            ),
        ),
        migrations.AddIndex(
            model_name="needevent",
            index=models.Index(
                condition=models.Q(("about__isnull", False), ("public", True)),
                fields=["consultation", "-at", "-id", "act"],
                name="log_of_grouping",
            ),
        ),
        migrations.AddIndex(
            model_name="support",
            index=models.Index(fields=["need", "organisation", "state"], name="voice_of_a_collectivite"),
        ),
        migrations.AddIndex(
            model_name="support",
            index=models.Index(
                condition=models.Q(("ended__isnull", True)),
                fields=["need", "-cast_at", "-id"],
                name="supports_of_a_need",
            ),
        ),
        migrations.AddIndex(
            model_name="support",
            index=models.Index(
                condition=models.Q(("ended__isnull", False)), fields=["need", "-ended", "-id"], name="ended_supports"
            ),
        ),
    ]
