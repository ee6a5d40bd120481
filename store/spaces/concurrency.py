"""Optimistic concurrency: a deployment may have changed since the page that shows it was read."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from catalogue.deployments.changing import Author, change, locked
from catalogue.deployments.models import Deployment, DeploymentEvent
from catalogue.foundation.dates import moment


def version_of(deployment: Deployment) -> str:
    """What a form carries, to detect that the row changed since."""
    return deployment.updated.isoformat()


@transaction.atomic
def change_what_was_seen(
    deployment: Deployment, version: str, values: Mapping[str, Any], by: Author, reason: str = ""
) -> Deployment:
    """Raises ValidationError, and writes nothing, if the row changed since and does not hold these values already."""
    row = locked(deployment)
    says_it_already = all(getattr(row, name) == value for name, value in values.items())
    if version != version_of(row) and not says_it_already:
        raise ValidationError(_changed_meanwhile(row), code="changed-meanwhile")
    return change(row, values, by, reason)


@transaction.atomic
def sign_what_was_seen(deployment: Deployment, version: str, sign: Callable[[Deployment], Deployment | None]) -> Any:
    """Returns what `sign` makes of the row. Raises ValidationError, and signs nothing, if the row changed since.

    If the rules refuse the signature anyway, their message comes first.
    """
    row = locked(deployment)
    unseen = "" if version == version_of(row) else _changed_meanwhile(row)
    signed = sign(row)
    if unseen:
        raise ValidationError(unseen, code="changed-meanwhile")
    return signed


def tie_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Attach each message to its field, or to the form if it has no such field."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        form.add_error(name if name in form.fields else None, messages)


def _changed_meanwhile(row: Deployment) -> str:
    last = DeploymentEvent.objects.filter(service=row.service_id, organisation=row.organisation_id).last()
    by_whom = f" par {last.author_label}, le {moment(last.at)}" if last else ""
    return (
        f"Ce déploiement a changé pendant que vous le lisiez{by_whom} : il est maintenant "
        f"« {row.get_status_display()} ». Rien n'est enregistré ; vérifiez, puis recommencez."
    )
