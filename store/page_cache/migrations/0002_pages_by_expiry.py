from django.db import migrations


class Migration(migrations.Migration):
    """Caching a page asks which page expires next, and Wagtail has no index for it.

    On SQLite, a later Wagtail migration that rebuilds the table of pages would drop this one: a test would fail.
    """

    dependencies = [("page_cache", "0001_content_version"), ("wagtailcore", "0098_apitoken")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS page_cache_expire_at ON wagtailcore_page (expire_at) "
            "WHERE expire_at IS NOT NULL",
            "DROP INDEX IF EXISTS page_cache_expire_at",
        )
    ]
