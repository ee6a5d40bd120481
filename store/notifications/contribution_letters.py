"""Contributions: the receipt, the answer of the ANCT, the reminder of a draft; a voice set aside; investigations.

To the author only, while they still act for the organisation in whose name they wrote.
"""

from collections.abc import Iterator, Sequence

from django.db import transaction

from catalogue.needs.drafts import drafts_to_remind, lapse_drafts
from catalogue.needs.models import Contribution, InvestigationRequest, NeedAct, NeedEvent, Support
from store.accounts.models import User
from store.mail.categories import REMINDERS, REQUESTS
from store.mail.posting import Letter, post, post_all

_LETTERS: dict[str, str] = {
    NeedAct.SUBMITTED: "notifications/contribution_receipt.html",
    NeedAct.REWRITTEN: "notifications/contribution_receipt.html",
    NeedAct.ACCEPTED: "notifications/contribution_answer.html",
    NeedAct.REDIRECTED: "notifications/contribution_answer.html",
    NeedAct.REFUSED: "notifications/contribution_answer.html",
    NeedAct.TAKEN_BACK: "notifications/contribution_answer.html",
}


def tell_author_of_contribution(sender, events: Sequence[NeedEvent], **kwargs) -> None:
    told = [event for event in events if event.act in _LETTERS]
    if told:
        post_all(_letters(told))


def tell_whose_voice_is_set_aside(sender, support: Support, **kwargs) -> None:
    """While they still act for the collectivité."""
    if to := _address(support.cast_by, support.organisation_id):
        context = {"support": support, "need": support.need}
        post(f"soutien:{support.pk}:ecarte", to, REQUESTS, "notifications/voice_set_aside.html", context)


def _letters(events: list[NeedEvent]) -> Iterator[Letter]:
    named = ("author", "consultation", "destination", "answered_by")
    rows = Contribution.objects.filter(author__isnull=False).select_related(*named)
    found = rows.in_bulk([event.need_id for event in events])
    for event in events:
        contribution = found.get(event.need_id)
        if contribution and (to := _address(contribution.author, contribution.organisation_id)):
            context = {"contribution": contribution, "event": event}
            yield Letter(f"besoin:{event.need_id}:{event.pk}", to, REQUESTS, _LETTERS[event.act], context)


def _address(author: User | None, organisation: int | None) -> str:
    """Empty if they left, or have none."""
    return author.email if author and author.is_active and author.organisation_id == organisation else ""


@transaction.atomic
def follow_drafts() -> tuple[int, int]:
    """How many drafts are reminded, and how many lapse because their phase is closed."""
    drafts = drafts_to_remind()
    post_all(
        Letter(
            f"besoin:{draft.pk}:rappel:{closes.date().isoformat()}",
            to,
            REMINDERS,
            "notifications/contribution_reminder.html",
            {"contribution": draft, "closes": closes},
        )
        for draft, closes in drafts
        if (to := _address(draft.author, draft.organisation_id))
    )
    return len(drafts), lapse_drafts()


def answer_investigation_request(sender, request: InvestigationRequest, **kwargs) -> None:
    if to := _address(request.author, request.organisation_id):
        context = {"asked": request, "is_accepted": request.state == InvestigationRequest.State.ACCEPTEE}
        post(f"investigation:{request.pk}:reponse", to, REQUESTS, "notifications/investigation_answer.html", context)
