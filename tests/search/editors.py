"""A process that edits the Store: `python -m tests.search.editors WHAT NUMBER`. See tests/search/processes.py."""

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


def publish_and_vanish(number: int) -> None:
    """What a process leaves that dies between its commit and the writing of the index."""
    with transaction.atomic():
        ServicePage.objects.update(live=True)
        mark_dirty(ServicePage.objects.values_list("pk", flat=True), at_once=False)


if __name__ == "__main__":
    django.setup()
    from django.db import transaction

    from catalogue.services.models import ServicePage
    from search.indexing.outbox import mark_dirty

    what = {
        "publish": publish_own,
        "rename": rename_the_same,
        "toggle": toggle_for_ever,
        "vanish": publish_and_vanish,
    }
    what[sys.argv[1]](int(sys.argv[2]) if sys.argv[2:] else 0)
