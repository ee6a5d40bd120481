"""Changing a deployment that one has had under one's eyes for a while: somebody else may have changed it since."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from catalogue.deployments.changing import Author, change, locked
from catalogue.deployments.models import Deployment, DeploymentEvent
from catalogue.services.news import moment


def version_of(deployment: Deployment) -> str:
    """What a form carries to know later whether the row is still the one it showed."""
    return deployment.updated.isoformat()


@transaction.atomic
def change_what_was_seen(
    deployment: Deployment, version: str, values: Mapping[str, Any], by: Author, reason: str = ""
) -> Deployment:
    """ValidationError, and nothing written, when the row is not the version that was seen and says something else."""
    row = locked(deployment)
    says_it_already = all(getattr(row, name) == value for name, value in values.items())
    if version != version_of(row) and not says_it_already:
        raise ValidationError(_changed_meanwhile(row), code="changed-meanwhile")
    return change(row, values, by, reason)


@transaction.atomic
def sign_what_was_seen(deployment: Deployment, version: str, sign: Callable[[Deployment], Deployment | None]) -> Any:
    """What `sign` makes of the row. ValidationError, and nothing signed, when it is not the version that was seen.

    What the rules refuse whatever was seen is refused in their words.
    """
    row = locked(deployment)
    unseen = "" if version == version_of(row) else _changed_meanwhile(row)
    signed = sign(row)
    if unseen:
        raise ValidationError(unseen, code="changed-meanwhile")
    return signed


def tie_errors(form: forms.Form, error: ValidationError) -> None:
    """Each message to the field it is about, or to the form when it shows no such field."""
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
