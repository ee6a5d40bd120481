from django.db import migrations

from catalogue.foundation.mailboxes import mailbox_of


def doubt(apps, schema_editor):
    """Until today whoever entered the admin chose their address: it is confirmed, or said again by ProConnect."""
    for person in apps.get_model("accounts", "User").objects.exclude(email="").iterator():
        person.mailbox = mailbox_of(person.email)
        person.email_proof = "" if person.is_demo else "a-confirmer"
        person.save(update_fields=["mailbox", "email_proof"])


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_what_is_proven_of_a_person"),
    ]

    operations = [migrations.RunPython(doubt, migrations.RunPython.noop)]
