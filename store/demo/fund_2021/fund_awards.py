"""What was decided of the files, and the grants of every axis, until January 2023."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from catalogue.funding import awarding, grant_book, instructing
from catalogue.funding.models import (
    Application,
    ApplicationState,
    Axis,
    Convention,
    Envelope,
    Fund,
    FundDesk,
    FundingCall,
    FundOfficer,
    Grant,
    Part,
    WayOn,
)
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Need, Project
from catalogue.review.models import Committee, DecisionOutcome, Seat, SeatRole, Session
from catalogue.review.reviewing import close_session, decide, open_session, publish
from catalogue.territories.models import Organisation, OrganisationKind, Territory
from store.demo.committee import score_file
from store.demo.consultation_2021.calendar import SECOND_COMMITTEE, later, moment, moments
from store.demo.consultation_2021.replay import SLUG
from store.demo.fund_2021.demo_envelopes import envelope, shared
from store.demo.fund_2021.fund_calls import FIRST_WAVE, SECOND_WAVE, national_grid
from store.demo.fund_2021.fund_filings import Filing, file_all, large_collectivites

State = ApplicationState
THEN = date(2021, 10, 8)
"""Of the press kit whose figures the dashboard recomputes."""
UNTIL = date(2023, 1, 17)
INVESTIGATIONS = [26_281] * 31 + [26_289]
_CURRENT = "Les pièces demandées n'ont pas été reçues dans le délai."


def desk_of_dinum() -> instructing.Desk:
    """Held by an account of the demonstration."""
    return instructing.Desk(FundOfficer.objects.select_related("user").filter(desk=FundDesk.NATIONAL).earliest("pk"))


# Axis 1


def grant_axis_one(fund: Fund) -> None:
    """A grant for each of the 44 projects. Three are real ones, of the same sums as three projects of the replay."""
    money, at = envelope(fund, Part.COCONSTRUCTION), moment(SECOND_COMMITTEE, 17)
    real = real_grants(Axis.ONE)
    sums = [one.amount for one in real]
    by = anct()
    for one in real:
        write_real(one, money, at)
    projects = Project.objects.filter(contribution__consultation__slug=SLUG).order_by("contribution")
    for project in projects.select_related("contribution__organisation"):
        if project.granted in sums:
            sums.remove(project.granted)
        elif project.granted and project.contribution.organisation:
            need = Need.objects.get(pk=project.pk)
            grant = awarding.grant_project(need, money, project.contribution.organisation, project.granted, by, at=at)
            _follow(grant, at, random.Random(grant.reference))
    money = envelope(fund, Part.INVESTIGATIONS)
    helped = large_collectivites()[5::3][: len(INVESTIGATIONS)]
    when = moments(date(2021, 5, 3), date(2021, 9, 30), len(INVESTIGATIONS), random.Random("investigations 2021"))
    for rank, (who, amount, at) in enumerate(zip(helped, INVESTIGATIONS, when, strict=True), 1):
        row = Grant(fund=fund, envelope=money, beneficiary=who, amount=amount, is_demo=True)
        row.purpose, row.reference = "Investigation accompagnée par l'Incubateur des Territoires", f"SI-2021-{rank:03}"
        awarding.write_grant(row, [], by, at)


@dataclass(frozen=True, kw_only=True)
class RealGrant:
    """One of the seven published in February 2023 by the DINUM."""

    purpose: str
    beneficiary: str
    territory: str
    siren: str
    amount: int
    axis: str


def real_grants(axis: Axis) -> list[RealGrant]:
    with (Path(__file__).parent / "real_grants.csv").open(encoding="utf-8") as file:
        rows = [_read(row) for row in csv.DictReader(file)]
    return [one for one in rows if one.axis == axis]


def _read(row: dict[str, str]) -> RealGrant:
    amount = int(row.pop("amount"))
    return RealGrant(**row, amount=amount)


def write_real(one: RealGrant, money: Envelope, at: datetime) -> None:
    """Its date of award was not published: it takes that of the decisions of its axis."""
    who = Organisation.objects.filter(siren=one.siren).first()
    if who is None:
        territory = Territory.objects.by_key(one.territory) if one.territory else None
        who = territory.organisations.filter(kind=OrganisationKind.COLLECTIVITE).first() if territory else None
    if who is None:
        who = Organisation.objects.create(kind=OrganisationKind.GROUPEMENT, name=one.beneficiary, siren=one.siren)
    row = Grant(fund=money.fund, envelope=money, beneficiary=who, amount=one.amount, purpose=one.purpose)
    row.reference = f"ITN7-{one.siren}-{Grant.objects.filter(reference__startswith='ITN7').count() + 1}"
    row.source = "DINUM, 22 février 2023. Date d'attribution non publiée : celle des décisions de l'axe."
    awarding.write_grant(row, [], Voice(label="D'après la DINUM"), at)


# Axis 2: calls


@dataclass(frozen=True)
class WavePlan:
    """How many were filed, found admissible and granted, for how much in all, and the day of the jury."""

    number: int
    dates: tuple[date, date]
    filed: int
    admissible: int
    granted: int
    total: int
    jury_day: date


FIRST = WavePlan(1, FIRST_WAVE, 200, 120, 75, 13_100_000, date(2021, 7, 8))
SECOND = WavePlan(2, SECOND_WAVE, 60, 40, 24, 1_200_000, date(2021, 12, 15))


def run_first_wave(calls: dict[Part, FundingCall]) -> None:
    _run_wave(calls, FIRST)


def run_second_wave(calls: dict[Part, FundingCall]) -> None:
    """Some are filed on 8 October 2021; none is decided before mid-December."""
    _run_wave(calls, SECOND)
    money = envelope(calls[Part.DONNEES].fund, Part.DONNEES)
    for one in real_grants(Axis.TWO):
        write_real(one, money, moment(SECOND.jury_day, 17))


def _run_wave(calls: dict[Part, FundingCall], plan: WavePlan) -> None:
    chance = random.Random(f"vague {plan.number}")
    parts = (Part.DEMARCHES, Part.DONNEES, Part.COOPERATION)
    split = [shared(count, [3, 3, 2], 1) for count in (plan.filed, plan.admissible, plan.granted)]
    for part, total, filed, admitted, granted in zip(parts, shared(plan.total, split[2]), *split, strict=True):
        wave = calls[part].waves.get(number=plan.number)
        busy = set(Application.objects.live().filter(call=calls[part]).values_list("lead", flat=True))
        leads = chance.sample([one for one in large_collectivites() if _enough(one) and one.pk not in busy], filed)
        asked = [total // granted // 1_000 * 1_000] * filed
        asked[0] += total - asked[0] * granted
        when = moments(*plan.dates, filed, chance, rush=4)
        chance.shuffle(when)
        filings = [
            Filing(wave, lead, at, cost=amount * 100 // wave.rate + 1_000, requested=amount)
            for lead, at, amount in zip(leads, when, asked, strict=True)
        ]
        rows = file_all(filings, chance)
        rows.sort(key=lambda row: (row.requested != asked[0], row.pk))  # the largest sum is granted
        _examine(rows, admitted, granted, moment(plan.jury_day, 16), calls[part])


def _enough(one: Organisation) -> bool:
    return one.territory is not None and bool(one.territory.population)


def _examine(rows: Sequence[Application], admitted: int, granted: int, decided: datetime, call: FundingCall) -> None:
    """Admissibility three weeks before the jury; then blind scores, and decisions published at one instant."""
    desk, early = desk_of_dinum(), decided - timedelta(days=21)
    kept, others = rows[:admitted], rows[admitted:]
    instructing.admit(kept, desk, early)
    way_on = WayOn.LOCAL
    instructing.turn_down(others, State.INADMISSIBLE, _CURRENT, desk, way_on=way_on, at=early)
    instructing.preselect(kept, desk, early + timedelta(days=7))
    _judge(kept, granted, decided, call)


def _judge(kept: Sequence[Application], granted: int, at: datetime, call: FundingCall) -> None:
    committee = call.committee
    assert committee is not None  # noqa: S101  national calls have a jury
    title = f"{call.title} : jury du {at:%d/%m/%Y}"
    session = Session.objects.create(committee=committee, grid=national_grid(), title=title, day=at.date())
    instructing.send_to_jury(session, kept, desk_of_dinum(), at - timedelta(days=3))
    chair, *_ = seats = _seats(committee)
    before = at - timedelta(days=1)
    session = open_session(session, chair, at=before)
    files = {one.object_id: one for one in session.files.all()}
    for rank, row in enumerate(kept):
        for seat in seats:
            score_file(files[row.pk], seat, session.grid, (4 if rank < granted else 1) + (rank + seat.pk) % 2, before)
    session = close_session(session, chair, at=at)
    drafts = []
    for rank, row in enumerate(kept):
        if rank < granted:
            said = "Projet retenu : utile, prêt à partir, et partageable."
            drafts.append(
                decide(files[row.pk], chair, DecisionOutcome.SELECTED, said, Decimal(row.requested or 0), at=at)
            )
        else:
            said = "D'autres projets du même appel étaient mieux classés."
            drafts.append(decide(files[row.pk], chair, DecisionOutcome.NOT_SELECTED, said, at=at))
    publish(session, chair, drafts, at=at)
    for grant in Grant.objects.filter(application__in=kept).select_related("envelope"):
        _follow(grant, at, random.Random(grant.reference))


def _seats(committee: Committee) -> list[Seat]:
    """Two that score, the chair first: scores are invented."""
    return sorted(committee.seats.all(), key=lambda seat: (seat.role != SeatRole.CHAIR, not seat.presides, seat.pk))[:2]


def _follow(grant: Grant, at: datetime, chance: random.Random) -> None:
    """Its convention is signed, then it is paid once."""
    by, signed = anct(), later(at, range(20, 60), chance)
    grant = grant_book.sign(grant_book.send_convention(grant, Convention.AD_HOC, by, at), signed.date(), by, at=signed)
    grant_book.pay(grant, grant.amount, by, later(signed, range(20, 60), chance))
