"""Slugs with accents answered 500 on the pages around their sheet: they are written plainly, and redirected."""

from django.db import migrations

from catalogue.foundation.plain_slugs import plain_slug


def write_plainly(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Revision = apps.get_model("wagtailcore", "Revision")
    Redirect = apps.get_model("wagtailredirects", "Redirect")
    for page in Page.objects.order_by("depth"):
        if page.slug.isascii():
            continue
        before, parent = page.url_path, page.url_path.rstrip("/").rpartition("/")[0]
        accented, page.slug = page.slug, free_slug(Page, page, plain_slug(page.slug) or "page")
        for version in Revision.objects.filter(base_content_type__model="page", object_id=str(page.pk)):
            if version.content.get("slug") == accented:
                version.content["slug"] = page.slug
                version.save(update_fields=["content"])
        page.url_path = f"{parent}/{page.slug}/"
        page.save(update_fields=["slug", "url_path"])
        moved = [(page.pk, before)]
        for child in Page.objects.filter(path__startswith=page.path, depth__gt=page.depth):
            moved.append((child.pk, child.url_path))
            child.url_path = page.url_path + child.url_path.removeprefix(before)
            child.save(update_fields=["url_path"])
        for site in Site.objects.select_related("root_page"):
            root = site.root_page.url_path
            for pk, path in moved:
                if path.startswith(root):
                    old_path = "/" + path.removeprefix(root).rstrip("/")
                    Redirect.objects.get_or_create(
                        old_path=old_path, site=None, defaults={"redirect_page_id": pk, "automatically_created": True}
                    )


def free_slug(Page, page, wanted):
    siblings = Page.objects.filter(path__startswith=page.path[:-4], depth=page.depth).exclude(pk=page.pk)
    taken, slug, number = set(siblings.values_list("slug", flat=True)), wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_home_and_editorial_pages"),
        ("services", "0001_sheets_and_vocabulary"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]
    operations = [migrations.RunPython(write_plainly, migrations.RunPython.noop)]
