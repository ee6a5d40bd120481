"""Applying and undoing a batch: an errand of the worker when one runs, else done at once by the request.

Each is done once, however often it is begun: what is recorded of it is committed with what it writes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.deployments.bulk import apply, undo
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Batch, BatchState, Channel, Party
from catalogue.foundation.french import quantity
from store.accounts.models import User
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.maintainer.batch_progress import Progress, Work, followed, progress_of
from store.work.duties import ask_if_somebody_is_there, key_of
from store.work.models import Job, JobOutcome, WorkerPresence

Notice = tuple[str, str]
"""A tone of Django's messages (« success », « warning », « error ») and a sentence."""
MOST_NAMED = 10


def apply_for(user: User, batch: Batch, seen: str) -> list[Notice]:
    """Applies what the person read, for their team. What it refuses is a notice too."""
    with followed(user, batch.service, Work.APPLYING):
        return _applied(batch, _author(user), seen)


def undo_for(user: User, batch: Batch) -> list[Notice]:
    with followed(user, batch.service, Work.UNDOING):
        return _undone(batch, _author(user))


def ask_to_apply(user: User, batch: Batch, seen: str) -> bool:
    """False if there is no worker."""
    return ask_if_somebody_is_there("apply-batch", batch.pk, batch=batch.pk, user=user.pk, seen=seen)


def ask_to_undo(user: User, batch: Batch) -> bool:
    """False if there is no worker."""
    return ask_if_somebody_is_there("undo-batch", batch.pk, batch=batch.pk, user=user.pk)


@dataclass(frozen=True)
class UnderWay:
    """`progress` is None until a worker has begun."""

    work: Work
    progress: Progress | None


_WORK = {"apply-batch": Work.APPLYING, "undo-batch": Work.UNDOING}


def under_way(batch: Batch) -> UnderWay | None:
    """None if nothing was asked of a worker, or if none is there to do it: anybody of the team may then ask again."""
    job = _jobs([batch]).under_way().first()
    if job is None or not WorkerPresence.is_somebody_there():
        return None
    return UnderWay(_WORK[job.name], progress_of(job.arguments["user"], batch.service))


def all_under_way(batches: Iterable[Batch]) -> set[int]:
    """Their ids."""
    if not WorkerPresence.is_somebody_there():
        return set()
    return {job.arguments["batch"] for job in _jobs(batches).under_way()}


def was_given_up(batch: Batch) -> bool:
    """Whether the worker failed time after time at the next thing that can be done to it."""
    name = {BatchState.READY: "apply-batch", BatchState.APPLIED: "undo-batch"}.get(BatchState(batch.state), "")
    return Job.objects.filter(key=key_of(name, batch.pk), outcome=JobOutcome.GIVEN_UP).exists()


def _jobs(batches: Iterable[Batch]):
    return Job.objects.filter(key__in=[key_of(name, batch.pk) for batch in batches for name in _WORK])


def apply_batch(batch: int, user: int, seen: str) -> str:
    """For the worker."""
    return _run(batch, user, Work.APPLYING, BatchState.READY, lambda row, by: _applied(row, by, seen))


def undo_batch(batch: int, user: int) -> str:
    """For the worker."""
    return _run(batch, user, Work.UNDOING, BatchState.APPLIED, _undone)


def _run(
    number: int, user_id: int, work: Work, expected: BatchState, act: Callable[[Batch, Author], list[Notice]]
) -> str:
    """A worker that died may have committed already: whatever is no longer in the `expected` state is left alone."""
    batch = Batch.objects.select_related("service").defer("rows").filter(pk=number).first()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if batch is None or user is None:
        return "Cet import, ou la personne qui l'a demandé, n'existe plus."
    with followed(user, batch.service, work), transaction.atomic():
        row = Batch.objects.held(number)
        if row.state != expected:
            return "C'était déjà fait."
        if may(person_of(user), Action.REPORT_DEPLOYMENTS, About(service_id=row.service_id)):
            notices = act(row, _author(user))
        else:
            notices = [("error", "La personne qui l'a demandé n'est plus de l'équipe : rien n'est changé.")]
        Batch.objects.filter(pk=number).update(outcome=notices)
    return " ".join(sentence for _, sentence in notices)


def _applied(batch: Batch, by: Author, seen: str) -> list[Notice]:
    try:
        apply(batch, by, seen)
    except ValidationError as error:
        return _refused(error)
    return [("success", "L'import est appliqué. Vous pouvez l'annuler pendant vingt-quatre heures.")]


def _undone(batch: Batch, by: Author) -> list[Notice]:
    try:
        undone = undo(batch, by)
    except ValidationError as error:
        return _refused(error)
    restored = quantity(undone.restored, "déploiement est", "déploiements sont")
    notices = [("success", f"L'import est annulé : {restored} comme avant.")]
    if undone.left:
        names = ", ".join(undone.left[:MOST_NAMED]) + (" …" if len(undone.left) > MOST_NAMED else "")
        notices.append(("warning", f"Ceux-ci ont changé depuis, et restent tels quels : {names}."))
    return notices


def _refused(error: ValidationError) -> list[Notice]:
    return [("error", " ".join(error.messages))]


def _author(user: User) -> Author:
    return Author(Party.SERVICE, Channel.CSV, user=user)
