"""« Instruction »: what waits for a person, desk by desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.foundation.french import quantity
from catalogue.funding.instructing import envelopes_at, files_at
from catalogue.funding.models import Application, ApplicationState, Envelope, FundDesk, FundOfficer
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.fund_frame import fund_page
from store.spaces.instruction.desk_place import INSTRUCTING, officers_of

State = ApplicationState
_MOST = 120
_WORDS = {
    State.FILED: ("dossier à examiner", "dossiers à examiner"),
    State.COMPLEMENT: ("complément attendu", "compléments attendus"),
    State.ADMISSIBLE: ("dossier recevable", "dossiers recevables"),
    State.PRESELECTED: ("dossier présélectionné", "dossiers présélectionnés"),
    State.AT_JURY: ("dossier devant le jury", "dossiers devant le jury"),
    State.WAITING: ("dossier en liste d'attente", "dossiers en liste d'attente"),
}


@dataclass(frozen=True)
class Waiting:
    """So many files in a state, and where to read them."""

    text: str
    url: str


@dataclass(frozen=True)
class HeldDesk:
    officer: FundOfficer
    waiting: list[Waiting]
    envelopes: list[Envelope]

    @property
    def instructs(self) -> bool:
        return self.officer.desk in INSTRUCTING


@require_safe
@only(Action.OPEN_FUND_DESK)
def overview(request: SignedInRequest) -> HttpResponse:
    desks = [_held(officer) for officer in officers_of(request)]
    return fund_page(request, "spaces/instruction/overview.html", {"desks": desks})


def _held(officer: FundOfficer) -> HeldDesk:
    if officer.desk not in INSTRUCTING:
        return HeldDesk(officer, [], [])
    envelopes = []
    if officer.desk == FundDesk.PREFECTURE:
        envelopes = list(envelopes_at(officer).select_related("territory").order_by("territory__code", "pk")[:_MOST])
    return HeldDesk(officer, list(_waiting(officer)), envelopes)


def _waiting(officer: FundOfficer) -> Iterator[Waiting]:
    url = reverse("fund-desk", args=[officer.pk])
    files = files_at(officer)
    mine = Application.objects.filter(assignment__officer=officer, pk__in=files, state__in=_WORDS).count()
    if mine:
        yield Waiting(f"{quantity(mine, 'dossier')} que vous suivez", f"{url}?suivi=moi")
    counts = dict(files.filter(state__in=_WORDS).order_by().values_list("state").annotate(Count("pk")))
    for state, (one, many) in _WORDS.items():
        if counts.get(state):
            yield Waiting(quantity(counts[state], one, many), f"{url}?etat={state}")
