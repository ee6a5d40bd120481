"""The one writer of the waves of calls. Before it opens, a wave may change; then only its end, in public."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.foundation.dates import moment
from catalogue.funding.models import Application, ApplicationState, CallKind, FundingCall, Wave, WaveExtension
from catalogue.needs.journal import Voice, database_now

RULES = (
    "number",
    "opens",
    "envelope",
    "allowed_kinds",
    "covers_departement",
    "population_min",
    "population_max",
    "rate",
    "ceiling",
    "single_payment",
    "ties",
    "last_euro",
    "grid",
    "redress",
    "redress_days",
)
SAID = ("number", "opens", "closes", *RULES[2:])


@transaction.atomic
def add_wave(call: FundingCall, values: Mapping[str, Any], by: Voice, at: datetime | None = None) -> Wave:
    """`values`: of `SAID`. Without a number, the next one."""
    now = at or database_now()
    held = FundingCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    said = {name: value for name, value in values.items() if name in SAID}
    said["number"] = said.get("number") or _next_number(held)
    row = Wave(call=held, is_demo=held.is_demo, **said)
    _check(row)
    if row.closes <= now and not row.is_demo:
        raise ValidationError({"closes": "Cette fin est déjà passée : personne ne pourrait déposer."})
    row.save()
    return row


def _next_number(call: FundingCall) -> int:
    last = _of_the_line(call).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _of_the_line(call: FundingCall) -> Any:
    """Waves that share their figures: of the same fund, axis and part."""
    return Wave.objects.filter(call__fund=call.fund_id, call__axis=call.axis, call__part=call.part)


@transaction.atomic
def change_wave(wave: Wave, values: Mapping[str, Any], by: Voice, reason: str = "", at: datetime | None = None) -> Wave:
    """Raises ValidationError on each rule that an open wave no longer lets change. An end put off needs a reason."""
    now = at or database_now()
    row = held_wave(wave.pk)
    changed = {name for name in SAID if name in values and values[name] != getattr(row, name)}
    if not changed:
        return row
    if row.opens > now:
        for name in changed:
            setattr(row, name, values[name])
        _check(row)
        row.save()
        return row
    if frozen := changed - {"closes"}:
        told = f"Cette vague est ouverte depuis le {moment(row.opens)} : cette règle ne change plus."
        raise ValidationError(dict.fromkeys(sorted(frozen), told))
    extend(row, values["closes"], reason, by, at=at)
    return held_wave(row.pk)


@transaction.atomic
def extend(wave: Wave, closes: datetime, reason: str, by: Voice, at: datetime | None = None) -> WaveExtension:
    """In public. Drafts are reminded again before the new end; those that lapsed are drafts again (`lapse_unfiled`)."""
    now = at or database_now()
    row = held_wave(wave.pk)
    if closes <= row.closes:
        told = f"Les collectivités comptent sur le {row.last_moment} : une vague ouverte ne ferme pas plus tôt."
        raise ValidationError({"closes": told})
    if closes <= now:
        raise ValidationError({"closes": "Cette fin est déjà passée : personne ne pourrait déposer."})
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi la clôture est reportée : chacun pourra le lire."})
    line = WaveExtension(wave=row, at=now, was_closing=row.closes, closes=closes, reason=reason.strip(), author=by.user)
    line.clean_fields(exclude=["wave", "author"])
    line.save()
    row.closes = closes
    row.save(update_fields=["closes"])
    unfiled = (ApplicationState.DRAFT, ApplicationState.NOT_FILED)
    Application.objects.filter(wave=row, state__in=unfiled).update(reminded=None)
    return line


def held_wave(pk: int) -> Wave:
    """The row as it is now, held until the end of the transaction."""
    return Wave.objects.select_for_update(of=("self",)).select_related("call", "envelope").get(pk=pk)


def _check(row: Wave) -> None:
    wrong = {}
    taken = _of_the_line(row.call).filter(number=row.number).exclude(pk=row.pk)
    if taken.exists():
        wrong["number"] = "Une vague de cet axe et de ce volet a déjà ce numéro : leurs chiffres se mêleraient."
    local = row.call.kind == CallKind.LOCAL
    if local and row.envelope:
        wrong["envelope"] = "Un dossier local est payé par l'enveloppe de son département : laissez vide."
    if not local and row.envelope is None:
        wrong["envelope"] = "Dites quelle enveloppe paie les dossiers de cette vague."
    if row.envelope and (row.envelope.fund_id, row.envelope.axis) != (row.call.fund_id, row.call.axis):
        wrong["envelope"] = "Cette enveloppe est celle d'un autre fonds ou d'un autre axe."
    if row.call.kind == CallKind.CALL and row.grid is None:
        wrong["grid"] = "Le jury note sur des critères annoncés : choisissez une grille."
    if not (row.redress or "").strip():
        wrong["redress"] = "Dites à qui s'adresser pour contester une décision."
    if wrong:
        raise ValidationError(wrong)
    row.full_clean(exclude=["call", "envelope", "grid"], validate_unique=False, validate_constraints=False)
