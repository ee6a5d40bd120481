"""« Puis-je candidater ? »: a collectivité, or a grouping being composed, before each wave that is open or comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.deployments.models import ServiceFigures
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.dates import moment
from catalogue.funding.call_page import WaveShown, seeking_partners
from catalogue.funding.composed_grouping import ComposedGrouping
from catalogue.funding.grouping_rules import Answer, Coverage, OtherWave, Ruling, coverage, judge_grouping
from catalogue.funding.models import Axis, CallKind, Wave
from catalogue.funding.models.calls import WaveState
from catalogue.services.models import ServicePage
from catalogue.services.rules.eligibility import Rules, judge
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Kind, Organisation, Territory

_MOST_WAVES = 20
_SERVICES_READ, _SERVICES_SHOWN = 40, 5


@dataclass(frozen=True)
class WaveJudged:
    shown: WaveShown
    ruling: Ruling
    others: Sequence[OtherWave]

    @property
    def may_grow(self) -> bool:
        """Whether partners could make a yes of a no: it is too small, and nothing else is against it."""
        is_small = self.ruling.coverage.population < (self.shown.wave.population_min or 0)
        return self.ruling.answer == Answer.NO and len(self.ruling.reasons) == 1 and is_small

    @property
    def is_for_the_large(self) -> bool:
        """A national call that size closes to it."""
        call = self.shown.wave.call
        return self.ruling.answer == Answer.NO and (call.axis, call.kind) == (Axis.TWO, CallKind.CALL)


@require_safe
def eligibility(request: HttpRequest) -> HttpResponse:
    composed = ComposedGrouping.of(request)
    if not composed.is_plain:
        return redirect(composed.address)
    answers = _answers(request, composed) if composed.lead else {}
    return render(request, "funding/eligibility.html", {"composed": composed, **answers})


def _answers(request: HttpRequest, composed: ComposedGrouping) -> dict[str, Any]:
    lead, *others = composed.organisations()
    covered = coverage([lead, *others])
    judged = _judged(request, lead, others, covered)
    place = composed.lead
    return {
        "judged": judged,
        "covered": covered,
        "deadlines": _deadlines(judged),
        "goes_elsewhere": any(one.is_for_the_large for one in judged)
        and not any(one.ruling.answer == Answer.YES and one.shown.wave.call.kind == CallKind.CALL for one in judged),
        "departement": _departement_of(place) if place else None,
        "services": _services_for(place) if place else [],
    }


def _judged(
    request: HttpRequest, lead: Organisation, others: Sequence[Organisation], covered: Coverage
) -> list[WaveJudged]:
    """Waves that are open, then those to come. Two queries, whatever the size of the grouping."""
    everything = list(Wave.objects.visible_to(request.user).with_state().order_by("closes", "pk"))
    asked = [one for state in (WaveState.OPEN, WaveState.TO_COME) for one in everything if one.state == state]
    seeking = seeking_partners()
    rulings = {
        wave.pk: judge_grouping(wave, lead, others, covered)
        for wave in everything
        if wave.call_id in {one.call_id for one in asked}
    }
    return [
        WaveJudged(
            WaveShown(wave, seeking=seeking.get(wave.pk, 0)),
            rulings[wave.pk],
            [OtherWave(one, rulings[one.pk]) for one in everything if one.call_id == wave.call_id and one != wave],
        )
        for wave in asked[:_MOST_WAVES]
    ]


def _deadlines(judged: Sequence[WaveJudged]) -> list[tuple[str, Wave]]:
    """When to be ready, for waves that are not closed to it, the nearest first."""
    found = []
    for one in judged:
        if one.ruling.answer == Answer.NO:
            continue
        wave = one.shown.wave
        if one.shown.is_to_come:
            found.append((wave.opens, f"Le {moment(wave.opens)} : ouverture", wave))
        found.append((wave.closes, f"Le {wave.last_moment} : dernier moment pour déposer", wave))
    return [(told, wave) for _, told, wave in sorted(found, key=lambda one: (one[0], one[2].pk))]


def _departement_of(place: Territory) -> Territory | None:
    """Whose préfecture instructs its files. None for a région, or what has none."""
    if place.kind == Kind.DEPARTEMENT:
        return place
    above = (link.territory for link in lineage(place))
    return next((one for one in above if one.kind == Kind.DEPARTEMENT), None)


def _services_for(place: Territory) -> list[ServicePage]:
    """The most used that it may use as it is: reusing one is what a file may say."""
    now = timezone.now()
    fitting = (
        page
        for page, rules in _most_used()
        if judge(rules, place.kind, place.population, frozenset()).usable
        and (page.expire_at is None or page.expire_at > now)
    )
    return list(islice(fitting, _SERVICES_SHOWN))


@kept_until_written
def _most_used() -> Sequence[tuple[ServicePage, Rules]]:
    """Those that ask for no other service first, the most used first."""
    rows = ServiceFigures.objects.filter(listed=True, in_use__gt=0).order_by("-in_use", "service")
    keys = list(rows.values_list("pk", flat=True)[:_SERVICES_READ])
    pages = {one.pk: one for one in ServicePage.objects.public().filter(pk__in=keys, required_services=None)}
    return tuple((pages[key], Rules.of(pages[key], ())) for key in keys if key in pages)
