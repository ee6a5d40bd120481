"""A process of its own that edits the Store: `python -m tests.search.worker WHAT NUMBER`. See test_several_workers."""

import sys

import django


def publish_own(number: int) -> None:
    """Publish the drafts with an even or an odd id."""
    for page in ServicePage.objects.filter(live=False):
        if page.pk % 2 == number:
            page.save_revision().publish()


def rename_the_same(number: int) -> None:
    page_id = ServicePage.objects.order_by("pk").first().pk
    for turn in range(15):
        page = ServicePage.objects.get(pk=page_id)
        page.title = f"Titre {number} {turn}"
        page.save_revision().publish()


def toggle_for_ever(number: int) -> None:
    page_id = ServicePage.objects.order_by("pk").first().pk
    print("started", flush=True)
    while True:
        page = ServicePage.objects.get(pk=page_id)
        page.unpublish()
        page.save_revision().publish()


if __name__ == "__main__":
    django.setup()
    from catalogue.services.models import ServicePage

    {"publish": publish_own, "rename": rename_the_same, "toggle": toggle_for_ever}[sys.argv[1]](int(sys.argv[2]))
