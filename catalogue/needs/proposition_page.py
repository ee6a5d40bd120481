"""What the page of a proposition shows: what it groups, who supports it, what was changed in it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.pagination import KeyPaginator
from catalogue.needs.grouping_log import LogLine, latest_about, lines_of
from catalogue.needs.models import Contribution, NeedAct, Proposition, Stage, Support
from catalogue.needs.support_picture import MANDATE, SupportPicture, hidden_until, picture_of

SHOWN = 20
_LATEST = 5
_LISTED = ("title", "series", "number", "kind", "author_profile", "author_function", "organisation__name")


@dataclass(frozen=True)
class ShownProposition:
    """`hidden`: why supports are not shown, as a sentence; then there is no picture, whatever they are."""

    contributions: tuple[Contribution, ...]
    hidden: str
    picture: SupportPicture | None
    corrections: tuple[LogLine, ...]
    log: tuple[LogLine, ...]
    is_dissolved: bool

    @property
    def map(self):
        return self.picture.map if self.picture else None


def shown(proposition: Proposition) -> ShownProposition:
    """Two queries, kept until somebody writes; one more if supports may be hidden."""
    hidden = hidden_until(proposition.consultation)
    events = latest_about(proposition.pk, _LATEST)
    corrections = [event for event in events if event.act == NeedAct.CORRECTED]
    return ShownProposition(
        contributions=_first_grouped(proposition.pk),
        hidden=hidden,
        picture=None if hidden else picture_of(proposition),
        corrections=tuple(lines_of(corrections)),
        log=tuple(lines_of(events[:_LATEST])),
        is_dissolved=proposition.stage == Stage.DISSOLVED,
    )


@kept_until_written
def _first_grouped(proposition: int) -> tuple[Contribution, ...]:
    return tuple(contributions_of(proposition)[:SHOWN])


def contributions_of(proposition: int) -> QuerySet[Contribution]:
    """In the order in which they were written."""
    grouped = Contribution.objects.filter(grouped_into=proposition, public_since__isnull=False)
    return grouped.select_related("organisation").only(*_LISTED).order_by("pk")


def pages_of_contributions(proposition: Proposition) -> KeyPaginator:
    rows = contributions_of(proposition.pk)
    keys = rows.values_list("pk", flat=True)
    return KeyPaginator(keys, rows, SHOWN, proposition.contribution_count)


@dataclass(frozen=True)
class SupporterRow:
    """Of a voice: never whose name."""

    organisation: str
    url: str
    mandate: str
    support: Support


def pages_of_supporters(proposition: Proposition) -> KeyPaginator:
    """Latest first."""
    counted = Support.objects.filter(need=proposition.pk, ended__isnull=True).order_by("-cast_at", "-pk")
    return KeyPaginator(counted.values_list("pk", flat=True), _named(counted), SHOWN, proposition.support_count)


def set_aside(proposition: Proposition) -> list[SupporterRow]:
    """The latest voices that do not count, with why."""
    ended = Support.objects.filter(need=proposition.pk, ended__isnull=False).order_by("-ended", "-pk")
    return [supporter_row(one) for one in _named(ended.exclude(reason=""))[:SHOWN]]


def _named(supports: QuerySet[Support]) -> QuerySet[Support]:
    return supports.select_related("organisation__territory")


def supporter_row(support: Support) -> SupporterRow:
    place = support.organisation.territory
    return SupporterRow(
        organisation=support.organisation.name,
        url=place.get_absolute_url() if place else "",
        mandate=MANDATE.get(support.profile, support.profile),
        support=support,
    )
