"""A batch: prepared, shown as a dry run, then applied as a whole.

Each function is a transaction. What it refuses is a ValidationError, in French, and nothing is written.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.deployments.bulk.cells import Row
from catalogue.deployments.bulk.planning import Plan, plan
from catalogue.deployments.changing import Author, write
from catalogue.deployments.models import Batch, BatchState
from catalogue.services.models import ServicePage

CHANGED_SINCE = "Des déploiements ont changé depuis cet aperçu : relisez-le avant d'appliquer."


def prepare(
    service: ServicePage, rows: Sequence[Row], by: Author, filename: str = "", notes: Sequence[str] = ()
) -> Batch:
    """Stores what was sent and how it was read. Nothing else is written before it is applied."""
    return Batch.objects.create(
        service=service,
        author=by.user,
        party=by.party,
        filename=filename[:200],
        notes=list(notes),
        rows=[[row.number, dict(row.cells), row.problem] for row in rows],
    )


def plan_of(batch: Batch, by: Author) -> Plan:
    """The dry run, against the current deployments."""
    return _plan(batch, by, _deployments(batch))


def apply(batch: Batch, by: Author, seen: str) -> Batch:
    """Applies the plan whose fingerprint was `seen`, as a whole and once, without the refused lines."""
    try:
        with transaction.atomic():
            row = Batch.objects.held(batch.pk)
            if row.state != BatchState.READY:
                raise ValidationError("Ce fichier a déjà été appliqué : il ne l'est pas deux fois.")
            planned = _plan(row, by, _deployments(row).select_for_update(of=("self",)))
            if planned.fingerprint != seen:
                raise ValidationError(CHANGED_SINCE)
            if not planned.edits:
                raise ValidationError("Il n'y a rien à appliquer : aucune ligne ne change quelque chose.")
            write(planned.edits, by, row)
            row.state, row.applied_at, row.outcome = BatchState.APPLIED, timezone.now(), []
            row.save()
    except IntegrityError as error:
        raise ValidationError(CHANGED_SINCE) from error  # declared by somebody else, since the plan looked
    return row


def _plan(batch: Batch, by: Author, deployments) -> Plan:
    return plan(batch.service, [Row(*row) for row in batch.rows], by, deployments)


def _deployments(batch: Batch):
    """With their service already set, which saves queries."""
    return batch.service.deployments.select_related("organisation", "territory")
