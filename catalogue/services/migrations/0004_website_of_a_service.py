from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0003_memory_of_loads")]

    operations = [migrations.RenameField(model_name="servicepage", old_name="url", new_name="website")]
