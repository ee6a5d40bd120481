"""What the database itself refuses, whoever asks it: direct SQL, on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from catalogue.funding import awarding, grant_book
from catalogue.funding.models import Application, Envelope, Grant, Wave
from catalogue.needs.journal import anct
from tests import fund_factories as fund

pytestmark = pytest.mark.django_db


def refused(sql: str, *values: object) -> str:
    """What the database says; nothing was changed."""
    with pytest.raises(DatabaseError) as told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(told.value)


def copied(table: str, pk: int, **changes: object) -> tuple:
    """The statement that inserts the same row again, changed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [pk])
        names = [column[0] for column in cursor.description if column[0] != "id"]
    said = [(f"%s AS {name}", [changes[name]]) if name in changes else (name, []) for name in names]
    columns = ", ".join(names)
    values = [value for _, its in said for value in its]
    return (
        f"INSERT INTO {table} ({columns}) SELECT {', '.join(part for part, _ in said)} FROM {table} WHERE id = %s",
        *values,
        pk,
    )


@pytest.fixture
def desk(catalogue) -> Wave:
    return fund.make_desk_wave(amount=5_000)


@pytest.fixture
def granted(desk) -> Grant:
    awarding.comply(fund.make_filed(desk, fund.make_town("Feurs")), anct())
    return Grant.objects.get()


@pytest.fixture
def draft(desk) -> Application:
    from catalogue.funding import drafting

    return drafting.start(desk, "", fund.voice_of(fund.make_town("Lens")), desk_kind="api")


def test_an_envelope_neither_overruns_nor_opens_twice(granted):
    envelope = granted.envelope
    for column in ("awarded = awarded + 1", "delegated = 1", "amount = amount - 1"):
        told = refused(f"UPDATE funding_envelope SET {column} WHERE id = %s", envelope.pk)
        assert "envelope_never_overruns" in told
    assert refused(*copied("funding_envelope", envelope.pk, name="La même"))
    assert Envelope.objects.get(pk=envelope.pk).remainder == 0


def test_a_grant_is_neither_paid_above_nor_paid_twice_nor_above_its_rate(granted):
    change = "UPDATE funding_grant SET {} WHERE id = %s"
    assert "grant_never_paid_above" in refused(change.format("paid = amount + 1"), granted.pk)
    assert "desk_grant_is_fixed" in refused(change.format("amount = 5001, rate = NULL"), granted.pk)
    assert "grant_of_something" in refused(change.format("amount = 0, desk_kind = ''"), granted.pk)
    assert "grant_within_its_rate" in refused(change.format("rate = 50"), granted.pk)
    assert "grant_gives_back_what_was_paid" in refused(change.format("given_back = 1"), granted.pk)
    grant_book.pay(granted, 5_000, anct())
    assert "single_grant_paid_once" in refused(change.format("payments = payments + 1"), granted.pk)


def test_a_collectivite_has_one_grant_of_the_desk_for_each_kind(granted):
    """Neither a second row, nor a cancelled one that comes back."""
    same = {"application_id": None, "reference": "S2-copie", "rate": None, "eligible_cost": None}
    assert refused(*copied("funding_grant", granted.pk, **same))
    sql, *values = copied("funding_grant", granted.pk, **same, state="annulee")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert refused("UPDATE funding_grant SET state = 'notifiee' WHERE reference = 'S2-copie'")


def test_a_collectivite_has_one_live_file_in_a_call(draft):
    assert refused(*copied("funding_application", draft.pk))


def test_a_file_enters_while_its_wave_is_open_and_has_the_date_of_its_filing(desk, draft):
    filing = "UPDATE funding_application SET state = 'deposee', filed = %s WHERE id = %s"
    for moment in (desk.opens - timedelta(milliseconds=1), desk.closes):
        assert "filed while its wave is open" in refused(filing, moment, draft.pk)
    new = copied("funding_application", draft.pk, state="deposee", filed=desk.closes, desk_kind="franceconnect")
    assert "filed while its wave is open" in refused(*new)
    for half in ("state = 'deposee'", "filed = created"):
        assert "application_filed_at_a_moment" in refused(
            f"UPDATE funding_application SET {half} WHERE id = %s", draft.pk
        )
    with connection.cursor() as cursor:
        cursor.execute(filing, [desk.closes - timedelta(seconds=1), draft.pk])


def test_the_rules_of_a_wave_freeze_when_it_opens_but_its_end_may_be_put_off(desk):
    change = "UPDATE funding_wave SET {} WHERE id = %s"
    for rule in ("rate = 75", "population_min = 300000", "redress = 'Aucun'", "envelope_id = NULL", "ceiling = 1"):
        assert "do not change" in refused(change.format(rule), desk.pk)
    assert "do not change" in refused(change.format("opens = %s"), timezone.now(), desk.pk)
    later = desk.closes + timedelta(days=3)
    with connection.cursor() as cursor:
        cursor.execute(change.format("closes = %s"), [later, desk.pk])
    to_come = fund.make_wave(desk.call, desk.envelope, opens=later, closes=later + timedelta(days=9))
    with connection.cursor() as cursor:
        cursor.execute(change.format("rate = 75"), [to_come.pk])
    assert Wave.objects.get(pk=to_come.pk).rate == 75


def test_a_line_of_an_account_or_of_a_journal_is_written_once(granted):
    for table, column in (
        ("funding_envelopemovement", "amount"),
        ("funding_grantevent", "amount"),
        ("funding_applicationevent", "application_id"),
    ):
        assert "written once" in refused(f"UPDATE {table} SET {column} = {column} + 1")
        assert "written once" in refused(f"UPDATE {table} SET at = %s", timezone.now())
