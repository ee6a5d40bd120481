"""The public log of grouping: who grouped what, when and why, for a whole consultation or for one proposition."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.french import thousands
from catalogue.foundation.pagination import KeyPaginator
from catalogue.needs.models import Consultation, Need, NeedAct, NeedEvent

PER_PAGE = 20
_WORDS = {
    NeedAct.CREATED: "Proposition créée, sans aucun soutien",
    NeedAct.GROUPED: "Entre dans la proposition",
    NeedAct.UNGROUPED: "Sort de la proposition",
    NeedAct.OBJECTED: "Son auteur s'oppose au regroupement",
    NeedAct.OBJECTION_KEPT: "Opposition suivie",
    NeedAct.OBJECTION_DISMISSED: "Opposition non suivie",
    NeedAct.CORRECTED: "Texte de la proposition corrigé",
}
_DISSOLVED = "Proposition dissoute"
_FIELDS = {
    "title": "Titre",
    "text": "Texte",
    "cost_build": "Coût estimé de construction",
    "cost_deploy": "Coût estimé de déploiement",
}
_IN_EUROS = ("cost_build", "cost_deploy")
_SHOWN = (
    *("act", "at", "author_label", "reason", "changes", "need", "about", "about__title", "about__public_since"),
    *("need__title", "need__series", "need__number", "need__public_since"),
)


@dataclass(frozen=True)
class ChangedText:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class LogLine:
    """`need`: what it is about, None if it may not be read any more or is the proposition itself."""

    at: datetime
    who: str
    what: str
    why: str
    need: Need | None
    proposition: Need
    changes: tuple[ChangedText, ...] = ()


def lines_of(events: Iterable[NeedEvent]) -> Iterator[LogLine]:
    for event in events:
        proposition = event.about
        if proposition is None or not proposition.is_public:
            continue
        is_own = event.need_id == proposition.pk
        dissolves = is_own and event.act == NeedAct.UNGROUPED
        yield LogLine(
            at=event.at,
            who=event.author_label,
            what=_DISSOLVED if dissolves else _WORDS.get(NeedAct(event.act), event.get_act_display()),
            why=event.reason,
            need=event.need if not is_own and event.need.is_public else None,
            proposition=proposition,
            changes=tuple(_changes(event)),
        )


def _changes(event: NeedEvent) -> Iterator[ChangedText]:
    for name, label in _FIELDS.items():
        if name in event.changes:
            before, after = (_written(name, value) for value in event.changes[name])
            yield ChangedText(label, before, after)


def _written(name: str, value: str | int | None) -> str:
    if value in (None, ""):
        return "non renseigné"
    return f"{thousands(int(value))} euros" if name in _IN_EUROS else str(value)


def pages_of_log(events: QuerySet[NeedEvent]) -> KeyPaginator:
    ordered = events.order_by("-at", "-pk")
    return KeyPaginator(ordered.values_list("pk", flat=True), with_needs(ordered), PER_PAGE)


def with_needs(events: QuerySet[NeedEvent]) -> QuerySet[NeedEvent]:
    return events.select_related("need", "about").only(*_SHOWN)


def log_of(consultation: Consultation) -> QuerySet[NeedEvent]:
    return _of_grouping().filter(consultation=consultation.pk)


def log_about(proposition: int) -> QuerySet[NeedEvent]:
    return _of_grouping().filter(about=proposition)


def _of_grouping() -> QuerySet[NeedEvent]:
    return NeedEvent.objects.filter(about__isnull=False, public=True, act__in=[str(act) for act in _WORDS])


def corrections_of(proposition: int) -> QuerySet[NeedEvent]:
    """Latest first."""
    own = NeedEvent.objects.filter(need=proposition, act=NeedAct.CORRECTED, public=True)
    return own.order_by("-at", "-pk")


@kept_until_written
def latest_about(proposition: int, most: int) -> list[NeedEvent]:
    """The latest lines of its log, and its latest corrections, however old: one query."""
    log, corrections = log_about(proposition).order_by("-at", "-pk"), corrections_of(proposition)
    wanted = Q(pk__in=log.values("pk")[:most]) | Q(pk__in=corrections.values("pk")[:most])
    return list(with_needs(NeedEvent.objects.filter(wanted)).order_by("-at", "-pk"))
