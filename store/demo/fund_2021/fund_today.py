"""What is under way in the fund today, for visitors of the demonstration to take part in."""

import random
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalogue.funding import drafting, instructing
from catalogue.funding.models import (
    Application,
    Fund,
    FundDesk,
    FundingCall,
    FundOfficer,
    LastEuro,
    Part,
    PartnerWish,
    Wave,
)
from catalogue.needs.journal import Voice
from catalogue.territories.models import Kind, Organisation, OrganisationKind, Territory
from store.accounts.models import User
from store.demo.consultation_2021.calendar import over
from store.demo.fund_2021.demo_envelopes import SLUG, envelope
from store.demo.fund_2021.fund_calls import REDRESS, local_grid, national_grid
from store.demo.fund_2021.fund_filings import Filing, communes_of, file_all, large_collectivites

_LOIRE, _OPEN_FOR, _SINCE = "departement-42", 25, 20
_WISHES = (
    ("commune-42187", "Un portail des familles commun à plusieurs communes du Roannais."),
    ("commune-42095", "Archiver ensemble les documents numériques de nos mairies."),
    ("epci-244200770", "Un guichet numérique partagé avec les communes membres."),
)
_LOCAL_FILES, _ADMITTED = 12, 5


@transaction.atomic
def open_waves_today() -> bool:
    """Whether they were opened now."""
    fund = Fund.objects.get(slug=SLUG)
    calls = {call.part: call for call in FundingCall.objects.filter(fund=fund)}
    if Wave.objects.filter(call=calls[Part.DEMARCHES], number__gt=2).exists():
        return False
    money = envelope(fund, Part.DEMARCHES)
    rules = {"covers_departement": True, "population_min": 300_000, "rate": 75, "grid": national_grid()}
    national = _wave(calls[Part.DEMARCHES], 3, envelope=money, last_euro=LastEuro.NEXT, **rules)
    desk = _wave(calls[Part.GUICHET], 2, envelope=envelope(fund, Part.GUICHET), rate=100)
    kinds = [str(kind) for kind in (Kind.COMMUNE, Kind.EPCI, Kind.SYNDICAT)]
    rules = {"population_max": 200_000, "allowed_kinds": kinds, "rate": 80, "grid": local_grid()}
    local = _wave(calls[Part.LOCALE], 2, single_payment=False, **rules)
    _seek_partners(national)
    _prepare_together(national)
    _file_for_the_loire(local)
    _file_for_the_jury(national, desk)
    return True


def _wave(call: FundingCall, number: int, **rules) -> Wave:
    today = timezone.localdate()
    opens, closes = timezone.now() - timedelta(days=_SINCE), over(today + timedelta(days=_OPEN_FOR))
    said = {"opens": opens, "closes": closes, "redress": REDRESS, "is_demo": True, **rules}
    return Wave.objects.create(call=call, number=number, **said)


def _collectivite(key: str) -> Organisation | None:
    place = Territory.objects.by_key(key)
    kinds = (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT)
    return place.organisations.select_related("territory").filter(kind__in=kinds).first() if place else None


def _seek_partners(wave: Wave) -> None:
    for key, project in _WISHES:
        if who := _collectivite(key):
            PartnerWish.objects.create(wave=wave, organisation=who, project=project, at=timezone.now())


def _prepare_together(wave: Wave) -> None:
    """A draft of Saint-Étienne, that its département has joined and its intercommunalité has not yet."""
    agent, mayor = (User.objects.filter(username=name).first() for name in ("demo-agente", "demo-elu"))
    town, loire = _collectivite("commune-42218"), _collectivite(_LOIRE)
    if not (agent and mayor and town and loire):
        return
    by = Voice(agent, town.name, town, mandate="agent", function="Cheffe de projet")
    draft = drafting.start(wave, "Un guichet numérique commun aux mairies de la Loire", by)
    texts = {
        "summary": "Les démarches les plus demandées, faites une fois pour toutes les communes du département.",
        "plan": "Trois mois d'étude avec les mairies, six mois de mise en place, puis les communes une à une.",
        "expected": "Une même façon de demander, où que l'on habite, et des agents qui ne ressaisissent plus.",
        "requested": 180_000,
        "accepts_partial": True,
    }
    expenses = [drafting.Expense("Développement", 160_000), drafting.Expense("Accompagnement des mairies", 90_000)]
    draft = drafting.write(draft, texts, by, version=draft.version, expenses=expenses)
    drafting.invite(draft, loire, by)
    drafting.agree(draft, Voice(None, loire.name, loire, mandate="dgs"))
    if around := _collectivite("epci-244200770"):
        drafting.invite(draft, around, by)


def _file_for_the_loire(wave: Wave) -> None:
    """Files to instruct at the préfecture of the Loire, in several states."""
    chance = random.Random("Loire")
    loire = Territory.objects.by_key(_LOIRE)
    officer = FundOfficer.objects.select_related("user").filter(desk=FundDesk.PREFECTURE, territory=loire).first()
    if loire is None or officer is None:
        return
    asked = [town for town in communes_of(loire.pk) if not _has_live_file(wave, town)]
    towns = chance.sample(asked, _LOCAL_FILES)
    now = timezone.now()
    filings = [
        Filing(wave, town, now - timedelta(days=1 + rank), cost=12_000 + 2_000 * rank, requested=8_000 + 1_000 * rank)
        for rank, town in enumerate(towns)
    ]
    rows = file_all(filings, chance)
    desk = instructing.Desk(officer)
    instructing.admit(rows[:_ADMITTED], desk)
    instructing.ask_complement(rows[_ADMITTED], "Le devis de l'équipement est à joindre.", desk)


def _has_live_file(wave: Wave, town: Organisation) -> bool:
    return Application.objects.live().filter(call=wave.call, lead=town).exists()


def _file_for_the_jury(national: Wave, desk: Wave) -> None:
    """Some to examine at the DINUM: of the national call, and of the desk."""
    chance, now = random.Random("DINUM"), timezone.now()
    held = Application.objects.live().filter(call__in=[national.call_id, desk.call_id]).values_list("lead", flat=True)
    free = [one for one in large_collectivites() if one.pk not in set(held) and one.territory]
    leads = [one for one in free if (one.territory and one.territory.kind == Kind.DEPARTEMENT)][:5]
    filings = [
        Filing(national, lead, now - timedelta(days=2 + rank), cost=200_000, requested=120_000 + 1_000 * rank)
        for rank, lead in enumerate(leads)
    ]
    asking = [Filing(desk, lead, now - timedelta(hours=5), desk_kind="franceconnect") for lead in leads]
    file_all([*filings, *asking], chance)
