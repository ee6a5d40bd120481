"""What every writer of needs does: tell who wrote, move a need to a stage, record it, keep the figures.

Each writer is a transaction, or joins the caller's. What it refuses is a ValidationError, in French, and nothing is
written. `at` is for a replay: by default it is now, by the clock of the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from catalogue.needs.consultation_figures import count
from catalogue.needs.models import PUBLIC_STAGES, Need, NeedAct, NeedEvent, Stage
from catalogue.needs.signals import need_moved
from catalogue.territories.models import Organisation

_NOW = {"sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')", "postgresql": "SELECT statement_timestamp()"}


@dataclass(frozen=True)
class Voice:
    """Who acts. `label` is what stays in the journal: an organisation or a team, never a person.

    `profile`: a `Profile` (agent, élu, partenaire). `mandate`: agent, DGS or élu of a collectivité.
    """

    user: Any = None
    label: str = ""
    organisation: Organisation | None = None
    profile: str = ""
    mandate: str = ""
    function: str = ""


def anct(user: Any = None) -> Voice:
    return Voice(user, "Équipe de l'ANCT")


def not_ones_own(by: Voice, organisation_id: int | None, author_id: int | None = None) -> None:
    """Nobody answers what they or their organisation ask for. Raises ValidationError."""
    user = by.user
    if user and (user.pk == author_id or (user.organisation_id and user.organisation_id == organisation_id)):
        raise ValidationError("Ce dossier est le vôtre ou celui de votre organisation : un collègue y répond.")


def database_now() -> datetime:
    """By the one clock that every process shares."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW[connection.vendor])
        (said,) = cursor.fetchone()
    return datetime.fromisoformat(said) if isinstance(said, str) else said


def record(
    need: Need,
    act: NeedAct,
    by: Voice,
    at: datetime,
    *,
    about: Need | None = None,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    link: str = "",
    public: bool = True,
) -> NeedEvent:
    """A line of the journal; `tell` announces it."""
    return NeedEvent.objects.create(
        need_id=need.pk,
        consultation_id=need.consultation_id,
        about_id=about.pk if about else None,
        act=act,
        at=at,
        author=by.user,
        author_label=by.label,
        reason=reason,
        changes=dict(changes or {}),
        link=link,
        public=public,
    )


def tell(events: Iterable[NeedEvent]) -> None:
    """Announce what was just recorded, in the same transaction."""
    events = list(events)
    need_moved.send(Need, needs=frozenset(event.need_id for event in events), events=events)


@transaction.atomic
def move(need: Need, stage: Stage, at: datetime) -> None:
    """Write the stage of a need, since when it is public, and the figures of its consultation."""
    was = need.stage
    need.stage, need.changed = stage, at
    if stage in PUBLIC_STAGES:
        need.public_since = need.public_since or at
    elif stage != Stage.DISSOLVED:
        need.public_since = None
    Need.objects.filter(pk=need.pk).update(stage=stage, changed=at, public_since=need.public_since)
    moves = [(f"etat|{was}", -1)] if need.number and was not in (Stage.DRAFT, Stage.LAPSED) else []
    count(need.consultation_id, figure_of(need), [*moves, (f"etat|{stage}", 1)])


def figure_of(need: Need) -> str:
    return "propositions" if need.is_proposition else "contributions"


def locked(model: Any, pk: int) -> Any:
    """The row as it is now, held until the end of the transaction."""
    own = ("self",) if model is Need else ("self", "need_ptr")  # the stage and the figures are the parent's
    return model.objects.select_for_update(of=own).select_related("consultation").get(pk=pk)
