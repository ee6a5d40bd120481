"""What collectivités asked one by one: at the desk for FranceConnect and APIs, and at their préfecture."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from catalogue.funding import awarding, filing, grant_book, instructing
from catalogue.funding.models import (
    Application,
    ApplicationState,
    Axis,
    Convention,
    Envelope,
    FundDesk,
    FundingCall,
    FundOfficer,
    Grant,
    WayOn,
)
from catalogue.needs.journal import Voice
from catalogue.territories.models import Containment, Kind, Organisation, Territory
from store.demo.consultation_2021.calendar import moment, moments
from store.demo.fund_2021.demo_envelopes import departements_with_people, shared
from store.demo.fund_2021.fund_awards import THEN, UNTIL, RealGrant, desk_of_dinum, real_grants, write_real
from store.demo.fund_2021.fund_calls import LOCAL
from store.demo.fund_2021.fund_filings import Filing, communes_of, file_all, voice_of_lead

State = ApplicationState
DESK_THEN, DESK_LATER = 104, 1_440
FILED, GRANTED_THEN, SUM_THEN, UNDER_REVIEW = 2_076, 500, 9_700_000, 1_200
GRANTED_LATER, SUM_LATER = 1_070, 16_000_000
_ADMITTED_THEN, _COMPLETED_THEN = 650, 150
"""Of those under review in October 2021; the others wait to be read."""
_WITHDRAWN, _INADMISSIBLE, _REDIRECTED = 60, 150, 36
_LATE = "Les pièces demandées n'ont pas été reçues dans le délai."
_MISSING = "Le devis des prestations et la délibération sont à joindre."
_KEPT = "Projet retenu par la préfecture : porté par les élus, utile et partageable."
_NOT_KEPT = "L'enveloppe du département ne permet pas de financer ce projet cette année."
_ELSEWHERE = "Un service du Store répond à ce besoin : la préfecture vous y oriente."


def run_desk(call: FundingCall, communes: Iterable[Organisation]) -> None:
    chance = random.Random("guichet")
    wave = call.waves.get()
    leads = iter(communes)
    first, until = wave.opens.date(), THEN - timedelta(days=7)
    when = [*moments(first, until, DESK_THEN, chance), *moments(THEN + timedelta(days=8), UNTIL, DESK_LATER, chance)]
    when = [one for one in when if one < wave.closes] + [
        wave.closes - timedelta(hours=2) for one in when if one >= wave.closes
    ]
    kinds = ("franceconnect", "api")
    filings = [Filing(wave, next(leads), at, desk_kind=kinds[chance.random() < 0.3]) for at in when]  # noqa: PLR2004
    desk = desk_of_dinum()
    for row in file_all(filings, chance):
        assert row.filed  # noqa: S101  it has just been filed
        awarding.comply(row, desk.voice, row.filed + timedelta(days=chance.randrange(1, 6)))


def run_local(call: FundingCall, chance: random.Random) -> list[Organisation]:
    """2 076 filed since 1 March 2021. Returns communes that did not ask, for the desk."""
    wave = call.waves.get()
    asking, spare = _asking_communes(chance)
    amounts = _amounts(asking, chance)
    asking = _fitting(asking, amounts)
    when = moments(LOCAL[0] + timedelta(days=1), THEN - timedelta(days=1), FILED, chance)
    filings = [
        Filing(wave, lead, at, cost=amount * 100 // wave.rate + 500, requested=amount)
        for lead, at, amount in zip(asking, when, amounts, strict=True)
    ]
    rows = file_all(filings, chance)
    _decide_local(rows, chance)
    for one in real_grants(Axis.THREE):
        write_real(one, _local_envelope_of(one), moment(date(2022, 6, 15), 11))
    return spare


def _asking_communes(chance: random.Random) -> tuple[list[Organisation], list[Organisation]]:
    """By département, as many as its inhabitants are among all; mixed, so that each part of them is everywhere."""
    departements = departements_with_people()
    counts = shared(FILED + DESK_THEN + DESK_LATER, [one.population or 0 for one in departements], 1)
    asking, spare = [], []
    seen: set[int] = set()
    for one, count in zip(departements, counts, strict=True):
        found = [town for town in communes_of(one.pk) if town.pk not in seen]
        seen.update(town.pk for town in found)
        chance.shuffle(found)
        share = round(count * FILED / (FILED + DESK_THEN + DESK_LATER))
        asking += found[:share]
        spare += found[share:]
    chance.shuffle(asking)
    chance.shuffle(spare)
    missing = FILED - len(asking)
    return (asking + spare[:missing])[:FILED], spare[max(missing, 0) :]


def _amounts(asking: Sequence[Organisation], chance: random.Random) -> list[int]:
    """The first are those that are granted by October 2021, then those granted later, then the others."""
    then = _spread(SUM_THEN, GRANTED_THEN, chance)
    after = _spread(SUM_LATER, GRANTED_LATER, chance)
    return [*then, *after, *(chance.randrange(5, 30) * 1_000 for _ in range(len(asking) - len(then) - len(after)))]


def _spread(total: int, number: int, chance: random.Random) -> list[int]:
    return shared(total, [chance.randrange(60, 140) for _ in range(number)], 100)


def _local_envelope_of(one: RealGrant) -> Envelope:
    """Of its département."""
    who = Territory.objects.by_key(one.territory)
    assert who is not None  # noqa: S101  the file names a commune
    return Envelope.objects.get(axis=Axis.THREE, territory__in=who.containers.filter(kind="departement"))


def _fitting(asking: list[Organisation], amounts: Sequence[int]) -> list[Organisation]:
    """The same, in an order where no département grants more than its envelope holds."""
    of = _departements_of(asking)
    left = dict(Envelope.objects.filter(territory__kind=Kind.DEPARTEMENT).values_list("territory", "amount"))
    for real in real_grants(Axis.THREE):
        left[_local_envelope_of(real).territory_id or 0] -= real.amount
    granted, waiting = [], list(asking)
    for amount in amounts[: GRANTED_THEN + GRANTED_LATER]:
        place = next(n for n, one in enumerate(waiting) if left[of[one.pk]] >= amount)
        one = waiting.pop(place)
        left[of[one.pk]] -= amount
        granted.append(one)
    return granted + waiting


def _departements_of(communes: Iterable[Organisation]) -> dict[int, int]:
    places = {one.territory_id: one.pk for one in communes}
    links = Containment.objects.filter(member__in=places, container__kind=Kind.DEPARTEMENT)
    return {places[member]: container for member, container in links.values_list("member", "container")}


def _decide_local(rows: Sequence[Application], chance: random.Random) -> None:
    """`rows`: granted by October 2021, then granted later, then others, in this order."""
    granted, rest = rows[:GRANTED_THEN], rows[GRANTED_THEN:]
    review, others = rest[:UNDER_REVIEW], rest[UNDER_REVIEW:]
    desks = _prefectures(rows)
    _admit(granted, desks, timedelta(days=2))
    _grant(granted, desks, moment(THEN - timedelta(days=2), 10), chance)
    early = moment(THEN - timedelta(days=1), 9)
    admitted, asked = review[:_ADMITTED_THEN], review[_ADMITTED_THEN : _ADMITTED_THEN + _COMPLETED_THEN]
    _admit(admitted, desks, timedelta(days=2))
    for row in asked:
        instructing.ask_complement(row, _MISSING, desks[row.envelope_id or 0], early)
    _end_others(others, desks, early)
    after = moment(date(2021, 11, 15), 9)
    for row in asked:
        answer = "Le devis et la délibération sont joints."
        filing.give_complement(row, answer, voice_of_lead(row.lead), after - timedelta(days=5))
    _admit(review[_ADMITTED_THEN:], desks, timedelta(), after)
    for rank, batch in enumerate((review[:400], review[400:800], review[800:GRANTED_LATER])):
        _grant(batch, desks, moment(date(2022, 1 + 4 * rank, 20), 10), chance, follow=False)
    refused = review[GRANTED_LATER:]
    _rule(refused, State.REFUSED, _NOT_KEPT, moment(date(2022, 10, 3), 10), way_on=WayOn.NEXT_CALL)


def _prefectures(rows: Sequence[Application]) -> dict[int, instructing.Desk]:
    """By envelope: the desk of its région, held by an account of the demonstration."""
    officers = FundOfficer.objects.select_related("user").filter(desk=FundDesk.PREFECTURE)
    regions = {one.territory_id: instructing.Desk(one) for one in officers.filter(territory__kind=Kind.REGION)}
    envelopes = Envelope.objects.filter(pk__in={row.envelope_id for row in rows}).select_related("parent")
    return {one.pk: regions[one.territory_id if one.territory_id in regions else _above(one)] for one in envelopes}


def _above(envelope: Envelope) -> int | None:
    return envelope.parent.territory_id if envelope.parent else None


def _admit(
    rows: Iterable[Application],
    desks: dict[int, instructing.Desk],
    after: timedelta,
    at: datetime | None = None,
) -> None:
    for row in rows:
        assert row.filed  # noqa: S101  it has just been filed
        instructing.admit([row], desks[row.envelope_id or 0], at or row.filed + after)


def _grant(
    rows: Sequence[Application],
    desks: dict[int, instructing.Desk],
    at: datetime,
    chance: random.Random,
    *,
    follow: bool = True,
) -> None:
    _rule(rows, State.GRANTED, _KEPT, at)
    if not follow:
        return
    for grant in Grant.objects.filter(application__in=[row.pk for row in rows[:60]]):
        by = desks[grant.envelope_id].voice
        kind = Convention.CRTE if chance.random() < 0.7 else Convention.AD_HOC  # noqa: PLR2004
        signed = at + timedelta(days=30)
        grant_book.send_convention(grant, kind, by, at)
        grant_book.sign(grant, signed.date(), by, at=signed)
        grant_book.pay(grant, grant.amount // 2, by, signed + timedelta(days=20))


def _rule(
    rows: Sequence[Application],
    to: ApplicationState,
    reason: str,
    at: datetime,
    *,
    way_on: str = "",
) -> None:
    """Each préfecture for its own envelope, all of it at one instant."""
    by_envelope: dict[int, list[awarding.Ruled]] = defaultdict(list)
    for row in rows:
        amount = row.requested if to == State.GRANTED else None
        by_envelope[row.envelope_id or 0].append(awarding.Ruled(row, to, reason, amount, way_on))
    names = dict(Envelope.objects.filter(pk__in=by_envelope).values_list("pk", "territory__name"))
    for pk, ruled in by_envelope.items():
        awarding.decide_batch(ruled, Voice(label=f"Préfecture : {names[pk]}"), at)


def _end_others(rows: Sequence[Application], desks: dict[int, instructing.Desk], at: datetime) -> None:
    """376 that the press kit does not explain: what became of them is invented."""
    parts = iter(rows)
    for _ in range(_WITHDRAWN):
        row = next(parts)
        filing.withdraw_application(row, voice_of_lead(row.lead), "Le projet est reporté.", at)
    for _ in range(_INADMISSIBLE):
        row = next(parts)
        desk = desks[row.envelope_id or 0]
        instructing.turn_down([row], State.INADMISSIBLE, _LATE, desk, way_on=WayOn.REFILE, at=at)
    last = list(parts)
    _admit(last, desks, timedelta(), at)
    redirected, refused = last[:_REDIRECTED], last[_REDIRECTED:]
    _rule(redirected, State.REDIRECTED, _ELSEWHERE, at, way_on=WayOn.NEED)
    _rule(refused, State.REFUSED, _NOT_KEPT, at, way_on=WayOn.REFILE)
