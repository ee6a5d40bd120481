import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0011_indexes_of_dates"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="LostAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_id", models.PositiveBigIntegerField(verbose_name="numéro")),
                ("place", models.CharField(max_length=120, verbose_name="champ")),
                ("address", models.CharField(max_length=500, verbose_name="adresse")),
                ("noticed", models.DateTimeField(default=django.utils.timezone.now, verbose_name="remarquée le")),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                        verbose_name="type",
                    ),
                ),
            ],
            options={
                "verbose_name": "adresse qui ne mène nulle part",
                "verbose_name_plural": "adresses qui ne mènent nulle part",
                "ordering": ["noticed", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("content_type", "object_id", "address"), name="one_lost_address_per_row"
                    )
                ],
            },
        ),
    ]
