"""Every public page, with services that 10, 1 000 and 35 000 communes use: server CPU, queries, weight.

Made in a place of its own, of the real territories of France and a synthetic catalogue. Users are written by the one
writer, as a file of deployments is.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from random import Random

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from catalogue.deployments.changing import Author, change, declaration, write
from catalogue.deployments.models import Channel, Deployment, Party, Status
from catalogue.deployments.users import PER_PAGE
from catalogue.services.models import ServicePage, Theme
from catalogue.territories.chosen import PARAMETER
from catalogue.territories.models import Kind, Organisation
from search.indexing import syncing
from search.models import WorkerSeen
from tests.bench import resources, synthetic, writing

USERS = (10, 1_000, 35_000)
ROUNDS = 21
_MANY = 200
_SEED = 1
TEAM = Author(Party.SERVICE, Channel.CSV)


def furnish(size: int) -> dict:
    """Territories, site, catalogue, users, index; returns seconds by step."""
    spent = {}
    for name, step in (
        ("territories", lambda: call_command("load_territories", verbosity=0)),
        ("site", lambda: call_command("setup_site", verbosity=0)),
        ("catalogue", lambda: synthetic.fill(size, _SEED)),
        ("users", _use),
        ("index", writing.rebuilt),
    ):
        start = time.perf_counter()
        step()
        spent[name] = round(time.perf_counter() - start, 1)
    return spent


def _use() -> None:
    """The last services of the catalogue, each by so many communes (then EPCI), spread over France."""
    everybody = Organisation.objects.filter(siren__isnull=False, territory__kind__in=(Kind.COMMUNE, Kind.EPCI))
    pks = list(everybody.order_by("territory__kind", "pk").values_list("pk", flat=True))
    for service, number in zip(_services(), USERS, strict=True):
        Deployment.objects.filter(service=service).delete()
        rng = Random(number)
        users = Organisation.objects.select_related("territory").filter(pk__in=rng.sample(pks, number))
        write((declaration(Deployment(service=service, organisation=user), _values(rng), TEAM) for user in users), TEAM)


def _values(rng: Random) -> dict:
    day = synthetic.NEWEST.date().replace(year=rng.randint(2018, 2025), month=rng.randint(1, 12))
    return {"status": rng.choice([Status.PILOTE, Status.EN_DEPLOIEMENT, Status.EN_PRODUCTION]), "since": day}


def _services() -> list[ServicePage]:
    return list(ServicePage.objects.order_by("-pk")[: len(USERS)])


def visit(size: int) -> dict:
    """Page -> CPU (p50, ms), queries, bytes; and what one change costs, by number of users.

    Everything is measured in turn, round after round, so that a machine that slows down slows everything. Changes come
    first, then the worker writes their three documents, then a first page reads again what all pages share and a
    process keeps until somebody writes: each pays for its own.
    """
    client, addresses = Client(), dict(_addresses())
    WorkerSeen.note()  # the index of a change is written by the worker
    rows = {
        str(number): list(Deployment.objects.filter(service=service)[:10])
        for service, number in zip(_services(), USERS, strict=True)
    }
    asked: dict[str, Callable[[], object]] = {f"change {number}": partial(_change, its) for number, its in rows.items()}
    asked |= {"indexed": syncing.sync_quietly, "first": partial(client.get, addresses["home"])}
    asked |= {name: partial(client.get, address) for name, address in addresses.items()}
    with override_settings(PAGE_CACHE_MEGABYTES=0):
        pages = {name: looked_at(client, address) for name, address in addresses.items()}
        cpu = cpu_of(asked | {"yardstick": yardstick})
    return {
        "machine": resources.machine(),
        "pages": {name: page | {"cpu": cpu[name]} for name, page in pages.items()},
        "changed": {number: cpu[f"change {number}"] for number in rows},
        "indexed": cpu["indexed"],
        "first": cpu["first"],
        "yardstick": cpu["yardstick"],
        "memory": resources.memory(),
    }


def _addresses() -> Iterator[tuple[str, str]]:
    yield "home", "/"
    yield "catalogue", reverse("catalogue")
    for service, number in zip(_services(), USERS, strict=True):
        yield f"sheet, {number} users", f"/services/{service.slug}/"
        yield f"users, {number}", reverse("users", args=[service.slug])
    last = _services()[-1]
    yield f"users, {USERS[-1]}, last page", reverse("users-page", args=[last.slug, USERS[-1] // PER_PAGE])
    user = Deployment.objects.filter(service=last, territory__kind=Kind.COMMUNE).first()
    yield "territory, commune", user.territory.get_absolute_url()
    epci = user.territory.containers.filter(kind=Kind.EPCI).first()
    yield "territory, epci", epci.get_absolute_url()
    yield "territory, departement", reverse("territory", args=["departement-62"])
    yield "territory, region", reverse("territory", args=["region-44"])
    for name, address in (("home", "/"), ("catalogue", reverse("catalogue")), ("sheet", f"/services/{last.slug}/")):
        yield f"{name}, from a commune", f"{address}?{PARAMETER}={user.territory.key}"
    yield "theme", reverse("theme", args=[Theme.objects.order_by("pk")[0].slug])
    yield "plan", reverse("plan")
    yield "sitemap", reverse("sitemap")
    yield "sitemap, sheets", reverse("sitemap-section", args=["services"])
    yield "sitemap, pages", reverse("sitemap-section", args=["pages"])


def to_serve(size: int) -> dict[str, list[str]]:
    """What is asked of several processes: the first pages of the catalogue, the home page, sheets of every sort."""
    slugs = ServicePage.objects.order_by("-pk").values_list("slug", flat=True)[:_MANY]
    return {
        "catalogue": [f"{reverse('catalogue')}?page={number}" for number in range(2, 6)],
        "home": ["/"],
        "sheets": [f"/services/{slug}/" for slug in slugs],
    }


def looked_at(client: Client, address: str) -> dict:
    """Queries and bytes, once what a process keeps is there."""
    queries: list[str] = []

    def count(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    client.get(address)
    with connection.execute_wrapper(count):
        answer = client.get(address)
    if answer.status_code != HTTPStatus.OK:
        raise AssertionError(f"{answer.status_code} for {address}")
    return {"queries": len(queries), "bytes": len(answer.content)}


def cpu_of(asked: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Milliseconds of CPU: the median of all rounds but the first. One thread answers; those of the index, which the
    worker's process would have, go on beside it.
    """
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, work in asked.items():
            start = time.thread_time()
            work()
            times[name].append((time.thread_time() - start) * 1_000)
    return {name: round(statistics.median(its[1:]), 1) for name, its in times.items()}


def yardstick() -> int:
    """What says how fast the machine was meanwhile: about 5 ms on a server of 2024."""
    return sum(n * n for n in range(100_000))


def pace() -> float:
    """Milliseconds of CPU of the yardstick, now."""
    return cpu_of({"yardstick": yardstick})["yardstick"]


def _change(rows: list[Deployment]) -> None:
    """As the team does in its space: one row after the other, to and fro."""
    row = rows.pop(0)
    to = Status.EN_PRODUCTION if row.status != Status.EN_PRODUCTION else Status.PILOTE
    rows.append(change(row, {"status": to}, TEAM))
