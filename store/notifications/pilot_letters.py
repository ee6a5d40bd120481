"""What applicants to a call for pilots are told: received, chosen, waiting, woken from the waiting list, not chosen."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from catalogue.needs.models import Candidacy, NeedEvent
from store.accounts.models import User
from store.mail.categories import REQUESTS
from store.mail.posting import Letter, post_all

_TEMPLATES = {
    Candidacy.State.FILED: "notifications/candidacy_receipt.html",
    Candidacy.State.CHOSEN: "notifications/candidacy_answer.html",
    Candidacy.State.WAITING: "notifications/candidacy_answer.html",
    Candidacy.State.REFUSED: "notifications/candidacy_answer.html",
}


def tell_applicants(sender, candidacies: Iterable[Candidacy], woken: bool, **kwargs) -> None:
    """Written in the same transaction. Nobody is told of what they have just done themselves: a withdrawal."""
    post_all(letter for row in candidacies if row.state in _TEMPLATES for letter in _letters(row, woken))


def _letters(row: Candidacy, woken: bool) -> Iterator[Letter]:
    """To the people who applied, in the name of the collectivité, and still act for it."""
    when = (row.decided or row.filed).isoformat()
    context = {
        "candidacy": row,
        "organisation": row.organisation,
        "call": row.call,
        "need": row.call.project.contribution,
        "woken": woken,
        "is_chosen": row.state == Candidacy.State.CHOSEN,
        "is_refused": row.state == Candidacy.State.REFUSED,
    }
    template = _TEMPLATES[Candidacy.State(row.state)]
    for person in _people(row):
        yield Letter(f"candidature:{row.pk}:{row.state}:{when}:{person.pk}", person.email, REQUESTS, template, context)


def _people(row: Candidacy) -> QuerySet[User]:
    return row.authors.filter(is_active=True, organisation=row.organisation_id)


def told_of_their_seat(event: NeedEvent) -> set[int]:
    """Whom the answer to their candidacy tells that a pilot is chosen: theirs."""
    chosen = Candidacy.objects.filter(
        call__project=event.need_id,
        organisation__name=(event.changes.get("pilot") or [None, None])[1],
        decided=event.at,
    )
    return {pk for row in chosen for pk in _people(row).values_list("pk", flat=True)}
