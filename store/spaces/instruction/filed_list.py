"""The files of a desk: by call, wave and state, mine or everybody's; the first filed first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.foundation.pagination import page_links
from catalogue.funding.instructing import Desk
from catalogue.funding.models import (
    UNFILED,
    ApplicationState,
    CallKind,
    FundDesk,
    FundingCall,
    Wave,
)
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.fund_frame import fund_page
from store.spaces.instruction.asked_files import ALL, MINE, NOBODY, AskedFiles, asked_files
from store.spaces.instruction.desk_acts import acts_of
from store.spaces.instruction.desk_place import desk_of

PER_PAGE = 50
_MOST_CALLS = 100


@dataclass(frozen=True)
class ListChoice:
    """An option of a list box."""

    value: str
    label: str
    chosen: bool


@require_safe
@only(Action.INSTRUCT_FILES)
def files(request: SignedInRequest, desk: int) -> HttpResponse:
    held = desk_of(request, desk)
    calls = list(_calls(held)[:_MOST_CALLS])
    waves = list(Wave.objects.filter(call__in=calls).select_related("call").order_by("call__title", "number"))
    asked = asked_files(request, calls, waves)
    rows = asked.among(held).select_related("call", "wave", "lead__territory", "assignment__officer__user")
    page = Paginator(rows.order_by("filed", "pk"), PER_PAGE).get_page(asked.page)
    address = reverse("fund-desk", args=[desk])
    context = {
        "desk": held,
        "files": page,
        "found": page.paginator.count,
        "asked": replace(asked, page=page.number),
        "is_filtered": asked.query() != "?",
        "filters": _filters(asked, calls, waves),
        "acts": acts_of(held),
        "pagination": page_links(page, lambda number: f"{address}{asked.query(number)}"),
    }
    return fund_page(request, "spaces/instruction/files.html", context)


def _calls(desk: Desk) -> QuerySet[FundingCall]:
    rows = FundingCall.objects.order_by("title")
    local = desk.officer.desk == FundDesk.PREFECTURE
    return rows.filter(kind=CallKind.LOCAL) if local else rows.exclude(kind=CallKind.LOCAL)


def _filters(
    asked: AskedFiles, calls: Iterable[FundingCall], waves: Iterable[Wave]
) -> list[tuple[str, str, list[ListChoice]]]:
    states = [(str(one), one.label) for one in ApplicationState if one not in UNFILED]
    return [
        ("appel", "Appel", _choices(asked.call, "Tous", [(str(one.pk), one.title) for one in calls])),
        ("vague", "Vague", _choices(asked.wave, "Toutes", [(str(one.pk), str(one)) for one in waves])),
        ("etat", "État", _choices(asked.state, "À l'étude", [(ALL, "Tous"), *states])),
        ("suivi", "Suivi", _choices(asked.followed, "Par tous", [(MINE, "Par moi"), (NOBODY, "Par personne")])),
    ]


def _choices(chosen: str, none: str, options: Iterable[tuple[str, str]]) -> list[ListChoice]:
    return [ListChoice(value, label, value == chosen) for value, label in [("", none), *options]]
