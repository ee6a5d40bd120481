"""Checking the links of public sheets, and storing the results."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone

from catalogue.services.links.collecting import SheetLink, links_of
from catalogue.services.links.fetching import PUBLIC, FetchFailed, Reach, final_status
from catalogue.services.models import LinkCheck, ServicePage

AT_ONCE = 8
# The site works but refuses robots.
_KEEPS_ROBOTS_OUT = {401, 403, 405, 406, 418, 429, 451}


@dataclass(frozen=True)
class LinkReport:
    asked: int
    broken: int


def check_links(reach: Reach = PUBLIC) -> LinkReport:
    """Asks each address once, however many sheets link to it. Writes nothing while waiting for the network."""
    held = {page: links_of(page) for page in ServicePage.objects.public()}
    urls = sorted({link.url for links in held.values() for link in links})
    with ThreadPoolExecutor(AT_ONCE) as pool:
        problems = dict(zip(urls, pool.map(lambda url: problem_of(url, reach), urls), strict=True))
    with transaction.atomic():
        for page, links in held.items():
            _keep(page, links, problems)
        LinkCheck.objects.exclude(page__in=held).delete()
    return LinkReport(len(urls), sum(bool(problem) for problem in problems.values()))


def problem_of(url: str, reach: Reach = PUBLIC) -> str:
    """Empty when the address works."""
    try:
        return describe(final_status(url, reach))
    except FetchFailed as failure:
        return str(failure)


def describe(status: int) -> str:
    if status < HTTPStatus.BAD_REQUEST or status in _KEEPS_ROBOTS_OUT:
        return ""
    if status in (404, 410):
        return f"Cette page n'existe plus ({status})"
    return f"Le site répond par une erreur ({status})"


def _keep(page: ServicePage, links: Iterable[SheetLink], problems: dict[str, str]) -> None:
    """A link that was already broken keeps its date."""
    now = timezone.now()
    since = dict(page.link_checks.broken().values_list("url", "broken_since"))
    page.link_checks.all().delete()
    LinkCheck.objects.bulk_create(
        LinkCheck(
            page=page,
            url=link.url,
            place=link.place,
            problem=problems[link.url],
            broken_since=since.get(link.url, now) if problems[link.url] else None,
            checked=now,
        )
        for link in links
    )
