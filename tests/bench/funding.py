"""Pages of a fund of 100 000 files, a quarter of which are granted.

Rows are inserted past the writers; the figures are recomputed from events, as `check_fund_figures --mend` does, and the
envelopes are those that the movements make.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from random import Random

from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from catalogue.deployments.territory_places import places_of
from catalogue.funding import envelope_book
from catalogue.funding.announced_figures import load_announced
from catalogue.funding.checking_fund_figures import fund_differences, recount_funds
from catalogue.funding.models import (
    Application,
    ApplicationEvent,
    ApplicationState,
    Axis,
    CallKind,
    Envelope,
    EnvelopeMovement,
    Fund,
    FundingCall,
    Grant,
    GrantAct,
    GrantEvent,
    GrantState,
    MovementKind,
    Part,
)
from catalogue.needs.journal import anct
from catalogue.territories.models import Kind, Organisation, OrganisationKind, Territory
from search.models import WorkerSeen
from tests import fund_factories
from tests.bench import resources
from tests.bench.bulk import Table, hurry, settle
from tests.bench.pages import cpu_of, looked_at, yardstick

_CALLS = 4
"""A collectivité has one live file in each."""
_DAYS = 700
_SUM = 9_000
_LOCAL = 20_000_000
_STATES = (
    *[ApplicationState.FILED] * 8,
    *[ApplicationState.ADMISSIBLE] * 3,
    *[ApplicationState.REFUSED] * 3,
    ApplicationState.WAITING,
    *[ApplicationState.GRANTED] * 5,
)


def furnish_funding(size: int) -> dict:
    """Territories, site, then a fund with `size` files; seconds by step."""
    spent = {}
    furnisher = _FundFurnisher(size)
    for name, step in (
        ("territories", lambda: call_command("load_territories", verbosity=0)),
        ("site", lambda: call_command("setup_site", verbosity=0)),
        ("files", furnisher.furnish),
        ("figures", lambda: list(recount_funds())),
        ("checked", _checked),
    ):
        start = time.perf_counter()
        step()
        spent[name] = round(time.perf_counter() - start, 1)
    return spent


def _checked() -> None:
    if wrong := list(fund_differences()):
        raise AssertionError(wrong[:5])


class _FundFurnisher:
    def __init__(self, size: int) -> None:
        self.size, self.rng = size, Random(size)
        self.start = timezone.now() - timedelta(days=_DAYS)

    def furnish(self) -> None:
        hurry()
        root = fund_factories.make_fund(1_000_000_000_000)
        load_announced(root.fund)
        self.fund, self.root = root.fund, root
        self.envelopes = self._envelopes()
        everybody = Organisation.objects.filter(kind=OrganisationKind.COLLECTIVITE, territory__kind=Kind.COMMUNE)
        self.communes = list(everybody.order_by("pk").values_list("pk", "territory"))
        self.places = places_of(territory for _, territory in self.communes)
        first = 1
        for number in range(_CALLS):
            each = self.size // _CALLS
            self._files(self._wave(number), range(first, first + each))
            first += each
        settle([Application, ApplicationEvent, Grant, GrantEvent, EnvelopeMovement])

    def _wave(self, number: int):
        call = fund_factories.make_call(
            self.fund, f"Appel local {number + 1}", kind=CallKind.LOCAL, axis=Axis.THREE, part=Part.LOCALE
        )
        return fund_factories.make_wave(call, opens=self.start - timedelta(days=1), number=number + 1, rate=100)

    def _envelopes(self) -> dict[str, Envelope]:
        """Of each département, by key, delegated by its région."""
        facts = {"fund": self.fund, "axis": Axis.THREE}
        axis = Envelope.objects.create(parent=self.root, name="Axe 3", **facts)
        envelope_book.delegate(self.root, axis, 200 * _LOCAL, anct(), at=self.start)
        part = Envelope.objects.create(parent=axis, name="Projets locaux", part=Part.LOCALE, **facts)
        envelope_book.delegate(axis, part, 190 * _LOCAL, anct(), at=self.start)
        facts["part"], found = Part.LOCALE, {}
        for region in Territory.objects.filter(kind=Kind.REGION):
            inside = region.members.filter(kind=Kind.DEPARTEMENT)
            wide = Envelope.objects.create(parent=part, name=f"Axe 3, {region}", territory=region, **facts)
            envelope_book.delegate(part, wide, (len(inside) or 1) * _LOCAL, anct(), at=self.start)
            for place in inside:
                near = Envelope.objects.create(parent=wide, name=f"Axe 3, {place}", territory=place, **facts)
                envelope_book.delegate(wide, near, _LOCAL, anct(), at=self.start)
                found[place.key] = near
        return found

    def _at(self) -> datetime:
        return self.start + timedelta(minutes=self.rng.randrange(_DAYS * 24 * 60 - 60))

    def _files(self, wave, pks: range) -> None:
        usual = Application(
            wave=wave,
            call=wave.call,
            summary="Un projet local. " * 10,
            cost=2 * _SUM,
            requested=_SUM,
            eligibility={"answer": "yes", "reasons": []},
            reason="Dans l'ordre du classement.",
        )
        rows, events, granted = [], [], []
        for pk, (lead, territory) in zip(pks, self.rng.sample(self.communes, len(pks)), strict=True):
            envelope = next((self.envelopes[k] for k in self.places[territory].areas if k in self.envelopes), None)
            if envelope is None:
                continue
            state, at = self.rng.choice(_STATES), self._at()
            rows.append((pk, lead, f"Projet {pk}", state, envelope.pk, at, at, at, f"A3-2021-{pk:06}"))
            events.append((pk, "", ApplicationState.FILED, at))
            if state != ApplicationState.FILED:
                events.append((pk, ApplicationState.FILED, state, at))
            if state == ApplicationState.GRANTED:
                granted.append((pk, lead, envelope, at))
        columns = ["id", "lead_id", "title", "state", "envelope_id", "filed", "created", "changed", "reference"]
        Table(usual, columns).insert(rows)
        told = ApplicationEvent(act="", changes={}, public=True)
        Table(told, ["application_id", "from_state", "to_state", "at"]).insert(events)
        self._grants(granted)

    def _grants(self, granted: list) -> None:
        usual = Grant(fund=self.fund, amount=_SUM, eligible_cost=2 * _SUM, rate=100, state=GrantState.NOTIFIED)
        columns = ["id", "envelope_id", "application_id", "beneficiary_id", "purpose", "reference", "awarded_at"]
        Table(usual, columns).insert(
            (pk, envelope.pk, pk, lead, f"Projet {pk}", f"S3-2021-{pk:06}", at) for pk, lead, envelope, at in granted
        )
        signed = [one for one in granted if one[0] % 2]
        for act, rows in ((GrantAct.AWARDED, granted), (GrantAct.SIGNED, signed)):
            Table(GrantEvent(act=act, amount=_SUM), ["grant_id", "at"]).insert((pk, at) for pk, _, _, at in rows)
        usual = EnvelopeMovement(kind=MovementKind.AWARDED, amount=_SUM)
        Table(usual, ["envelope_id", "grant_id", "at"]).insert((its.pk, pk, at) for pk, _, its, at in granted)
        for envelope, number in Counter(one[2].pk for one in granted).items():
            row = Envelope.objects.get(pk=envelope)
            Envelope.objects.filter(pk=envelope).update(awarded=row.awarded + number * _SUM)


def visit_funding(size: int) -> dict:
    """Page -> CPU (p50, ms), queries, bytes."""
    client = Client()
    WorkerSeen.note()
    with override_settings(PAGE_CACHE_MEGABYTES=0):
        there = [(name, address) for name, address in _addresses() if client.get(address).status_code == HTTPStatus.OK]
        addresses = dict(there)
        asked = {name: partial(client.get, address) for name, address in addresses.items()}
        pages = {name: looked_at(client, address) for name, address in addresses.items()}
        cpu = cpu_of(asked | {"yardstick": yardstick})
    return {
        "machine": resources.machine(),
        "rows": {"files": Application.objects.count(), "grants": Grant.objects.count()},
        "pages": {name: page | {"cpu": cpu[name]} for name, page in pages.items()},
        "yardstick": cpu["yardstick"],
    }


def _addresses() -> Iterator[tuple[str, str]]:
    """Those of pages that are there."""
    call, half = FundingCall.objects.first(), timezone.localdate() - timedelta(days=_DAYS // 2)
    department = Envelope.objects.filter(territory__kind=Kind.DEPARTEMENT).order_by("-awarded").first()
    yield "index", "/financements/"
    yield "a call", call.get_url()
    yield "results of a call", f"{call.get_url()}resultats/"
    yield "may I apply", "/financements/puis-je-candidater/"
    yield "envelopes", "/financements/enveloppes/"
    yield "envelopes of a région", "/financements/enveloppes/region-84/"
    yield "envelopes of a département", f"/financements/enveloppes/{department.territory.key}/"
    yield "figures, today", "/financements/chiffres/"
    yield "figures, a year ago", f"/financements/chiffres/?au={half:%Y-%m-%d}"
    yield "grants", "/financements/subventions/"
    yield "a grant", f"/financements/subventions/{Grant.objects.order_by('-pk').first().pk}/"
    yield "territory, région", "/territoires/region-84/"
    yield "territory, département", department.territory.get_absolute_url()
    grants = Fund.objects.get().grants
    yield "territory, a beneficiary", grants.order_by("pk").first().beneficiary.territory.get_absolute_url()
