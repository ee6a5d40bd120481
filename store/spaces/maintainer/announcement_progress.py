"""The mails of an announcement, written by the worker: asking for them, and how far they are."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.core.cache import caches

from catalogue.foundation.progress import SILENT_FOR, Meter, measured
from catalogue.services.models import Announcement, ServicePage
from store.work.duties import ask_if_somebody_is_there, key_of
from store.work.models import Job

_ERRAND = "announcement-letters"


@dataclass(frozen=True)
class LettersUnderWay:
    """`percent` is None until the worker has begun."""

    announcement: Announcement
    percent: int | None


def ask_to_write(announcement: int, occasion: str) -> bool:
    """False if there is no worker."""
    arguments = {"announcement": announcement, "occasion": occasion}
    return ask_if_somebody_is_there(_ERRAND, f"{announcement}:{occasion}", **arguments)


def are_letters_under_way(announcement: int, occasion: str) -> bool:
    return Job.objects.under_way().filter(key=key_of(_ERRAND, f"{announcement}:{occasion}")).exists()


def letters_followed(announcement: int, stages: int) -> AbstractContextManager[Meter]:
    return measured(lambda percent: caches["progress"].set(_key(announcement), percent, SILENT_FOR), stages)


def letters_under_way(service: ServicePage) -> list[LettersUnderWay]:
    """Of the announcements of this service."""
    jobs = Job.objects.under_way().filter(name=_ERRAND)
    asked = {arguments["announcement"] for arguments in jobs.values_list("arguments", flat=True)}
    return [
        LettersUnderWay(one, caches["progress"].get(_key(one.pk)))
        for one in Announcement.objects.filter(service=service, pk__in=asked)
    ]


def _key(announcement: int) -> str:
    return f"announcement:{announcement}"
