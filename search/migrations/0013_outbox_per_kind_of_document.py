from django.db import migrations, models


class Migration(migrations.Migration):
    """The rows that there are stay, as those of services."""

    dependencies = [("search", "0012_words_of_shopkeepers_and_of_shared_offices")]

    operations = [
        migrations.RemoveConstraint("dirtydocument", "one_row_per_service_and_engine"),
        migrations.RemoveIndex("dirtydocument", "search_due"),
        migrations.RenameField("dirtydocument", "service_id", "document_id"),
        migrations.AlterField("dirtydocument", "document_id", models.PositiveBigIntegerField(verbose_name="document")),
        migrations.AddField(
            "dirtydocument",
            "collection",
            models.CharField(default="services", max_length=20, verbose_name="genre de document"),
        ),
        migrations.AddIndex(
            "dirtydocument",
            models.Index(
                condition=models.Q(("indexed__lt", models.F("version"))),
                fields=["engine", "collection", "due"],
                name="search_due_by_kind",
            ),
        ),
        migrations.AddConstraint(
            "dirtydocument",
            models.UniqueConstraint(
                fields=("document_id", "collection", "engine"), name="one_row_per_document_and_engine"
            ),
        ),
    ]
