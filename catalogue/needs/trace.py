"""The story of a need, from the first contribution to the collectivités that use the service, for its page.

It is read from the journal, in a bounded number of lines: what was grouped on one day is one line, and a long story
shows how it began and what came last. Only what is public is read.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.french import quantity, thousands
from catalogue.needs.in_production import COUNTED
from catalogue.needs.models import (
    ConsultationPhase,
    ConsultationStep,
    Contribution,
    Need,
    NeedAct,
    NeedEvent,
    PhaseKind,
    Project,
    Proposition,
    Stage,
)
from catalogue.services.models import ServicePage

_MOST_READ = 500
_FIRST, _LAST = 15, 35
"""Of a long story: how many lines of its beginning and of its end."""
_LONGEST_REASON = 600
_OF_MANY = (NeedAct.GROUPED, NeedAct.UNGROUPED)
_LEFT_OUT_OF_GROUP = (NeedAct.CREATED, *_OF_MANY)
"""Of a proposition, on the page of one of its contributions: its own line says that it was grouped there."""
_OF_A_PROPOSITION = {
    NeedAct.OPENED_TO_SUPPORT: "Proposition ouverte au soutien",
    NeedAct.SELECTED: "Proposition sélectionnée",
    NeedAct.NOT_SELECTED: "Proposition non retenue",
    NeedAct.ADJOURNED: "Décision ajournée",
    NeedAct.CORRECTED: "Texte de la proposition corrigé",
    NeedAct.UNGROUPED: "Proposition dissoute",
}
_LINKS = {
    NeedAct.REDIRECTED: "Voir le service",
    NeedAct.IN_SERVICE: "Voir le service",
    NeedAct.DEPLOYED: "Voir le service",
    NeedAct.CALL_OPENED: "Voir l'appel",
    NeedAct.PILOT_CHOSEN: "Voir les territoires pilotes",
    NeedAct.VERDICT: "Voir les territoires pilotes",
}
_TOLD_OF_A_CONTRIBUTION = ("title", "submitted", "organisation__name", "project__service")
_TOLD_OF_AN_EVENT = ("need", "act", "at", "author_label", "reason", "changes", "link", "about__title")
_PROJECT = {"outcome": "Issue", "study": "Étude juridique", "vehicle": "Structure"}
"""Of what changed in a project; sums are on its page."""
_OF_A_CONTRIBUTION = {
    NeedAct.SELECTED: "Projet sélectionné",
    NeedAct.NOT_SELECTED: "Contribution non retenue",
    NeedAct.ADJOURNED: "Décision ajournée",
}


@dataclass(frozen=True)
class TraceStep:
    """`who`: an organisation or a team, never a person, or a document. `is_ahead`: planned, not yet there. `said`: the
    date in words, if only its month or its year is known.
    """

    at: datetime
    title: str
    text: str = ""
    who: str = ""
    link: str = ""
    link_label: str = ""
    is_ahead: bool = False
    said: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.text) > _LONGEST_REASON


@dataclass(frozen=True)
class Trace:
    """`omitted`: lines left out between `first` and `last`. `services`: what came of it, with the figures of today."""

    first: tuple[TraceStep, ...]
    last: tuple[TraceStep, ...]
    omitted: int
    services: tuple[ServicePage, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.first)

    @property
    def is_cut(self) -> bool:
        return self.omitted > 0


def trace_of(need: Need, contribution: Contribution | None, proposition: Proposition | None) -> Trace:
    """`proposition`: the need itself, or the one in which the contribution is grouped."""
    if contribution is None:
        told, wanted = _story_of_proposition(need.pk)
    else:
        told = _story_of_contribution(need.pk, contribution.grouped_into_id)
        wanted = (contribution.project.service_id,) if hasattr(contribution, "project") else ()
    needs = {one.pk for one in (need, proposition) if one is not None}
    steps = [*told, *_meetings(need.consultation_id, needs), *(_phases(proposition) if proposition else ())]
    return bounded(steps, tuple(_services([pk for pk in wanted if pk])))


@kept_until_written
def _story_of_contribution(pk: int, grouped_into: int | None) -> Sequence[TraceStep]:
    return tuple(journal_of(pk, grouped_into))


@kept_until_written
def _story_of_proposition(pk: int) -> tuple[Sequence[TraceStep], Sequence[int | None]]:
    """What happened, and the services that came of it."""
    inside = _first_and_projects(pk)
    projects = [one.project for one in inside if hasattr(one, "project")]
    steps = (*journal_of(pk, pk, projects), *_first_contribution(inside), *_groupings(pk))
    return steps, tuple(project.service_id for project in projects)


def bounded(
    steps: Iterable[TraceStep], services: tuple[ServicePage, ...] = (), first: int = _FIRST, last: int = _LAST
) -> Trace:
    """In order of time, cut in the middle if it is long."""
    told = sorted(steps, key=lambda step: step.at)
    if len(told) <= first + last:
        return Trace(tuple(told), (), 0, services)
    return Trace(tuple(told[:first]), tuple(told[-last:]), len(told) - first - last, services)


def _first_and_projects(proposition: int) -> Sequence[Contribution]:
    """Of the contributions of a proposition: the first, and those that became projects."""
    inside = Contribution.objects.filter(grouped_into=proposition, public_since__isnull=False)
    first = inside.filter(submitted__isnull=False).order_by("submitted", "pk").values("pk")[:1]
    told = inside.filter(Q(project__isnull=False) | Q(pk__in=first))
    named = told.select_related("project", "organisation").only(*_TOLD_OF_A_CONTRIBUTION)
    return list(named.order_by("submitted", "pk")[:_MOST_READ])


def journal_of(
    need: int, proposition: int | None, projects: Sequence[Project] = (), left_out: Sequence[NeedAct] = ()
) -> Iterator[TraceStep]:
    """What happened to the need, to its proposition (itself if it is one) or to its projects; the latest first."""
    titles = {project.pk: project.contribution.title for project in projects}
    read = {need, *titles, *([proposition] if proposition else [])}
    events = NeedEvent.objects.filter(need__in=read, public=True).exclude(act__in=left_out)
    events = events.select_related("about").only(*_TOLD_OF_AN_EVENT)
    for event in events.order_by("-at", "-pk")[:_MOST_READ]:
        if event.need_id in titles:
            if event.act in (NeedAct.SUBMITTED, NeedAct.ACCEPTED, *_OF_MANY):
                continue
            label = f"Projet « {titles[event.need_id]} »"
            step = _step(event, is_proposition=False)
            yield replace(step, link=reverse("need", args=[event.need_id]), link_label=label)
        elif event.need_id == need:
            yield _step(event, is_proposition=need == proposition)
        elif event.act not in _LEFT_OUT_OF_GROUP:
            yield _step(event, is_proposition=True)


def _step(event: NeedEvent, *, is_proposition: bool) -> TraceStep:
    titles = _OF_A_PROPOSITION if is_proposition else _OF_A_CONTRIBUTION
    act = NeedAct(event.act)
    step = TraceStep(
        at=event.at,
        title=_title(event, titles),
        text=_text(event),
        who=event.author_label,
        link=event.link,
        link_label=_LINKS.get(act, "Lire le document") if event.link else "",
    )
    if act in _OF_MANY and event.about is not None and not event.link:
        step = replace(step, link=event.about.get_absolute_url(), link_label=f"Proposition « {event.about.title} »")
    return step


def _title(event: NeedEvent, titles: dict[NeedAct, str]) -> str:
    act, changes = NeedAct(event.act), event.changes
    if act == NeedAct.DEPLOYED and (number := changes.get(COUNTED)):
        return quantity(number, "collectivité l'utilise en production", "collectivités l'utilisent en production")
    former, pilot = changes.get("pilot") or (None, None)
    if pilot:
        return f"{'Bilan du territoire pilote' if act == NeedAct.VERDICT else 'Territoire pilote'} : {pilot}"
    return f"{former} ne pilote plus" if former else titles.get(act, act.label)


def _text(event: NeedEvent) -> str:
    if event.act == NeedAct.DEPLOYED:
        return ""
    told = [f"{label} : {event.changes[key][1]}" for key, label in _PROJECT.items() if _says(event, key)]
    return "\n\n".join(filter(None, [event.reason, *told]))


def _says(event: NeedEvent, key: str) -> bool:
    return event.act == NeedAct.PROJECT_CHANGED and key in event.changes and event.changes[key][1] not in (None, "")


def _groupings(proposition: int) -> Iterator[TraceStep]:
    """One line for a day: « 14 contributions regroupées »."""
    events = NeedEvent.objects.filter(about=proposition, act__in=_OF_MANY, public=True).exclude(need=proposition)
    rows = events.order_by("at").values_list("act", "at", "author_label").annotate(number=Count("pk"))[:_MOST_READ]
    lines = sorted(rows, key=lambda row: (timezone.localdate(row[1]), row[0], row[2]))
    for (_, act, who), some in groupby(lines, key=lambda row: (timezone.localdate(row[1]), row[0], row[2])):
        batch = list(some)
        number = sum(row[3] for row in batch)
        done = ("regroupée", "regroupées") if act == NeedAct.GROUPED else ("sortie", "sorties")
        title = quantity(number, f"contribution {done[0]}", f"contributions {done[1]}")
        yield TraceStep(at=batch[0][1], title=title, who=who)


def _first_contribution(inside: Sequence[Contribution]) -> Iterator[TraceStep]:
    first = next((one for one in inside if one.submitted), None)
    if first is not None and first.submitted is not None:
        yield TraceStep(
            at=first.submitted,
            title="Première contribution",
            who=first.organisation.name if first.organisation else "",
            link=first.get_absolute_url(),
            link_label=f"« {first.title} »",
        )


def _meetings(consultation: int, needs: set[int]) -> Iterator[TraceStep]:
    now = timezone.now()
    for step, concerned in _steps_of(consultation):
        if needs & concerned:
            yield replace(step, is_ahead=step.at > now)


@kept_until_written
def _steps_of(consultation: int) -> Sequence[tuple[TraceStep, frozenset[int]]]:
    """Its working groups, hearings and meetings, each with the needs that it is about: few, for many pages."""
    links = defaultdict(set)
    for step, need in ConsultationStep.needs.through.objects.filter(
        consultationstep__consultation=consultation
    ).values_list("consultationstep", "need"):
        links[step].add(need)
    if not links:
        return ()
    rows = ConsultationStep.objects.filter(pk__in=links).select_related("consultation")
    return tuple((_meeting(row), frozenset(links[row.pk])) for row in rows.order_by("starts", "pk"))


def _meeting(row: ConsultationStep) -> TraceStep:
    return TraceStep(
        at=row.starts,
        title=f"{row.get_kind_display()} : {row.title}",
        link=f"{row.consultation.get_url() or ''}#etapes",
        link_label="Participants et compte rendu",
    )


@kept_until_written
def _phases_of(consultation: int) -> Sequence[ConsultationPhase]:
    return tuple(ConsultationPhase.objects.filter(consultation=consultation).order_by("opens", "pk"))


def _phases(proposition: Proposition) -> Iterator[TraceStep]:
    """When collectivités could support it, how many did, and what comes next."""
    if proposition.stage == Stage.DISSOLVED:
        return
    now = timezone.now()
    phases = _phases_of(proposition.consultation_id)
    for phase in phases:
        if phase.kind == PhaseKind.SOUTIEN and phase.opens <= now and proposition.created < phase.closes:
            yield TraceStep(at=max(phase.opens, proposition.created), title="Soutien ouvert aux collectivités")
            if phase.closes <= now:
                yield TraceStep(at=phase.closes, title=f"Soutien clos : {_voices(proposition)}")
    if upcoming := next((phase for phase in phases if phase.opens > now), None):
        yield TraceStep(at=upcoming.opens, title=f"{upcoming.get_kind_display()} : ouverture prévue", is_ahead=True)


def _voices(proposition: Proposition) -> str:
    if not proposition.support_count:
        return "aucune collectivité"
    said = quantity(proposition.support_count, "collectivité soutient", "collectivités soutiennent")
    people = proposition.supported_population
    return f"{said}, {thousands(people)} habitants couverts" if people else said


def _services(wanted: Sequence[int]) -> Iterator[ServicePage]:
    """Those that anybody may read, with their figures."""
    if wanted:
        services = ServicePage.objects.public().filter(pk__in=wanted).select_related("figures")
        yield from services.only("title", "slug", "url_path", "locale", "path", "figures__in_use", "figures__deployed")
