from django.db import migrations

from catalogue.foundation.mailboxes import mailbox_of


def compute(apps, schema_editor):
    """Some providers have several writings for one mailbox."""
    for name, column in (("User", "email"), ("AddressChange", "address")):
        for row in apps.get_model("accounts", name).objects.exclude(**{column: ""}).iterator():
            row.mailbox = mailbox_of(getattr(row, column))
            row.save(update_fields=["mailbox"])


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_addresses_of_before_are_in_doubt"),
    ]

    operations = [migrations.RunPython(compute, migrations.RunPython.noop)]
