"""What becomes of a grant: the one writer of conventions, payments, reports, reductions and cancellations."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalogue.deployments.models import Deployment
from catalogue.foundation.french import thousands
from catalogue.funding.envelope_book import release
from catalogue.funding.fund_journal import record_grant
from catalogue.funding.models import GRANT_TRANSITIONS, Convention, Grant, GrantAct, GrantState
from catalogue.needs.journal import Voice, database_now, not_ones_own

REPORT_AFTER = timedelta(days=180)
"""From the last payment to the day when the report is due."""


def held_grant(pk: int) -> Grant:
    """The row as it is now, held until the end of the transaction."""
    rows = Grant.objects.select_for_update(of=("self",))
    return rows.select_related("envelope", "beneficiary", "application__wave__call").get(pk=pk)


def _go(row: Grant, to: GrantState) -> None:
    if to not in GRANT_TRANSITIONS[GrantState(row.state)]:
        raise ValidationError(
            f"La subvention {row.reference} est « {row.get_state_display().lower()} » : elle ne peut pas devenir "
            f"« {to.label.lower()} ».",
            code="transition",
        )
    row.state = to


@transaction.atomic
def send_convention(grant: Grant, convention: str, by: Voice, at: datetime | None = None) -> Grant:
    row = held_grant(grant.pk)
    not_ones_own(by, row.beneficiary_id)
    _require_convention(row)
    if convention == Convention.NONE:
        raise ValidationError({"convention": "Choisissez la convention à signer."})
    _go(row, GrantState.TO_SIGN)
    row.convention = Convention(convention)
    row.save(update_fields=["state", "convention"])
    record_grant(row, GrantAct.TO_SIGN, by, at or database_now(), reason=Convention(convention).label)
    return row


@transaction.atomic
def sign(grant: Grant, on: date, by: Voice, convention: str = "", at: datetime | None = None) -> Grant:
    now = at or database_now()
    row = held_grant(grant.pk)
    not_ones_own(by, row.beneficiary_id)
    awarded = timezone.localdate(row.awarded_at)
    if on < awarded:
        raise ValidationError({"signed_on": "La convention ne peut pas être signée avant l'attribution."})
    if on > timezone.localdate(now):
        raise ValidationError({"signed_on": "Cette date n'est pas encore passée."})
    _require_convention(row)
    _go(row, GrantState.SIGNED)
    row.signed_on, row.convention = on, convention or row.convention or Convention.AD_HOC
    row.save(update_fields=["state", "signed_on", "convention"])
    record_grant(row, GrantAct.SIGNED, by, now, amount=row.amount)
    return row


@transaction.atomic
def pay(grant: Grant, amount: int, by: Voice, at: datetime | None = None) -> Grant:
    """Never above the grant, once where it is single: one conditional UPDATE, which the database checks again."""
    now = at or database_now()
    row = held_grant(grant.pk)
    not_ones_own(by, row.beneficiary_id)
    if amount <= 0:
        raise ValidationError({"amount": "Donnez une somme, en euros entiers."})
    if row.state != (GrantState.NOTIFIED if row.convention == Convention.NONE else GrantState.SIGNED):
        raise ValidationError(
            f"La subvention {row.reference} est « {row.get_state_display().lower()} » : elle se verse une fois sa "
            "convention signée, et pas deux fois.",
            code="transition",
        )
    if row.single_payment and amount != row.amount:
        raise ValidationError({"amount": f"Versement unique : {thousands(row.amount)} €, en une fois."})
    fitting = Grant.objects.filter(pk=row.pk, amount__gte=F("paid") + amount)
    if not fitting.update(paid=F("paid") + amount, payments=F("payments") + 1):
        left = thousands(row.amount - row.paid)
        raise ValidationError({"amount": f"Ce versement dépasserait la subvention : il reste {left} € à verser."})
    row.refresh_from_db(fields=["paid", "payments"])
    if row.paid == row.amount:
        row.state = GrantState.PAID
        row.report_due = row.report_due or timezone.localdate(now) + REPORT_AFTER
        row.save(update_fields=["state", "report_due"])
    record_grant(row, GrantAct.PAID, by, now, amount=amount)
    return row


@transaction.atomic
def ask_report(grant: Grant, by: Voice, at: datetime | None = None) -> Grant:
    row = held_grant(grant.pk)
    _go(row, GrantState.REPORT_DUE)
    row.save(update_fields=["state"])
    record_grant(row, GrantAct.REPORT_ASKED, by, at or database_now())
    return row


@transaction.atomic
def report(grant: Grant, text: str, by: Voice, at: datetime | None = None) -> Grant:
    """By the beneficiary, as many times as needed until the grant is closed."""
    row = held_grant(grant.pk)
    if by.organisation is None or by.organisation.pk != row.beneficiary_id:
        raise ValidationError("Le bilan est écrit par le bénéficiaire.", code="not_yours")
    if row.state not in (GrantState.PAID, GrantState.REPORT_DUE):
        raise ValidationError("Le bilan s'écrit une fois la subvention versée, et avant qu'elle soit close.")
    if not text.strip():
        raise ValidationError({"report": "Dites ce que la subvention a permis."})
    row.report = text.strip()
    row.save(update_fields=["report"])
    record_grant(row, GrantAct.REPORTED, by, at or database_now())
    return row


@transaction.atomic
def close(grant: Grant, by: Voice, at: datetime | None = None) -> Grant:
    """On the report, and on deployments that the collectivités themselves confirmed."""
    row = held_grant(grant.pk)
    not_ones_own(by, row.beneficiary_id)
    if row.state == GrantState.REPORT_DUE and not row.report:
        raise ValidationError("Le bilan n'est pas encore remis.")
    _go(row, GrantState.CLOSED)
    row.served = collectivites_served(row)
    row.save(update_fields=["state", "served"])
    record_grant(row, GrantAct.CLOSED, by, at or database_now())
    return row


def collectivites_served(grant: Grant) -> int:
    """Those of the grant where a service that it paid for is in use, as they confirmed themselves."""
    concerned = [grant.beneficiary_id, *grant.members.values_list("organisation", flat=True)]
    uses = Deployment.objects.confirmed().filter(organisation__in=concerned, service__in=grant.services.all())
    return uses.order_by().values("organisation").distinct().count()


def cost_per_collectivite(grant: Grant) -> int | None:
    """In euros, rounded; None as long as no collectivité is served."""
    return round((grant.paid - grant.given_back) / grant.served) if grant.served else None


@transaction.atomic
def reduce(grant: Grant, to: int, reason: str, by: Voice, at: datetime | None = None) -> Grant:
    """To a smaller sum, never under what was paid. The rest goes back to the envelope."""
    now = at or database_now()
    row = held_grant(grant.pk)
    not_ones_own(by, row.beneficiary_id)
    _require_reason(reason)
    if row.state in (GrantState.CLOSED, GrantState.CANCELLED):
        raise ValidationError("Cette subvention est terminée : elle ne se réduit plus.")
    if row.desk_kind:
        raise ValidationError("Un financement du guichet est forfaitaire : annulez-le s'il n'a plus d'objet.")
    if not max(row.paid, 1) <= to < row.amount:
        raise ValidationError({"amount": f"Entre {thousands(max(row.paid, 1))} € et {thousands(row.amount - 1)} €."})
    freed = row.amount - to
    row.amount = to
    if row.paid == to:
        row.state = GrantState.PAID
    row.save(update_fields=["amount", "state"])
    record_grant(row, GrantAct.REDUCED, by, now, amount=freed, reason=reason.strip())
    release(row, freed, by, now, reason.strip())
    return row


@transaction.atomic
def give_back(grant: Grant, amount: int, reason: str, by: Voice, at: datetime | None = None) -> Grant:
    """What was paid and was not due comes back, to the envelope too."""
    now = at or database_now()
    row = held_grant(grant.pk)
    not_ones_own(by, row.beneficiary_id)
    _require_reason(reason)
    if not 0 < amount <= row.paid - row.given_back:
        raise ValidationError({"amount": f"Au plus {thousands(row.paid - row.given_back)} €, déjà versés."})
    Grant.objects.filter(pk=row.pk).update(given_back=F("given_back") + amount)
    row.refresh_from_db(fields=["given_back"])
    record_grant(row, GrantAct.GIVEN_BACK, by, now, amount=amount, reason=reason.strip())
    release(row, amount, by, now, reason.strip())
    return row


@transaction.atomic
def cancel(grant: Grant, reason: str, by: Voice, at: datetime | None = None) -> Grant:
    """A grant that lapsed or is given up, before anything is paid. Its sum goes back to the envelope."""
    now = at or database_now()
    row = held_grant(grant.pk)
    not_ones_own(by, row.beneficiary_id)
    _require_reason(reason)
    if row.paid > row.given_back:
        raise ValidationError("Une somme a été versée : faites-la reverser d'abord.")
    _go(row, GrantState.CANCELLED)
    row.save(update_fields=["state"])
    left = row.amount - row.given_back
    record_grant(row, GrantAct.CANCELLED, by, now, amount=left, reason=reason.strip())
    if left:
        release(row, left, by, now, reason.strip())
    return row


def _require_convention(row: Grant) -> None:
    if row.convention == Convention.NONE:
        raise ValidationError("Un financement du guichet se verse sans convention.", code="transition")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi : le bénéficiaire le lit."})
