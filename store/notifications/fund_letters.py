"""Files that ask for money, and grants: what their applicants are told, when it is said and not before.

To those who took part (began it, wrote it, certified it) while they act for its lead or its grouping; to everybody of
the lead if none of them is left. Nothing that a desk or a jury prepares is written.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.funding.filing import drafts_about_to_lapse, lapse_unfiled
from catalogue.funding.models import Application, ApplicationEvent, ApplicationState, Grant, GrantAct, GrantEvent
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.accounts.people import agents
from store.mail.categories import FUNDING, REMINDERS, REQUESTS, Category
from store.mail.posting import Letter, post_all
from store.spaces.applying_funds.filing_pages import who_certifies

State = ApplicationState
_STALE = timedelta(days=2)
"""What happened longer ago than that is history that somebody records, not news."""
_MOST = 20
"""People told in one organisation."""

_MOVES: dict[str, str] = {
    State.FILED: "notifications/fund_receipt.html",
    State.COMPLEMENT: "notifications/fund_complement.html",
    State.ADMISSIBLE: "notifications/fund_examined.html",
    State.INADMISSIBLE: "notifications/fund_examined.html",
    State.DISMISSED: "notifications/fund_examined.html",
    State.GRANTED: "notifications/fund_decision.html",
    State.WAITING: "notifications/fund_decision.html",
    State.REFUSED: "notifications/fund_decision.html",
    State.REDIRECTED: "notifications/fund_decision.html",
    State.NOT_FILED: "notifications/fund_not_filed.html",
    State.DRAFT: "notifications/fund_not_filed.html",
}
_GRANT_ACTS = (
    GrantAct.AWARDED,
    GrantAct.TO_SIGN,
    GrantAct.PAID,
    GrantAct.REPORT_ASKED,
    GrantAct.REDUCED,
    GrantAct.GIVEN_BACK,
    GrantAct.CANCELLED,
    GrantAct.CLOSED,
)


def tell_applicants_of_a_file(sender, event: ApplicationEvent, **kwargs) -> None:
    """In the transaction that moves it."""
    if not event.public or not _is_news(event.at):
        return
    if event.to_state in _MOVES:
        _tell_of_move(event)
    elif event.act in _SAID:
        _SAID[event.act](event)


def _tell_of_move(event: ApplicationEvent) -> None:
    row = event.application
    until = row.decided + timedelta(days=row.wave.redress_days) if row.decided else None
    context = {
        "is_declined": event.to_state in (State.INADMISSIBLE, State.DISMISSED, State.REFUSED, State.REDIRECTED),
        "woken": event.from_state == State.WAITING and event.to_state == State.GRANTED,
        "is_answer": event.from_state == State.COMPLEMENT,
        "grant": Grant.objects.standing().filter(application=row).first(),
        "redress_until": until,
    }
    _post(event, people_of(row), REQUESTS, _MOVES[event.to_state], context)


def _invite(event: ApplicationEvent) -> None:
    """The collectivité that is invited: its public address, and its people who have an account."""
    invited = Organisation.objects.filter(pk=event.changes.get("organisation") or 0).first()
    if invited is None:
        return
    people = _agents_of([invited.pk])
    letters = list(_letters(event, people, FUNDING, "notifications/fund_invitation.html", {"invited": invited}))
    if invited.public_email:
        key = f"financement:{event.application_id}:{event.pk}:organisation:{invited.pk}"
        context = {**_context(event), "invited": invited, "has_account": bool(people)}
        letters.append(Letter(key, invited.public_email, FUNDING, "notifications/fund_invitation.html", context))
    post_all(letters)


def _ask_to_certify(event: ApplicationEvent) -> None:
    _post(event, who_certifies(event.application)[:_MOST], REQUESTS, "notifications/fund_to_certify.html", {})


def _tell_of_partner(event: ApplicationEvent) -> None:
    """Nobody is told of what they have just done."""
    others = [one for one in people_of(event.application) if one.pk != event.author_id]
    _post(event, others, FUNDING, "notifications/fund_partner.html", {"member": event.changes.get("membre", "")})


_SAID: dict[str, Callable[[ApplicationEvent], None]] = {
    "invitation": _invite,
    "a-certifier": _ask_to_certify,
    "accord": _tell_of_partner,
    "depart": _tell_of_partner,
}


def tell_beneficiaries(sender, event: GrantEvent, **kwargs) -> None:
    """The award of a file is told with its decision."""
    grant = event.grant
    if event.act not in _GRANT_ACTS or not _is_news(event.at):
        return
    if event.act == GrantAct.AWARDED and grant.application_id:
        return
    file = grant.application
    people = people_of(file) if file else _agents_of([grant.beneficiary_id])
    context = {"grant": grant, "event": event, "file": file}
    post_all(
        Letter(f"subvention:{grant.pk}:{event.pk}:{one.pk}", to, REQUESTS, "notifications/fund_grant.html", context)
        for one in people
        if (to := one.own_address)
    )


@transaction.atomic
def follow_fund_drafts() -> tuple[int, int]:
    """How many drafts are reminded, and how many are « non déposée » because their wave is closed."""
    drafts = drafts_about_to_lapse()
    post_all(
        Letter(
            f"financement:{row.pk}:rappel:{row.wave.closes:%Y%m%d%H%M}:{one.pk}",
            to,
            REMINDERS,
            "notifications/fund_reminder.html",
            {"application": row, "wave": row.wave, "call": row.call},
        )
        for row in drafts
        for one in people_of(row)
        if (to := one.own_address)
    )
    return len(drafts), lapse_unfiled()


def people_of(row: Application) -> list[User]:
    concerned = {row.lead_id, *row.members.filter(agreed__isnull=False).values_list("organisation", flat=True)}
    took_part = {row.author_id, row.certified_by_id, *row.events.filter(public=True).values_list("author", flat=True)}
    people = agents().filter(pk__in=[pk for pk in took_part if pk], organisation__in=concerned).order_by("pk")
    return list(people[:_MOST]) or _agents_of([row.lead_id])


def _agents_of(organisations: Iterable[int]) -> list[User]:
    return list(agents().filter(organisation__in=list(organisations)).order_by("pk")[:_MOST])


def _is_news(at: datetime) -> bool:
    return at > timezone.now() - _STALE


def _post(
    event: ApplicationEvent, people: Iterable[User], category: Category, template: str, context: dict[str, Any]
) -> None:
    post_all(_letters(event, people, category, template, context))


def _letters(
    event: ApplicationEvent, people: Iterable[User], category: Category, template: str, context: dict[str, Any]
) -> Iterator[Letter]:
    said = {**_context(event), "has_account": True, **context}
    for one in people:
        if to := one.own_address:
            yield Letter(f"financement:{event.application_id}:{event.pk}:{one.pk}", to, category, template, said)


def _context(event: ApplicationEvent) -> dict[str, Any]:
    row = event.application
    return {"event": event, "application": row, "call": row.call, "wave": row.wave, "lead": row.lead}
