"""After a session on files of the fund: the ranking as ruled, decisions in batch, published at one instant or not.

Who presides over a file reads and decides it (`catalogue.review.sight`); a file that the reader is in conflict on, or
has not declared on, is in no number of this page.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from catalogue.foundation.french import quantity, thousands
from catalogue.funding.application_files import application_of
from catalogue.funding.awarding import Ruled
from catalogue.funding.jury_rulings import RankedProposal, proposals, publish_rulings, record_rulings
from catalogue.funding.models import Application, ApplicationState, Envelope, JuryWayOn
from catalogue.review.models import Decision, DecisionOutcome, ReviewFile, Seat, Session
from catalogue.review.sight import declarations_of, may_see_figures, presided_files
from catalogue.review.tallies import figures_by_file
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.committee.place import page, session_and_seat
from store.spaces.instruction.asked_files import asked_numbers
from store.spaces.instruction.ruling_rows import ReadRuling, RulingForm, RulingRow, all_valid, initial_of

State = ApplicationState
READ, RECORD, PUBLISH = "relire", "enregistrer", "publier"
_CHANGED = "Une décision a changé depuis que vous l'avez lue : rien n'est enregistré, rechargez la page."
_OUTCOMES = {
    DecisionOutcome.SELECTED: State.GRANTED,
    DecisionOutcome.ADJOURNED: State.WAITING,
    DecisionOutcome.NOT_SELECTED: State.REFUSED,
}


@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.SIT_IN_COMMITTEE)
def ranking(request: SignedInRequest, pk: int) -> HttpResponse:
    session, seat = session_and_seat(request, pk, Action.PRESIDE)
    if not session.is_over:
        messages.error(request, "Les notes sont encore ouvertes : fermez la séance avant de décider.")
        return redirect("committee-presidency", pk)
    mine, undeclared = _readable(session, seat)
    decided = {one.file_id: one for one in Decision.objects.in_force().filter(file__in=mine)}
    corrected = _corrected(request, {file.pk for file in mine})
    files = [file for file in mine if file.pk not in decided or file.pk in corrected]
    data = request.POST if request.method == "POST" else None
    context = {
        "undeclared": undeclared,
        "decided": [decided[file.pk] for file in mine if file.pk in decided],
        "envelopes": Envelope.objects.filter(pk__in={application_of(file).envelope_id for file in files}),
        "corrected": corrected,
        "rows": _rows(files, data),
    }
    return _answered(request, session, seat, context, data)


def _answered(
    request: SignedInRequest, session: Session, seat: Seat, context: dict[str, Any], data: QueryDict | None
) -> HttpResponse:
    """What was asked is shown, recorded or published; what is refused is said above the forms."""
    template = "spaces/instruction/ranking.html"
    gesture = next((one for one in (READ, RECORD, PUBLISH) if data is not None and one in data), "")
    rows: list[RulingRow] = context["rows"]
    if not gesture:
        return page(request, session, seat, template, context)
    if not all_valid([one.form for one in rows]):
        return page(request, session, seat, template, context | {"wrong": True})
    rulings = [(one, one.form.ruled()) for one in rows if one.form.decides]
    try:
        done = _done(session, seat, rulings, gesture)
    except ValidationError as error:
        return page(request, session, seat, template, context | {"refused": error.messages})
    if gesture == READ:
        total = sum(ruled.amount or 0 for _, ruled in rulings)
        context |= {"read": [ReadRuling(ruled) for _, ruled in rulings], "total": total}
        return page(request, session, seat, template, context)
    what = ", sans les publier" if gesture == RECORD else " et publiées"
    messages.success(request, f"Décisions enregistrées{what} : {quantity(done, 'dossier')}.")
    return redirect("committee-presidency" if gesture == PUBLISH else "jury-ranking", session.pk)


def _done(session: Session, seat: Seat, rulings: Sequence[tuple[RulingRow, Ruled]], gesture: str) -> int:
    """What is read is what would be published: it is published, then undone."""
    files = {one.pk: one for one in ReviewFile.objects.with_subjects().filter(session=session)}
    pairs = [(files[row.file_pk or 0], ruled) for row, ruled in rulings]
    for file, _ in pairs:
        file.session = session
    with transaction.atomic():
        _check_seen(rulings)
        if gesture == RECORD:
            return len(record_rulings(pairs, seat))
        done = len(publish_rulings(session, pairs, seat))
        transaction.set_rollback(gesture == READ)
    return done


def _check_seen(rulings: Sequence[tuple[RulingRow, Ruled]]) -> None:
    drafts = Decision.objects.drafts().filter(file__in=[row.file_pk for row, _ in rulings])
    now = {one.file_id: one.decided_at.isoformat() for one in drafts}
    if any(row.form.cleaned_data["seen"] != now.get(row.file_pk or 0, "") for row, _ in rulings):
        raise ValidationError(_CHANGED)


def _readable(session: Session, seat: Seat) -> tuple[list[ReviewFile], list[ReviewFile]]:
    """Files of the fund that this seat decides on: those whose figures it may read, and those to declare on first."""
    every = ReviewFile.objects.with_subjects().filter(session=session)
    mine = presided_files(session, seat)
    files = [file for file in every if file.pk in mine and isinstance(file.subject, Application)]
    if not files:
        raise Http404("Aucun dossier du fonds ne se décide ici.")
    declared = declarations_of(seat, files)
    for file in files:
        file.session = session
    seen = [one for one in files if may_see_figures(declared.get(one.pk), is_over=True, presides=True)]
    return seen, [one for one in files if one.pk not in declared]


def _corrected(request: HttpRequest, mine: set[int]) -> set[int]:
    """`?corriger=12`: published decisions that another one is to correct."""
    return set(asked_numbers(request, "corriger")) & mine


def _rows(files: Sequence[ReviewFile], data: QueryDict | None) -> list[RulingRow]:
    figures = figures_by_file(files)
    places = _places(files, data)
    drafts = {one.file_id: one for one in Decision.objects.drafts().filter(file__in=files)}
    ways = {one.decision_id: one for one in JuryWayOn.objects.filter(decision__in=drafts.values())}
    found = []
    for one in proposals(files, figures, places):
        draft = drafts.get(one.file.pk)
        said = _of_draft(draft, ways.get(draft.pk)) if draft else _of_rules(one)
        about = application_of(one.file)
        place = places.get(about.pk)
        bound = data if data is not None and "recalculer" not in data else None
        form = RulingForm(about, said | {"place": place}, bound, tied=one.tied)
        row = RulingRow(about, form, _told(one, figures), _proposed(one), one.place, one.file.pk)
        found.append(row)
    return found


def _places(files: Sequence[ReviewFile], data: QueryDict | None) -> dict[int, int]:
    """What the chair said of files that are tied, kept in the form."""
    if data is None:
        return {}
    known = [application_of(file).pk for file in files]
    typed = {pk: str(data.get(f"d{pk}-place", "")) for pk in known}
    return {pk: int(said) for pk, said in typed.items() if said.isascii() and said.isdecimal() and len(said) < 5}  # noqa: PLR2004


def _of_rules(one: RankedProposal) -> dict[str, Any]:
    """The chair writes the reasons of what they decide between equals."""
    return initial_of(one.ruled) | ({"reason": ""} if one.tied else {})


def _of_draft(draft: Decision, way: JuryWayOn | None) -> dict[str, Any]:
    state = State.REDIRECTED if way and way.redirects else _OUTCOMES[DecisionOutcome(draft.outcome)]
    return {
        "outcome": str(state),
        "amount": None if draft.amount is None else int(draft.amount),
        "reason": draft.reason,
        "way_on": way.way_on if way else "",
        "seen": draft.decided_at.isoformat(),
    }


def _told(one: RankedProposal, figures: dict) -> str:
    if one.ranked.median is None:
        return "Personne n'a donné de note."
    voters = quantity(figures[one.file.pk].overall.voters, "membre")
    mean = one.ranked.mean or 0
    tied = " ; à égalité, la présidence départage" if one.tied else ""
    return f"Médiane {_mark(one.ranked.median)}, moyenne {_mark(mean)} ({voters}){tied}"


def _mark(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _proposed(one: RankedProposal) -> str:
    amount = f", {thousands(one.ruled.amount)} €" if one.ruled.amount else ""
    return f"{one.ruled.state.label.lower()}{amount}"
