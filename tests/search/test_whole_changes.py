"""What an editor does in the admin reaches the index, or is not done: a crash leaves no change without its mark."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from search.models import DirtyDocument
from tests import factories
from tests.store.admin.people import administrator


class Crash(Exception):
    """What ends the process, as far as a test can have it."""


@contextmanager
def crashing_after_saving(model: type) -> Iterator[None]:
    """Before anybody else hears of it."""

    def crash(**kwargs) -> None:
        raise Crash

    heard, post_save.receivers = post_save.receivers, []
    post_save.sender_receivers_cache.clear()
    post_save.connect(crash, sender=model)
    try:
        yield
    finally:
        post_save.receivers = heard
        post_save.sender_receivers_cache.clear()


@pytest.fixture
def service(transactional_db) -> ServicePage:
    factories.make_site()
    call_command("rebuild_index", verbosity=0)
    operator = Organisation.objects.create(name="Régie des eaux", kind="etat")
    return factories.make_service("Tréteaux", operator=operator)


def versions() -> dict[int, int]:
    return dict(DirtyDocument.objects.values_list("document_id", "version"))


def renamed(client: Client, service: ServicePage) -> None:
    operator = service.operator
    form = {"name": "Eaux vives", "kind": operator.kind}
    client.post(reverse("territories_organisation_modeladmin_edit", args=[operator.pk]), form)


def restricted(client: Client, service: ServicePage) -> None:
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[service.pk]), {"restriction_type": "login"})


def state(service: ServicePage) -> tuple:
    operator = Organisation.objects.get(pk=service.operator_id)
    return operator.name, PageViewRestriction.objects.filter(page=service).exists()


DONE: dict[str, tuple[Callable, type]] = {
    "renamed": (renamed, Organisation),
    "restricted": (restricted, PageViewRestriction),
}


@pytest.mark.parametrize(("change", "sender"), DONE.values(), ids=DONE)
def test_a_change_without_its_mark_is_not_made(service, change, sender):
    client = Client()
    client.force_login(administrator())
    before, marked = state(service), versions()
    with crashing_after_saving(sender), pytest.raises(Crash):
        change(client, service)
    assert state(service) == before
    assert versions() == marked


@pytest.mark.parametrize("change", [renamed, restricted])
def test_a_change_has_its_mark(service, change):
    client = Client()
    client.force_login(administrator())
    before, marked = state(service), versions()
    change(client, service)
    assert state(service) != before
    assert versions()[service.pk] > marked[service.pk]
