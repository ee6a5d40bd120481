"""The two committees of 2021, and what came between them: working groups, hearings, an analysis."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from wagtail.rich_text import RichText

from catalogue.foundation.chunks import chunks
from catalogue.foundation.french import listed
from catalogue.needs.journal import anct
from catalogue.needs.models import (
    Consultation,
    ConsultationStep,
    Contribution,
    Need,
    NeedKind,
    PhaseKind,
    Project,
    Proposition,
    Stage,
    SupportState,
)
from catalogue.needs.phases import change_dates
from catalogue.needs.projects import change_project
from catalogue.review.models import DecisionOutcome
from catalogue.services.choices import Outcome
from catalogue.services.loading.markdown import page_rich_text
from store.demo.committee import PastDecision, hold_session
from store.demo.consultation_2021.calendar import (
    FIRST_COMMITTEE,
    SECOND_COMMITTEE,
    SECOND_COMMITTEE_PLANNED,
    moment,
    over,
)
from store.demo.consultation_2021.told_subjects import SELECTED, propositions

PROJECTS = 44
GRANTED = 13_300_000
AS_REAL_ONES = (846_984, 241_484, 204_984)
"""Three projects receive the sums of the real grants of axis 1, which stand for them in the fund."""
_SITS = (
    *("AMRF", "AMF", "ADF", "France urbaine", "Interconnectés", "FNCCR", "Déclic"),
    *("Élus de collectivités", "DINUM", "DITP", "ANCT"),
)
_ROUND = 1_000
_KEPT = (
    "Retenue : le besoin est partagé par des collectivités de toutes tailles.",
    "Retenue : un service existant peut être ouvert à d'autres, sans repartir de zéro.",
    "Retenue : l'effet attendu est fort, pour un coût mesuré.",
)
_NOT_KEPT = (
    "Non retenue à ce jour : le besoin est réel, mais encore peu soutenu. Elle peut revenir devant un comité.",
    "Non retenue à ce jour : d'autres programmes y répondent en partie. Elle peut revenir devant un comité.",
    "Non retenue à ce jour : la proposition doit être précisée. Elle peut revenir devant un comité.",
)
_PROJECT = (
    "Sélectionné après audition : le service tourne déjà et peut s'ouvrir à d'autres collectivités.",
    "Sélectionné : les collectivités du groupe de travail veulent le construire ensemble.",
    "Sélectionné : le besoin est précis, et un premier service peut être essayé en quelques mois.",
)
_NO_PROJECT = (
    "Non sélectionné à ce jour : un projet voisin couvre ce besoin, et sa collectivité pourra s'y joindre.",
    "Non sélectionné à ce jour : le dossier pourra être repris à une prochaine séance.",
)
_OUTCOMES = (Outcome.NOUVEAU, Outcome.EXISTANT, Outcome.NOUVEAU, Outcome.ETAT)
_Kind = ConsultationStep.Kind
_TOGETHER = 3
"""Propositions of one working group."""
_HEARD = 5
_WORKED = "Les participants ont décrit leurs usages, ce qu'ils attendent en premier et ce qu'ils peuvent essayer."
_ASKED = "Somme demandée, ce qu'elle paierait (nouvelles fonctions ou déploiement), conditions du partage."
_ANALYSED = "Une analyse technique des services entendus est remise aux membres du comité."


@transaction.atomic
def select(consultation: Consultation) -> int:
    """Returns how many projects there are; nothing is done twice."""
    there = Project.objects.filter(contribution__consultation=consultation)
    if there.exists():
        return there.count()
    chance = random.Random("sélection 2021")
    kept = _first_committee(consultation, chance)
    _between(consultation, kept, chance)
    _extend(consultation)
    _second_committee(consultation, kept, chance)
    return there.count()


def _first_committee(consultation: Consultation, chance: random.Random) -> list[Proposition]:
    at = moment(FIRST_COMMITTEE, 16)
    titles = [said["title"] for said in propositions()[:SELECTED]]
    every = list(Proposition.objects.filter(consultation=consultation).order_by("number"))
    kept = [one for one in every if one.title in titles]
    verdicts = [
        PastDecision(one, DecisionOutcome.SELECTED, chance.choice(_KEPT))
        if one in kept
        else PastDecision(one, DecisionOutcome.NOT_SELECTED, chance.choice(_NOT_KEPT))
        for one in every
    ]
    hold_session("Premier comité de 2021 : les propositions", verdicts, at)
    said = "Le comité a examiné 67 propositions à la lumière des soutiens, et en a retenu 17."
    _step(consultation, "Premier comité de sélection", at, kept, kind=_Kind.COMITE, who=_SITS, said=said)
    return kept


def _between(consultation: Consultation, kept: list[Proposition], chance: random.Random) -> None:
    """Working groups in May and June, open to groupings; then the owners of services are heard."""
    for rank, some in enumerate(chunks(kept, _TOGETHER)):
        at = moment(date(2021, 5, 11) + timedelta(weeks=rank), chance.choice((10, 14)))
        who = dict.fromkeys(name for one in some for name in _around(one))
        said = f"Sur {listed([f'« {one.title} »' for one in some])}. {_WORKED}"
        _step(consultation, f"Groupe de travail n° {rank + 1}", at, some, kind=_Kind.ATELIER, who=who, said=said)
    services = Contribution.objects.filter(grouped_into__in=kept, kind=NeedKind.SERVICE).order_by("number")
    for rank, heard in enumerate(chunks(list(services), _HEARD)):
        at = moment(date(2021, 6, 14) + timedelta(weeks=rank), 9, 30)
        who = dict.fromkeys(one.service_operator for one in heard)
        title = f"Auditions de porteurs de services ({rank + 1})"
        _step(consultation, title, at, heard, kind=_Kind.AUDITION, who=who, said=_ASKED)
    at = moment(date(2021, 7, 1), 9)
    _step(consultation, "Analyse technique", at, kept, kind=_Kind.ANALYSE, who=["ANCT"], said=_ANALYSED)


def _around(proposition: Proposition) -> list[str]:
    """Some who support it, some who asked for it."""
    supporters = proposition.supports.filter(state=SupportState.COUNTED).select_related("organisation").order_by("pk")
    contributors = proposition.contributions.select_related("organisation").order_by("pk")
    names = [row.organisation.name for row in supporters[:2]]
    return names + [row.organisation.name for row in contributors[:2] if row.organisation]


def _extend(consultation: Consultation) -> None:
    phase = consultation.phases.get(kind=PhaseKind.SELECTION)
    reason = "Le second comité, prévu le 5 juillet, se réunit fin juillet."
    at = moment(SECOND_COMMITTEE_PLANNED - timedelta(days=3), 11)
    change_dates(phase, phase.opens, over(SECOND_COMMITTEE), reason=reason, by=anct(), at=at)


def _second_committee(consultation: Consultation, kept: list[Proposition], chance: random.Random) -> None:
    """Among the contributions inside what the first one kept."""
    at = moment(SECOND_COMMITTEE, 16)
    inside = Contribution.objects.filter(grouped_into__in=kept, stage=Stage.GROUPED).order_by("number")
    by_proposition: dict[int, list[Contribution]] = defaultdict(list)
    for one in inside:
        by_proposition[one.grouped_into_id or 0].append(one)
    shares = zip(_shares(len(by_proposition)), by_proposition.values(), strict=True)
    chosen = [one for number, rows in shares for one in _best(rows, number)]
    amounts = dict(zip([one.pk for one in chosen], _amounts(len(chosen), chance), strict=True))
    verdicts = [
        PastDecision(one, DecisionOutcome.SELECTED, chance.choice(_PROJECT), Decimal(amounts[one.pk]))
        if one.pk in amounts
        else PastDecision(one, DecisionOutcome.NOT_SELECTED, chance.choice(_NO_PROJECT))
        for one in inside
    ]
    hold_session("Second comité de 2021 : les projets", verdicts, at)
    for one in chosen:
        _take_a_path(one, chance, at)
    said = f"{len(chosen)} projets sont retenus parmi les contributions de {len(kept)} propositions, pour 13,3 M€."
    _step(consultation, "Second comité de sélection", at, chosen, kind=_Kind.COMITE, who=_SITS, said=said)


def _shares(number: int) -> Iterator[int]:
    """How many projects in each proposition."""
    least, more = divmod(PROJECTS, number)
    return (least + (rank < more) for rank in range(number))


def _best(rows: list[Contribution], number: int) -> list[Contribution]:
    """Services that work first, then the subjects of investigations."""
    ranked = sorted(rows, key=lambda one: (one.kind != NeedKind.SERVICE, one.investigation_id is None, one.number))
    return ranked[:number]


def _amounts(number: int, chance: random.Random) -> list[int]:
    left, others = GRANTED - sum(AS_REAL_ONES), number - len(AS_REAL_ONES)
    weights = [chance.uniform(1, 5) for _ in range(others)]
    amounts = [int(left * weight / sum(weights)) // _ROUND * _ROUND for weight in weights]
    amounts[0] += left - sum(amounts)
    return [*amounts, *AS_REAL_ONES]


def _take_a_path(one: Contribution, chance: random.Random, at: datetime) -> None:
    outcome = Outcome.EXISTANT if one.kind == NeedKind.SERVICE else chance.choice(_OUTCOMES)
    study = Project.Study.NEEDED if outcome == Outcome.EXISTANT else Project.Study.USELESS
    project = Project.objects.get(contribution=one.pk)
    change_project(project, {"outcome": outcome, "study": study}, anct(), "", at + timedelta(days=14))


def _step(
    consultation: Consultation,
    title: str,
    at: datetime,
    needs: Iterable[Need],
    *,
    kind: str,
    who: Iterable[str],
    said: str,
) -> None:
    """A step has no writer: editors fill it in the admin."""
    row: Any = ConsultationStep(consultation=consultation, kind=kind, title=title[:200], starts=at, is_demo=True)
    row.participants = "\n".join(who)
    row.minutes = [("text", RichText(page_rich_text(said)))]
    row.save()
    row.needs.set([need.pk for need in needs])
