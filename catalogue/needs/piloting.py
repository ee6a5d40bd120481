"""The one writer of calls for pilots and of candidacies. Seats are counted by the database, which never overbooks.

What pilots then write (sites, logbook, verdict) is in `logbooks`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Party
from catalogue.foundation.dates import moment
from catalogue.foundation.french import agree, listed
from catalogue.needs.journal import Voice, anct, database_now, locked, move, not_ones_own, record, tell
from catalogue.needs.models import Candidacy, Contribution, Follow, NeedAct, NeedEvent, PilotCall, Project, Stage
from catalogue.needs.pilot_rules import Fit, fitness_of, rules_of_call
from catalogue.needs.pilots_on_sheets import bring, take_off
from catalogue.needs.projects import held_project, stage_without_service
from catalogue.needs.signals import candidacies_moved
from catalogue.territories.models import Organisation, OrganisationKind

State = Candidacy.State
RULES = ("allowed_kinds", "population_min", "population_max")
SAID = ("opens", "closes", "seats", *RULES, "our_commitments", "their_commitments")
_FOR_COLLECTIVITES = (
    "Une candidature se dépose au nom d'une collectivité ou d'un groupement : demandez votre rattachement."
)
_FULL = "Toutes les places sont prises : mettez cette candidature en liste d'attente, ou ajoutez une place à l'appel."
_UNDER_WAY = (State.FILED, State.WAITING, State.CHOSEN)


# Calls


@transaction.atomic
def open_call(project: Project, values: Mapping[str, Any], by: Voice, at: datetime | None = None) -> PilotCall:
    """`values`: of `SAID`, and `requires`, services. Without `seats`, it is open to all."""
    now = at or database_now()
    held = held_project(project.pk)
    if held.contribution.stage not in (Stage.SELECTED, Stage.PILOTS_WANTED, Stage.PILOTED, Stage.IN_SERVICE):
        raise ValidationError("Seul un projet sélectionné cherche des territoires pilotes.")
    said = {name: value for name, value in values.items() if name in SAID}
    call = PilotCall(project=held, is_demo=held.contribution.is_demo, **said)
    _check_call(call)
    call.save()
    call.requires.set(values.get("requires", []))
    if held.contribution.stage == Stage.SELECTED:
        move(held.contribution, Stage.PILOTS_WANTED, now)
    when = f"Candidatures du {moment(call.opens)} au {moment(call.closes)}."
    tell([record(held.contribution, NeedAct.CALL_OPENED, by, now, reason=when, link=address_of(call))])
    return call


def address_of(call: PilotCall) -> str:
    return reverse("pilot-call", args=[call.pk])


@transaction.atomic
def change_call(
    call: PilotCall, values: Mapping[str, Any], by: Voice, reason: str = "", at: datetime | None = None
) -> PilotCall:
    """Once somebody has applied, a reason is asked for. Seats that are added wake the waiting list."""
    now = at or database_now()
    row = held_call(call.pk)
    before = {name: getattr(row, name) for name in SAID}
    changed = {name for name in SAID if name in values and values[name] != before[name]}
    for name in changed:
        setattr(row, name, values[name])
    if "requires" in values:
        row.requires.set(values["requires"])
    if not changed:
        return row
    if row.candidacies.exists() and not reason.strip():
        raise ValidationError({"reason": "Des collectivités ont candidaté : dites-leur pourquoi l'appel change."})
    _check_call(row)
    row.save()
    changes = {f"call_{name}": [_as_said(before[name]), _as_said(getattr(row, name))] for name in sorted(changed)}
    need = row.project.contribution
    tell([record(need, NeedAct.PROJECT_CHANGED, by, now, reason=reason.strip(), changes=changes)])
    if "seats" in changed:
        wake(row, now)
    return row


def _as_said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _check_call(call: PilotCall) -> None:
    wrong = {}
    if call.opens and call.closes and call.closes <= call.opens:
        wrong["closes"] = "La fin précède le début."
    if call.seats == 0:
        wrong["seats"] = "Au moins une place ; laissez vide pour un appel ouvert à tous."
    if call.seats is not None and call.taken > call.seats:
        taken = f"{call.taken} {agree(call.taken, 'place est déjà prise', 'places sont déjà prises')}"
        wrong["seats"] = f"{taken} : l'appel ne peut pas en avoir moins."
    if call.population_min and call.population_max and call.population_min > call.population_max:
        wrong["population_max"] = "La population maximale est inférieure à la population minimale."
    if wrong:
        raise ValidationError(wrong)
    call.full_clean(exclude=["project", "requires"], validate_unique=False, validate_constraints=False)


def held_call(pk: int) -> PilotCall:
    """The row as it is now, held until the end of the transaction."""
    rows = PilotCall.objects.select_for_update(of=("self",))
    return rows.select_related("project__contribution__consultation", "project__service").get(pk=pk)


# Candidacies


@transaction.atomic
def apply(call: PilotCall, wish: str, motivation: str, by: Voice, at: datetime | None = None) -> Candidacy:
    """One per collectivité: if it has one already, the person joins it as it is. Open to all, whoever asks is in."""
    now = at or database_now()
    held, organisation = held_call(call.pk), applicant(by)
    known = Candidacy.objects.filter(call=held, organisation=organisation).first()
    if known and known.state != State.WITHDRAWN:
        return _joined(known, by, now)
    require_open_call(held, now, at)
    check_fit(held, organisation)
    row = known or Candidacy(call=held, organisation=organisation, is_demo=held.is_demo)
    row.call, row.wish, row.motivation = held, wish, motivation.strip()
    row.state, row.filed, row.decided, row.reason, row.is_referent = State.FILED, now, None, "", False
    if not row.motivation:
        raise ValidationError({"motivation": "Dites pourquoi votre collectivité veut en être."})
    row.full_clean(exclude=["call", "organisation", "goes_on"], validate_unique=False, validate_constraints=False)
    row.save()
    _joined(row, by, now)
    if held.seats is None:
        _give_seat(row, by, now, referent=True)
    _tell_applicants([row])
    return row


def applicant(by: Voice) -> Organisation:
    organisation = by.organisation
    kinds = (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT)
    if organisation is None or organisation.kind not in kinds:
        raise ValidationError(_FOR_COLLECTIVITES, code="not_a_collectivite")
    return organisation


def require_open_call(call: PilotCall, now: datetime, at: datetime | None = None) -> None:
    """By the clock of the database. Raises ValidationError, which says since when or until when."""
    if PilotCall.objects.open(at).filter(pk=call.pk).exists():
        return
    if call.opens > now:
        raise ValidationError(f"Cet appel ouvrira le {moment(call.opens)}.", code="closed")
    raise ValidationError(f"Cet appel est clos depuis le {moment(call.closes)}.", code="closed")


def check_fit(call: PilotCall, organisation: Organisation) -> None:
    """What is only to check does not stop anybody: the team reads it beside the candidacy."""
    found = fitness_of(rules_of_call(call), organisation)
    if found.answer == Fit.NO:
        raise ValidationError(f"Votre collectivité ne peut pas candidater : {listed(found.reasons)}.", code="not_fit")


def _joined(row: Candidacy, by: Voice, now: datetime) -> Candidacy:
    if by.user:
        row.authors.add(by.user)
        Follow.objects.get_or_create(need_id=row.call.project_id, user=by.user, defaults={"since": now})
    return row


@transaction.atomic
def choose(
    candidacy: Candidacy, by: Voice, *, referent: bool = False, reason: str = "", at: datetime | None = None
) -> Candidacy:
    """By the team, from the desk or from the waiting list. Raises ValidationError if no seat is left."""
    now = at or database_now()
    row = held_candidacy(candidacy.pk)
    _expect(row, State.FILED, State.WAITING)
    not_ones_own(by, row.organisation_id)
    row.reason = reason.strip()
    _give_seat(row, by, now, referent=referent)
    _tell_applicants([row])
    return row


@transaction.atomic
def put_on_waiting_list(candidacy: Candidacy, by: Voice, reason: str = "", at: datetime | None = None) -> Candidacy:
    row = held_candidacy(candidacy.pk)
    _expect(row, State.FILED)
    not_ones_own(by, row.organisation_id)
    row.state, row.reason, row.decided = State.WAITING, reason.strip(), at or database_now()
    row.save(update_fields=["state", "reason", "decided"])
    _tell_applicants([row])
    return row


@transaction.atomic
def refuse(candidacies: Iterable[Candidacy], reason: str, by: Voice, at: datetime | None = None) -> list[Candidacy]:
    """All of them or none. A pilot that was chosen loses its seat, which goes to the first who waits."""
    now = at or database_now()
    if not reason.strip():
        raise ValidationError({"reason": "Dites aux collectivités pourquoi elles ne sont pas retenues."})
    rows = [held_candidacy(pk) for pk in sorted({one.pk for one in candidacies})]
    for row in rows:
        _expect(row, *_UNDER_WAY)
        not_ones_own(by, row.organisation_id)
    seated = [row for row in rows if row.state == State.CHOSEN]
    for row in rows:
        row.state, row.reason, row.decided = State.REFUSED, reason.strip(), now
        row.save(update_fields=["state", "reason", "decided"])
    _tell_applicants(rows)
    for row in seated:
        _free_seat(row, by, now)
    return rows


@transaction.atomic
def withdraw(candidacy: Candidacy, by: Voice, reason: str = "", at: datetime | None = None) -> Candidacy:
    """By the collectivité, which may apply again as long as the call is open. A freed seat wakes who waits."""
    now = at or database_now()
    row = held_candidacy(candidacy.pk)
    _expect(row, *_UNDER_WAY)
    was_chosen = row.state == State.CHOSEN
    row.state, row.reason, row.decided = State.WITHDRAWN, reason.strip(), now
    row.save(update_fields=["state", "reason", "decided"])
    _tell_applicants([row])
    if was_chosen:
        _free_seat(row, by, now)
    return row


def held_candidacy(pk: int) -> Candidacy:
    """The row as it is now, held with its call until the end of the transaction."""
    call = held_call(Candidacy.objects.values_list("call", flat=True).get(pk=pk))
    row = Candidacy.objects.select_for_update(of=("self",)).select_related("organisation__territory").get(pk=pk)
    row.call = call
    return row


def _expect(row: Candidacy, *states: Candidacy.State) -> None:
    if row.state not in states:
        told = f"La candidature de {row.organisation.name} est déjà « {row.get_state_display().lower()} »"
        raise ValidationError(f"{told} : rechargez la page.")


def _give_seat(row: Candidacy, by: Voice, now: datetime, *, referent: bool) -> None:
    """One UPDATE, which changes nothing once all seats are taken."""
    free = Q(seats=None) | Q(taken__lt=F("seats"))
    if not PilotCall.objects.filter(free, pk=row.call_id).update(taken=F("taken") + 1):
        raise ValidationError(_FULL, code="full")
    row.state, row.decided, row.is_referent = State.CHOSEN, now, referent
    row.save(update_fields=["state", "decided", "is_referent", "reason"])
    need = row.call.project.contribution = locked(Contribution, row.call.project_id)
    if need.stage in (Stage.SELECTED, Stage.PILOTS_WANTED):
        move(need, Stage.PILOTED, now)
    tell([_pilot_event(row, NeedAct.PILOT_CHOSEN, by, now)])
    bring(row.call.project, _author(by), [row])


def _free_seat(row: Candidacy, by: Voice, now: datetime) -> None:
    PilotCall.objects.filter(pk=row.call_id).update(taken=F("taken") - 1)
    tell([_pilot_event(row, NeedAct.PROJECT_CHANGED, by, now)])
    take_off(row.call.project, row.organisation)
    wake(row.call, now)
    need = locked(Contribution, row.call.project_id)
    if need.stage == Stage.PILOTED and (stage := stage_without_service(row.call.project)) != need.stage:
        move(need, stage, now)


def _pilot_event(row: Candidacy, act: NeedAct, by: Voice, now: datetime) -> NeedEvent:
    """`changes["pilot"]`: [who piloted, who pilots], names of organisations. What is said to a candidate is theirs."""
    name = row.organisation.name
    changes = {"pilot": [None, name] if row.state == State.CHOSEN else [name, None]}
    return record(row.call.project.contribution, act, by, now, changes=changes, link=address_of(row.call))


def wake(call: PilotCall, now: datetime) -> None:
    """Whoever has waited longest, for each seat that is free: the team chose it, not who left."""
    for pk in list(waiting(call).values_list("pk", flat=True)):
        row = held_candidacy(pk)
        try:
            _give_seat(row, anct(), now, referent=False)
        except ValidationError:
            return
        _tell_applicants([row], woken=True)


def waiting(call: PilotCall) -> Any:
    return Candidacy.objects.filter(call=call, state=State.WAITING).order_by("decided", "filed", "pk")


def _author(by: Voice) -> Author:
    """Of the deployment: the collectivité that signed up by itself, else the ANCT."""
    if by.organisation is None:
        return Author(Party.ANCT, Channel.ADMIN, by.user)
    return Author(Party.ORGANISATION, Channel.ESPACE, by.user)


def _tell_applicants(rows: list[Candidacy], *, woken: bool = False) -> None:
    candidacies_moved.send(Candidacy, candidacies=rows, woken=woken)
