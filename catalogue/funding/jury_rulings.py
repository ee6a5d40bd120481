"""What a jury makes of the files of the fund: the proposal that the rules give, then its decisions, in batch.

The work of the jury itself is `catalogue.review`: ask `catalogue.review.sight` first which files a member may read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalogue.funding.application_files import application_of
from catalogue.funding.awarding import Ranked, Ruled, left_to_the_chair, not_the_files_of, propose, rank
from catalogue.funding.models import ApplicationState, JuryWayOn
from catalogue.review.models import Decision, DecisionOutcome, ReviewFile, Seat, Session
from catalogue.review.reviewing import decide, publish
from catalogue.review.tallies import NO_SCORES, FileFigures

State = ApplicationState
_OUTCOMES = {
    State.GRANTED: DecisionOutcome.SELECTED,
    State.WAITING: DecisionOutcome.ADJOURNED,
    State.REFUSED: DecisionOutcome.NOT_SELECTED,
    State.REDIRECTED: DecisionOutcome.NOT_SELECTED,
}


@dataclass(frozen=True)
class RankedProposal:
    """A file in its place. `ruled`: what the rules give; `tied`: the chair says which of the tied comes first."""

    file: ReviewFile
    place: int
    ranked: Ranked
    ruled: Ruled
    tied: bool


def proposals(
    files: Iterable[ReviewFile], figures: Mapping[int, FileFigures], places: Mapping[int, int] | None = None
) -> list[RankedProposal]:
    """The best first, each envelope paying its own with what it has left."""
    by_application = {application_of(file).pk: file for file in files}
    ranked = [_ranked(file, figures.get(file.pk, NO_SCORES)) for file in by_application.values()]
    tied = left_to_the_chair(ranked)
    by_envelope: dict[int | None, list[Ranked]] = defaultdict(list)
    for one in ranked:
        by_envelope[one.application.envelope_id].append(one)
    ruled: dict[int, Ruled] = {}
    for some in by_envelope.values():
        envelope = some[0].application.envelope
        left = envelope.remainder if envelope else 0
        ruled |= {one.application.pk: one for one in propose(some, left, places)}
    found = []
    for place, one in enumerate(rank(ranked, places), 1):
        pk = one.application.pk
        found.append(RankedProposal(by_application[pk], place, one, ruled[pk], pk in tied))
    return found


def _ranked(file: ReviewFile, figures: FileFigures) -> Ranked:
    return Ranked(application_of(file), figures.overall.median, figures.overall.mean)


@transaction.atomic
def record_rulings(
    rulings: Sequence[tuple[ReviewFile, Ruled]], seat: Seat, at: datetime | None = None
) -> list[Decision]:
    """Drafts of decisions, all or none; nobody outside reads them before they are published."""
    return [_record(file, ruled, seat, at) for file, ruled in rulings]


def _record(file: ReviewFile, ruled: Ruled, seat: Seat, at: datetime | None) -> Decision:
    not_the_files_of(seat, ruled.application)
    amount = Decimal(ruled.amount) if ruled.amount is not None and ruled.state == State.GRANTED else None
    made = decide(file, seat, _OUTCOMES[ruled.state], ruled.reason, amount, at=at)
    said = {"way_on": ruled.way_on, "redirects": ruled.state == State.REDIRECTED}
    JuryWayOn.objects.update_or_create(decision=made, defaults=said)
    return made


@transaction.atomic
def publish_rulings(
    session: Session, rulings: Sequence[tuple[ReviewFile, Ruled]], seat: Seat, at: datetime | None = None
) -> list[Decision]:
    """Recorded and published at one instant: an envelope that does not hold them stops them all."""
    return publish(session, seat, record_rulings(rulings, seat, at), at=at)
