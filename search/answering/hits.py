"""Reads hits from the database: the index says which services, the database what they contain and who may see them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.files.storage import default_storage
from django.db.models import F, QuerySet
from django.utils.safestring import SafeString

from catalogue.deployments.models import AreaUse, ServiceFigures
from catalogue.deployments.use_figures import FRANCE
from catalogue.foundation.prepared_queries import MOMENT, Prepared, number, text, union
from catalogue.services.models import RequiredService, ServicePage
from catalogue.services.rules.eligibility import HIDDEN, Rules, Verdict, judge
from catalogue.services.rules.visibility import closed_to
from catalogue.services.sheet.card import addresses_of
from catalogue.services.sheet.renditions import LOGO
from catalogue.territories.chosen import PARAMETER
from catalogue.territories.models import Territory
from search.answering.highlighting import Marker, is_marked
from search.answering.query import PER_PAGE
from search.answering.results import Hit, HitSheet
from search.answering.visit import Visit

_THEME, _USERS, _NEED, _LOGO, _ALIKE = "theme", "users", "need", "logo", "alike"
_LIKE = ("\x01", "\x02")
"""Constants for the kind and the stratum of the visitor's territory."""


@dataclass
class Details:
    """`needs`: ids of the services to use first. `confirmed`, `deployed`: how many of `in_use` are.

    `has_demo`: some uses are invented for the demonstration. `logo`: the file of its rendition. `alike`: how many
    territories of the visitor's kind and stratum use it in France, theirs included.
    """

    themes: list[str] = field(default_factory=list)
    logo: str = ""
    needs: list[int] = field(default_factory=list)
    alike: int = 0
    in_use: int = 0
    confirmed: int = 0
    deployed: int = 0
    has_demo: bool = False


def details_of(ids: Sequence[int], territory: Territory | None = None) -> dict[int, Details]:
    """Themes and required services in the editors' order, for one page of ids at most."""
    details: dict[int, Details] = defaultdict(Details)
    like = (territory.kind, territory.stratum) if territory else _LIKE
    for page_id, what, first, second, third, fourth, name in sorted(_ROWS.rows(ids, like)):
        its = details[page_id]
        if what == _THEME:
            its.themes.append(name)
        elif what == _LOGO:
            its.logo = name
        elif what == _NEED:
            its.needs.append(second)
        elif what == _ALIKE:
            its.alike = first
        else:
            its.in_use, its.confirmed, its.deployed, its.has_demo = first, second, third, fourth > 0
    return details


def _write_details(ids: list[int]) -> QuerySet:
    """(page, what, four numbers, name)."""
    return union(_themes(ids), _users(ids), _needs(ids), _logos(ids), _alike(ids))


def _logos(ids: list[int]) -> QuerySet:
    """Prepared with the sheet, in the size of its header."""
    logos = ServicePage.objects.filter(pk__in=ids, logo__renditions__filter_spec=LOGO).order_by()
    return logos.values_list("pk", text(_LOGO), *[number()] * 4, "logo__renditions__file")


def _themes(ids: list[int]) -> QuerySet:
    links = ServicePage.themes.through.objects.filter(servicepage__in=ids).order_by()
    return links.values_list("servicepage_id", text(_THEME), "theme__order", *[number()] * 3, "theme__name")


def _users(ids: list[int]) -> QuerySet:
    used = ServiceFigures.objects.filter(service__in=ids, in_use__gt=0).order_by()
    return used.values_list("service_id", text(_USERS), "in_use", "confirmed", "deployed", "made_up", text())


def _needs(ids: list[int]) -> QuerySet:
    needs = RequiredService.objects.filter(page__in=ids).order_by()
    return needs.values_list("page_id", text(_NEED), F("sort_order"), "service_id", number(), number(), text())


def _alike(ids: list[int]) -> QuerySet:
    kind, stratum = _LIKE
    counted = AreaUse.objects.filter(service__in=ids, area=FRANCE, kind=kind, stratum=stratum).order_by()
    # `made_up`, which nobody reads, is not in the index of the most used: SQLite would walk all services in that one.
    return counted.values_list("service_id", text(_ALIKE), "places", "made_up", *[number()] * 2, text())


_ROWS = Prepared(_write_details, PER_PAGE, _LIKE)

_AT_ONCE = 4 * PER_PAGE
"""A page of hits and the services they require."""


def read_hits(ids: list[int], user, visit: Visit, marker: Marker, bodies: Mapping[int, str] | None = None) -> list[Hit]:
    """In the engine's order, without those that `user` may not see. Three queries.

    `bodies`: the indexed text of each, quoted when nothing on the card matches.
    """
    details = details_of(ids, visit.territory)
    needed = {need for its in details.values() for need in its.needs} if visit.territory else set()
    seen = seen_sheets([*ids, *needed.difference(ids)], user)
    found = {pk: seen[pk] for pk in ids if pk in seen}
    addresses, cards = dict(zip(found, addresses_of(found.values()), strict=True)), _marked(found, marker, bodies or {})
    hits = []
    for pk, sheet in found.items():
        (action, name, summary), its = cards[pk], details[pk]
        hits.append(
            Hit(
                sheet=sheet,
                url=f"{addresses[pk]}?{PARAMETER}={visit.key}" if visit.territory else addresses[pk],
                action=action,
                name=name,
                summary=summary,
                themes=its.themes,
                in_use=its.in_use,
                confirmed=its.confirmed,
                deployed=its.deployed,
                usability=_usability(sheet, its, seen, visit),
                alike=its.alike,
                logo=default_storage.url(its.logo) if its.logo else "",
                has_demo=its.has_demo,
            )
        )
    return hits


def seen_sheets(ids: list[int], user) -> dict[int, HitSheet]:
    """Sheets `visible_to` the person; one query for them and one for restrictions."""
    closed = closed_to(user)
    some = (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))
    sheets = (HitSheet(*row) for these in some for row in _SHEETS.rows(these))
    return {sheet.pk: sheet for sheet in sheets if not sheet.path.startswith(closed)}


def _write(ids: list[int]) -> QuerySet:
    return ServicePage.objects.shown_at(MOMENT).filter(pk__in=ids).values_list(*HitSheet._fields)


_SHEETS = Prepared(_write, _AT_ONCE)


def _marked(
    found: Mapping[int, HitSheet], marker: Marker, bodies: Mapping[int, str]
) -> dict[int, tuple[SafeString, SafeString, SafeString]]:
    """Action, name and summary. If nothing in them matches, the part of the body that does replaces the summary."""
    marked = {}
    for pk, sheet in found.items():
        action, name, summary = (marker.mark(text) for text in (sheet.action, sheet.title, sheet.summary))
        if marker and not any(map(is_marked, (action, name, summary))):
            summary = marker.excerpt(bodies.get(pk, "")) or summary
        marked[pk] = action, name, summary
    return marked


def _usability(sheet: HitSheet, details: Details, seen: Mapping[int, HitSheet], visit: Visit) -> Verdict | None:
    who = visit.eligibility
    if who is None:
        return None
    requires = tuple((need, seen[need].title if need in seen else HIDDEN) for need in details.needs)
    return judge(Rules.of(sheet, requires), who.kind, who.population, who.in_use)
