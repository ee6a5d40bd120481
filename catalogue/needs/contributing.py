"""Writing a contribution: a draft that is kept, then a numbered receipt; corrected until somebody examines it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from catalogue.foundation.dates import moment
from catalogue.foundation.digests import digest
from catalogue.needs.consultation_figures import count, next_number, submission_keys
from catalogue.needs.drafts import join_file, remove_file
from catalogue.needs.journal import Voice, database_now, figure_of, locked, move, record, tell
from catalogue.needs.models import (
    Consultation,
    Contribution,
    Follow,
    Need,
    NeedAct,
    NeedKind,
    PhaseKind,
    Profile,
    Stage,
)
from catalogue.needs.phases import require_open
from catalogue.territories.models import OrganisationKind

WRITTEN = (
    "kind",
    "title",
    "territory",
    "policy",
    "problem",
    "concerned",
    "existing",
    "service_url",
    "service_users",
    "service_licence",
    "service_cost",
    "service_operator",
)
_SAID_OF_A_SERVICE = {"service_url": "l'adresse du service", "service_operator": "qui le fait vivre"}
_NOT_FOR_PARTNERS = "Cette consultation est réservée aux collectivités."
UNSENT = (Stage.DRAFT, Stage.LAPSED)
_SUBMITTED = "Cette contribution est déjà déposée."


def check_author(consultation: Consultation, by: Voice) -> None:
    """Somebody who acts for an organisation, a collectivité unless partners may contribute too."""
    if by.organisation is None:
        raise ValidationError("Une contribution se dépose au nom d'une organisation : demandez votre rattachement.")
    public = by.organisation.kind in (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT)
    if not public and not consultation.partners_contribute:
        raise ValidationError(_NOT_FOR_PARTNERS)


@transaction.atomic
def write_draft(
    consultation: Consultation,
    values: Mapping[str, Any],
    by: Voice,
    *,
    draft: Contribution | None = None,
    at: datetime | None = None,
) -> Contribution:
    """A new draft, or the same with other values (`WRITTEN`, `themes`, `answered_by`). Only its title is asked for."""
    check_author(consultation, by)
    now = at or database_now()
    row = locked(Contribution, draft.pk) if draft else _fresh(consultation, by, now)
    if row.stage != Stage.DRAFT:
        raise ValidationError(_SUBMITTED)
    for name in (*WRITTEN, "answered_by"):
        if name in values:
            setattr(row, name, values[name])
    if not row.title.strip():
        raise ValidationError({"title": "Donnez un titre à votre contribution."})
    row.author_profile, row.author_function = by.profile or Profile.AGENT, by.function
    row.changed = now
    row.full_clean(exclude=["author", "consultation", "organisation", "themes"], validate_unique=False)
    row.save()
    if "themes" in values:
        row.themes.set(values["themes"])
    return row


def _fresh(consultation: Consultation, by: Voice, now: datetime) -> Contribution:
    return Contribution(
        consultation=consultation,
        kind=NeedKind.BESOIN,
        series=Need.Series.CONTRIBUTION,
        organisation=by.organisation,
        territory=by.organisation.territory if by.organisation else None,
        author=by.user,
        created=now,
        changed=now,
        is_demo=consultation.is_demo,
    )


def lacks(draft: Contribution) -> dict[str, str]:
    """What must be said before it is submitted, by field."""
    missing = {}
    if not draft.problem.strip():
        missing["problem"] = "Décrivez le problème, en quelques phrases."
    if draft.kind == NeedKind.BESOIN and not draft.concerned.strip():
        missing["concerned"] = "Dites qui est concerné."
    if draft.kind == NeedKind.SERVICE:
        missing |= {name: f"Donnez {what}." for name, what in _SAID_OF_A_SERVICE.items() if not getattr(draft, name)}
    if not draft.themes.exists():
        missing["themes"] = "Choisissez au moins une thématique."
    return missing


@transaction.atomic
def submit(draft: Contribution, by: Voice, at: datetime | None = None) -> Contribution:
    """The contribution with its number. Its author follows it."""
    now = at or database_now()
    row = locked(Contribution, draft.pk)
    if row.stage not in UNSENT:
        raise ValidationError(_SUBMITTED)
    require_open(row.consultation, PhaseKind.RECUEIL, at)
    check_author(row.consultation, by)
    if missing := lacks(row):
        raise ValidationError(missing)
    row.number = next_number(row.consultation_id, row.series)
    row.submitted = now
    row.digest = _digest(row)
    row.save(update_fields=["number", "submitted", "digest"])
    move(row, Stage.SUBMITTED, now)
    count(row.consultation_id, figure_of(row), [(key, 1) for key in submission_keys(row)])
    if by.user:
        Follow.objects.get_or_create(need=row.need_ptr, user=by.user, defaults={"since": now})
    tell([record(row, NeedAct.SUBMITTED, by, now)])
    return row


def version_of(contribution: Contribution) -> str:
    """What a form carries, to tell whether it changed since it was read."""
    return contribution.changed.isoformat()


@transaction.atomic
def rewrite(
    contribution: Contribution,
    values: Mapping[str, Any],
    by: Voice,
    *,
    seen: str,
    document: UploadedFile | None = None,
    removed: int | None = None,
    at: datetime | None = None,
) -> Contribution:
    """What was submitted and nobody has examined yet is said better: it keeps its number, its author and its turn.

    `seen`: the version that was read. `document` to join, `removed`: number of one to take away.
    """
    now = at or database_now()
    row: Contribution = locked(Contribution, contribution.pk)
    if row.stage != Stage.SUBMITTED:
        raise ValidationError(f"Cette contribution est « {row.get_stage_display()} » : elle ne se corrige plus.")
    require_open(row.consultation, PhaseKind.RECUEIL, at)
    if seen != version_of(row):
        raise ValidationError(_changed_meanwhile(row), code="changed-meanwhile")
    counted, said = submission_keys(row), _digest(row)
    changed = _put(row, values)
    if by.user and by.user.pk == row.author_id:
        row.author_function = by.function
    row.changed, row.digest = now, _digest(row)
    row.full_clean(exclude=["author", "consultation", "organisation", "themes"], validate_unique=False)
    row.save()
    if missing := lacks(row):
        raise ValidationError(missing)
    moves = [*((key, -1) for key in counted), *((key, 1) for key in submission_keys(row))]
    count(row.consultation_id, figure_of(row), moves)
    if removed:
        remove_file(row, removed)
    if document:
        join_file(row, document, at)
    what = {"said": changed, "digest": [said, row.digest], "document": bool(document or removed)}
    tell([record(row, NeedAct.REWRITTEN, by, now, changes=what, public=False)])
    return row


def _put(row: Contribution, values: Mapping[str, Any]) -> list[str]:
    """Returns the names of what changes."""
    named = [name for name in (*WRITTEN, "answered_by") if name in values and getattr(row, name) != values[name]]
    for name in named:
        setattr(row, name, values[name])
    if "themes" in values and set(values["themes"]) != set(row.themes.all()):
        row.themes.set(values["themes"])
        named.append("themes")
    return named


def _changed_meanwhile(row: Contribution) -> str:
    last = row.events.filter(act__in=(NeedAct.REWRITTEN, NeedAct.TAKEN_BACK)).last()
    when = f", le {moment(last.at)}" if last else ""
    return (
        f"Cette contribution a changé pendant que vous la corrigiez{when}. Rien n'est enregistré : lisez ce qu'elle "
        "dit maintenant, puis enregistrez à nouveau."
    )


def _digest(row: Contribution) -> str:
    return digest({name: str(getattr(row, name) or "") for name in WRITTEN})


@transaction.atomic
def withdraw(contribution: Contribution, by: Voice, reason: str = "", at: datetime | None = None) -> Contribution:
    """By its author, before it is grouped. A draft is deleted; what was submitted keeps its number."""
    now = at or database_now()
    row = locked(Contribution, contribution.pk)
    if row.stage in UNSENT:
        row.delete()
        return row
    if row.stage not in (Stage.SUBMITTED, Stage.ACCEPTED):
        raise ValidationError("Cette contribution ne peut plus être retirée : elle est examinée ou regroupée.")
    move(row, Stage.WITHDRAWN, now)
    tell([record(row, NeedAct.WITHDRAWN, by, now, reason=reason)])
    return row
