"""The only writer of deployments: every change is validated, dated, recorded in the history and announced by a signal.

Each function is a transaction, or joins the caller's. What it refuses is a ValidationError, in French, on its field,
and nothing is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models.deletion import Collector
from django.utils import timezone

from catalogue.deployments import signature_rules
from catalogue.deployments.models import Act, Batch, Channel, Deployment, DeploymentEvent, Party, Status
from catalogue.deployments.signals import deployments_changed
from catalogue.deployments.signature_rules import Signature
from catalogue.deployments.use_figures import counting
from catalogue.foundation.chunks import chunks
from catalogue.foundation.french import of
from catalogue.foundation.progress import track
from catalogue.territories.models import Organisation, Territory

TRACKED = (
    "status",
    "since",
    "until",
    "stop_reason",
    "stop_note",
    "territory",
    "pilot_sites",
    "open_to_members",
    "source",
    "standing",
    "declared_by",
    "confirmed_on",
    "contest_reason",
    "is_demo",
)
AT_ONCE = 200
"""Rows written by one statement: enough to be quick, few enough to tell how far one is."""
ALREADY_DECLARED = "Cette organisation a déjà un déploiement de ce service."


@dataclass(frozen=True)
class Author:
    """Who writes, for which party, by which means. `user` is an account, or None for a link or a command.

    `label` is shown in the history: by default the name of the party, never a person's, since history outlives
    accounts.
    """

    party: Party
    channel: Channel
    user: Any = None
    label: str = ""

    def label_on(self, row: Any) -> str:
        """`row` has a `service` and an `organisation`."""
        if self.label:
            return self.label
        if self.party == Party.SERVICE:
            return f"Équipe {of(row.service.title)}"
        return row.organisation.name if self.party == Party.ORGANISATION else "ANCT"


@dataclass
class Edit:
    """A row to write, and its state `before` ({} if it is new); `at`: when, by default now."""

    row: Deployment
    act: Act
    before: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    at: datetime | None = None
    removed: bool = False

    @property
    def changes(self) -> dict[str, list]:
        after = {} if self.removed else state_of(self.row)
        return {
            name: [self.before.get(name), after.get(name)]
            for name in TRACKED
            if _said(self.before.get(name)) != _said(after.get(name))
        }


def state_of(row: Deployment) -> dict[str, Any]:
    """The tracked columns as JSON values: dates in ISO, the territory by its key."""
    state = {name: getattr(row, name) for name in TRACKED}
    state["territory"] = row.territory.key if row.territory else None
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in state.items()}


def value_of(name: str, said: Any) -> Any:
    """The inverse of `state_of` for one column."""
    if name == "territory":
        return Territory.objects.by_key(said) if said else None
    column: Any = Deployment._meta.get_field(name)
    return column.to_python(said) if said is not None else column.get_default()


def declare(service, organisation, values: Mapping[str, Any], by: Author, reason: str = "") -> Deployment:
    """Creates a deployment, declared by the author's party. Raises ValidationError if there is one already."""
    edit = declaration(Deployment(service=service, organisation=organisation), values, by, reason)
    edit.row.full_clean()
    try:
        with transaction.atomic():
            write([edit], by)
    except IntegrityError as error:
        raise ValidationError(ALREADY_DECLARED) from error  # by somebody else, since `full_clean` looked
    return edit.row


def change(deployment: Deployment, values: Mapping[str, Any], by: Author, reason: str = "") -> Deployment:
    """Writes `values` over the current row, not the one the caller read. Returns the new row."""
    with transaction.atomic():
        edit = change_of(locked(deployment), values, by, reason)
        # Constraints are `clean`'s too, or follow from `signatures`: the database holds them in any case.
        edit.row.full_clean(exclude=_KEYS.difference(values), validate_constraints=False)
        write([edit], by)
    return edit.row


_KEYS = frozenset(("service", "organisation", "territory"))
"""What a change that does not name them need not look up again."""


def withdraw(deployment: Deployment, by: Author, reason: str = "", act: Act = Act.WITHDRAWN) -> None:
    """Deletes the deployment; its history stays."""
    with transaction.atomic():
        row = locked(deployment)
        signature_rules.check_withdrawable(Signature.of(row), by.party)
        write([Edit(row, act, state_of(row), reason, removed=True)], by)


def declaration(row: Deployment, values: Mapping[str, Any], by: Author, reason: str = "") -> Edit:
    """The edit that creates `row`."""
    assign(row, {**values, **signature_rules.declare(by.party).columns})
    row.derive()
    return Edit(row, Act.DECLARED, reason=reason)


def change_of(row: Deployment, values: Mapping[str, Any], by: Author, reason: str = "") -> Edit:
    """The edit that sets `values` on `row`; another status declares it anew.

    Raises SignatureError if it is contested and the author is not the ANCT.
    """
    before, now = state_of(row), Signature.of(row)
    if any(getattr(row, name) != value for name, value in values.items()):
        signature_rules.check_open_to(now, by.party)
    assign(row, values)
    row.derive()
    if row.status != before["status"]:
        assign(row, signature_rules.declare_again(now, by.party).columns)
    if row.status != Status.ARRETE:
        row.stop_reason = row.stop_note = ""
        if before["status"] == Status.ARRETE and "until" not in values:
            row.until = None
    return Edit(row, Act.CHANGED, before, reason)


def signature_edit(row: Deployment, signature: Signature, act: Act, reason: str = "") -> Edit:
    """The edit that signs `row`."""
    before = state_of(row)
    assign(row, signature.columns)
    return Edit(row, act, before, reason)


def locked(deployment: Deployment) -> Deployment:
    """The current row, locked until the end of the transaction. Raises ValidationError if it is gone."""
    rows = Deployment.objects.select_for_update(of=("self",)).select_related("service", "organisation", "territory")
    own = (column.name for column in Deployment._meta.concrete_fields)
    row = rows.only(*own, *_OF_SERVICE, *_OF_PLACES).filter(pk=deployment.pk).first()
    if row is None:
        raise ValidationError("Ce déploiement a été retiré entre-temps.")
    return row


# The rest is read when somebody asks for it: a sheet is heavy.
_OF_SERVICE = (
    "service__title",
    "service__slug",
    "service__path",
    "service__depth",
    "service__url_path",
    "service__live",
)
_OF_PLACES = tuple(
    f"{name}__{column.name}"
    for name, model in (("organisation", Organisation), ("territory", Territory))
    for column in model._meta.concrete_fields
)


@transaction.atomic
def write(edits: Iterable[Edit], by: Author, batch: Batch | None = None) -> list[DeploymentEvent]:
    """Writes rows and their history together; edits that change nothing leave no trace."""
    changed = [(edit, changes) for edit in edits if (changes := edit.changes)]
    if not changed:
        return []
    events: list[DeploymentEvent] = []
    with counting(edit.row.pk for edit, _ in changed if edit.row.pk) as written:
        for some in track(list(chunks(changed, AT_ONCE))):
            _write_rows(some)
            events += DeploymentEvent.objects.bulk_create(_event(edit, changes, by, batch) for edit, changes in some)
            written.update(edit.row.pk for edit, _ in some if edit.row.pk)
    services = frozenset(edit.row.service_id for edit, _ in changed)
    deployments_changed.send(sender=Deployment, service_ids=services, events=events)
    return events


def forget(row: Deployment) -> None:
    """Deletes a row that duplicates another one, without a trace: see `joining_uses`."""
    with counting([row.pk]):
        _delete([row])


def carry_over(gone: Any, kept: Any) -> None:
    """Gives the deployments of an organisation, and their history, to the one it was merged into."""
    both = Deployment.objects.filter(organisation__in=[gone, kept])
    with counting(both.values_list("pk", flat=True)):
        Deployment.objects.filter(organisation=gone).update(organisation=kept)
        DeploymentEvent.objects.filter(organisation=gone).update(organisation=kept)


def assign(row: Deployment, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _write_rows(changed: Sequence[tuple[Edit, dict[str, list]]]) -> None:
    now, names = timezone.now(), {name for _, changes in changed for name in changes}
    for edit, _ in changed:
        edit.row.updated = now
    kept = [edit for edit, _ in changed if not edit.removed]
    Deployment.objects.bulk_create([edit.row for edit in kept if not edit.before])
    if written_over := [edit.row for edit in kept if edit.before]:
        # `bulk_update` says each value of each row in a CASE, which is several times slower.
        Deployment.objects.bulk_create(
            written_over, update_conflicts=True, unique_fields=["pk"], update_fields=[*sorted(names), "updated"]
        )
    _delete([edit.row for edit, _ in changed if edit.removed])


def _delete(rows: list[Deployment]) -> None:
    """Related rows follow the `on_delete` of their keys. Inside `counting`."""
    collector = _Silent(using=DEFAULT_DB_ALIAS)
    collector.collect(rows)
    collector.delete()


class _Silent(Collector):
    """Sends no `pre_delete` for deployments: `deployments_changed` reports them all."""

    def instances_with_model(self) -> Iterator[tuple[Any, Any]]:
        return ((model, row) for model, row in super().instances_with_model() if model is not Deployment)


def _event(edit: Edit, changes: dict[str, list], by: Author, batch: Batch | None) -> DeploymentEvent:
    row = edit.row
    return DeploymentEvent(
        service_id=row.service_id,
        organisation_id=row.organisation_id,
        deployment_id=None if edit.removed else row.pk,
        at=edit.at or timezone.now(),
        act=edit.act,
        channel=by.channel,
        author=by.user,
        author_label=by.label_on(row),
        changes=changes,
        reason=edit.reason,
        batch=batch,
    )


def _said(value: Any) -> Any:
    """None and empty values are the same."""
    return value or None
