"""A person agrees for the collectivité they act for: those who act for none have nothing left to agree to."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def for_the_organisation_of_today(apps, schema_editor):
    contacts, users = apps.get_model("spaces", "FeedbackContact"), apps.get_model("accounts", "User")
    contacts.objects.filter(user__organisation__isnull=True).delete()
    current = users.objects.filter(pk=OuterRef("user")).values("organisation")
    contacts.objects.update(organisation=Subquery(current))


def field(**kwargs):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name="feedback_contacts",
        to="territories.organisation",
        verbose_name="collectivité",
        **kwargs,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0002_address_of_confirmation_links"),
        ("accounts", "0002_identity_mandate_attachments_and_maintenances"),
        ("territories", "0003_public_address_of_an_organisation"),
    ]

    operations = [
        migrations.AddField("feedbackcontact", "organisation", field(null=True)),
        migrations.RunPython(for_the_organisation_of_today, migrations.RunPython.noop),
        migrations.AlterField("feedbackcontact", "organisation", field()),
    ]
