"""Pages of a consultation of 100 000 contributions and a million supports, and what one more support costs.

Rows are inserted past the writers, with the figures that these would have kept; what is measured goes through them.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from catalogue.deployments.territory_places import TerritoryPlace, places_of
from catalogue.needs.journal import Voice
from catalogue.needs.models import (
    Consultation,
    ConsultationCount,
    Contribution,
    Need,
    NeedAct,
    NeedEvent,
    NeedKind,
    PhaseKind,
    Proposition,
    Stage,
    Support,
)
from catalogue.needs.supporting import figures_of_supports, support
from catalogue.services.models import Theme
from catalogue.territories.models import Kind, Organisation, OrganisationKind
from search.models import WorkerSeen
from tests import factories
from tests.bench import resources
from tests.bench.bulk import Table, hurry, settle
from tests.bench.pages import cpu_of, looked_at, yardstick

_PROPOSITIONS = 100
_SUPPORTS_EACH = 10
"""For each contribution."""
_THEMES = 30
_DAYS = 60
_PROFILES = ("agent", "elu", "dgs")


def furnish_needs(size: int) -> dict:
    """Territories, site, then a consultation of `size` contributions, ten times as many supports; seconds by step."""
    spent = {}
    for name, step in (
        ("territories", lambda: call_command("load_territories", verbosity=0)),
        ("site", lambda: call_command("setup_site", verbosity=0)),
        ("consultation", lambda: _Furnisher(size).furnish()),
    ):
        start = time.perf_counter()
        step()
        spent[name] = round(time.perf_counter() - start, 1)
    return spent


class _Furnisher:
    def __init__(self, size: int) -> None:
        hurry()
        self.size, self.rng = size, Random(size)
        self.counts: dict[str, Counter[str]] = {"contributions": Counter(), "propositions": Counter()}
        self.counts["soutiens"] = Counter()
        kinds = (PhaseKind.RECUEIL, PhaseKind.SOUTIEN)
        self.consultation = factories.make_consultation("Consultation mesurée", phases=kinds)
        self.start = timezone.now() - timedelta(days=_DAYS)
        Theme.objects.bulk_create([Theme(slug=f"theme-{n}", name=f"Thématique {n}") for n in range(_THEMES)])
        self.themes = list(Theme.objects.values_list("pk", flat=True))
        everybody = Organisation.objects.filter(kind=OrganisationKind.COLLECTIVITE, territory__kind=Kind.COMMUNE)
        self.communes = list(everybody.order_by("pk").values_list("pk", "territory"))
        self.places: dict[int, TerritoryPlace] = places_of(territory for _, territory in self.communes)

    def furnish(self) -> None:
        propositions = range(1, _PROPOSITIONS + 1)
        self._needs(propositions, Need.Series.PROPOSITION)
        usual = Proposition(text="Un outil commun.", contribution_count=self.size // _PROPOSITIONS)
        Table(usual, ["need_ptr_id"]).insert((pk,) for pk in propositions)
        contributions = range(_PROPOSITIONS + 1, _PROPOSITIONS + 1 + self.size)
        self._needs(contributions, Need.Series.CONTRIBUTION)
        self._contributions(contributions)
        for proposition in propositions:
            self._supports(proposition)
        rows = [
            ConsultationCount(consultation=self.consultation, figure=figure, key=key, value=value)
            for figure, counts in self.counts.items()
            for key, value in counts.items()
        ]
        ConsultationCount.objects.bulk_create(rows)
        settle([Need, NeedEvent, Support, Need.themes.through])
        first = Proposition.objects.get(pk=1)
        Need.objects.filter(pk=1).update(**figures_of_supports(first))

    def _at(self) -> datetime:
        return self.start + timedelta(minutes=self.rng.randrange(_DAYS * 24 * 60))

    def _needs(self, pks: range, series: str) -> None:
        grouped = series == Need.Series.CONTRIBUTION
        stage = Stage.GROUPED if grouped else Stage.PROPOSED
        kind = NeedKind.BESOIN if grouped else NeedKind.PROPOSITION
        usual = Need(consultation=self.consultation, kind=kind, series=series, stage=stage, created=self.start)
        varying = ["id", "number", "title", "territory_id", "organisation_id", "changed", "public_since"]
        self.theirs = {}
        rows = []
        for number, pk in enumerate(pks, 1):
            organisation, territory = self.rng.choice(self.communes) if grouped else (None, None)
            self.theirs[pk] = territory
            at = self._at()
            rows.append((pk, number, f"Ce que demande le besoin {pk}", territory, organisation, at, at))
        Table(usual, varying).insert(rows)
        themes = Need.themes.through
        chosen = [(pk, self.rng.choice(self.themes)) for pk in pks]
        Table(themes(), ["need_id", "theme_id"]).insert(chosen)
        figure = "contributions" if grouped else "propositions"
        self.counts[figure].update({"": len(pks), f"etat|{stage}": len(pks)})
        if grouped:
            self.counts[figure].update(f"thematique|{theme}" for _, theme in chosen)

    def _contributions(self, pks: range) -> None:
        usual = Contribution(problem="Personne ne répond. " * 20, concerned="Les habitants.", author_profile="agent")
        rows, events = [], []
        for pk in pks:
            into, at, later = 1 + pk % _PROPOSITIONS, self._at(), self._at()
            rows.append((pk, at, into, later))
            events.append((pk, into, later))
            self.counts["contributions"].update([f"jour|{at:%Y-%m-%d}", "nature|besoin", "profil|agent"])
            areas = self.places[self.theirs[pk]].areas
            self.counts["contributions"].update(f"lieu|{area}" for area in areas)
        Table(usual, ["need_ptr_id", "submitted", "grouped_into_id", "grouped"]).insert(rows)
        told = NeedEvent(
            consultation=self.consultation, act=NeedAct.GROUPED, author_label="Équipe de l'ANCT", public=True
        )
        Table(told, ["need_id", "about_id", "at"]).insert(events)

    def _supports(self, proposition: int) -> None:
        number = min(self.size * _SUPPORTS_EACH // _PROPOSITIONS, len(self.communes) - 100)
        rows = []
        for organisation, _ in self.rng.sample(self.communes[100:], number):
            at, profile = self._at(), self.rng.choice(_PROFILES)
            rows.append((proposition, organisation, profile, at))
            self.counts["soutiens"].update([f"jour|{at:%Y-%m-%d}", f"mandat|{profile}"])
        Table(Support(), ["need_id", "organisation_id", "profile", "cast_at"]).insert(rows)
        self.counts["soutiens"].update({"": number, "nature|commune": number})
        Need.objects.filter(pk=proposition).update(support_count=number)


def visit_needs(size: int) -> dict:
    """Page -> CPU (p50, ms), queries, bytes; and what a support costs."""
    client, addresses = Client(), dict(_addresses())
    WorkerSeen.note()  # the index of a change is written by the worker
    proposition = Proposition.objects.get(pk=1)
    fresh = Organisation.objects.filter(kind=OrganisationKind.COLLECTIVITE, territory__kind=Kind.COMMUNE)
    waiting = list(fresh.order_by("pk").select_related("territory")[:100])
    asked = {name: partial(client.get, address) for name, address in addresses.items()}
    asked["one support"] = lambda: support(proposition, _voice(waiting.pop()))
    with override_settings(PAGE_CACHE_MEGABYTES=0):
        pages = {name: looked_at(client, address) for name, address in addresses.items()}
        cpu = cpu_of(asked | {"yardstick": yardstick})
    return {
        "machine": resources.machine(),
        "rows": {"contributions": Contribution.objects.count(), "supports": Support.objects.count()},
        "pages": {name: page | {"cpu": cpu[name]} for name, page in pages.items()},
        "support": cpu["one support"],
        "yardstick": cpu["yardstick"],
    }


def _addresses() -> Iterator[tuple[str, str]]:
    consultation = Consultation.objects.get()
    yield "consultation", f"/consultations/{consultation.slug}/"
    yield "dashboard", reverse("consultation-figures", args=[consultation.slug])
    yield "proposition", reverse("need", args=[1])
    yield "contribution", reverse("need", args=[_PROPOSITIONS + 1])


def _voice(organisation: Organisation) -> Voice:
    return Voice(None, organisation.name, organisation, "agent", "agent", "DGS")
