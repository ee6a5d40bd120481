"""Who may sign what, and when: the rules alone, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.deployments import signature_rules
from catalogue.deployments.models import Party, Standing
from catalogue.deployments.signature_rules import Signature, SignatureError, awaited, months_before

TODAY = date(2026, 11, 24)
SERVICE, TOWN, ANCT = Party.SERVICE, Party.ORGANISATION, Party.ANCT


def confirmed(by=SERVICE, on=TODAY):
    return Signature(Standing.CONFIRMEE, by, on)


def contested(by=SERVICE):
    return Signature(Standing.CONTESTEE, by, contest_reason="Jamais vu ici.")


@pytest.mark.parametrize(("declares", "confirms"), [(SERVICE, TOWN), (TOWN, SERVICE), (ANCT, TOWN)])
def test_whoever_declares_the_other_party_confirms(declares, confirms):
    now = signature_rules.declare(declares)
    assert awaited(now, TODAY) == {confirms}
    assert signature_rules.confirm(now, confirms, TODAY) == confirmed(declares)
    for other in set(Party) - {confirms}:
        with pytest.raises(SignatureError, match="l'autre partie"):
            signature_rules.confirm(now, other, TODAY)


def test_nobody_confirms_twice_until_the_year_nearly_ends():
    now = confirmed(on=date(2025, 12, 25))
    assert awaited(now, TODAY) == set()
    with pytest.raises(SignatureError, match="déjà confirmé"):
        signature_rules.confirm(now, TOWN, TODAY)
    later = date(2026, 11, 25)
    assert awaited(now, later) == {TOWN}
    assert signature_rules.confirm(now, TOWN, later).confirmed_on == later


def test_a_confirmation_lasts_twelve_months():
    now = confirmed(on=date(2025, 11, 25))
    assert signature_rules.expire(now, TODAY) == now
    expired = signature_rules.expire(now, date(2026, 11, 25))
    assert (expired.standing, expired.confirmed_on) == (Standing.A_RECONFIRMER, now.confirmed_on)
    assert signature_rules.expire(expired, date(2030, 1, 1)) == expired


def test_a_year_later_the_collectivite_may_confirm_what_it_had_declared():
    expired = Signature(Standing.A_RECONFIRMER, TOWN, date(2025, 1, 1))
    assert awaited(expired, TODAY) == {SERVICE, TOWN}
    assert signature_rules.confirm(expired, TOWN, TODAY).standing == Standing.CONFIRMEE


@pytest.mark.parametrize(("by", "declared_by"), [(TOWN, SERVICE), (TOWN, ANCT), (SERVICE, TOWN)])
def test_the_other_party_contests_with_a_reason_confirmed_or_not(by, declared_by):
    for now in (signature_rules.declare(declared_by), confirmed(declared_by)):
        assert signature_rules.contest(now, by, " Erreur. ").contest_reason == "Erreur."
        with pytest.raises(SignatureError, match="Dites pourquoi"):
            signature_rules.contest(now, by, "  ")
        for other in set(Party) - {by}:
            with pytest.raises(SignatureError, match="Seule l'autre partie"):
                signature_rules.contest(now, other, "Erreur.")


def test_what_is_contested_waits_for_the_anct():
    now = contested()
    assert awaited(now, TODAY) == {ANCT}
    for refused in (
        lambda: signature_rules.confirm(now, TOWN, TODAY),
        lambda: signature_rules.contest(now, TOWN, "Encore."),
        lambda: signature_rules.check_open_to(now, SERVICE),
        lambda: signature_rules.check_withdrawable(now, SERVICE),
    ):
        with pytest.raises(SignatureError):
            refused()
    signature_rules.check_open_to(now, ANCT)
    assert signature_rules.declare_again(now, SERVICE) == now


def test_the_anct_settles_only_what_is_contested():
    assert signature_rules.uphold(contested(), TODAY) == confirmed()
    assert signature_rules.correct(contested()) == signature_rules.declare(ANCT)
    for rule in (lambda: signature_rules.uphold(confirmed(), TODAY), lambda: signature_rules.correct(confirmed())):
        with pytest.raises(SignatureError, match="n'est pas contesté"):
            rule()


def test_saying_something_new_is_declaring_again():
    assert signature_rules.declare_again(confirmed(), SERVICE) == signature_rules.declare(SERVICE)
    assert signature_rules.declare_again(signature_rules.declare(SERVICE), TOWN) == signature_rules.declare(TOWN)


def test_what_another_has_signed_is_not_withdrawn():
    signature_rules.check_withdrawable(signature_rules.declare(SERVICE), SERVICE)
    signature_rules.check_withdrawable(confirmed(), ANCT)
    for now in (confirmed(), signature_rules.declare(TOWN), contested()):
        with pytest.raises(SignatureError):
            signature_rules.check_withdrawable(now, SERVICE)


def test_months_before_end_on_a_day_that_exists():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2028, 2, 29), 12) == date(2027, 2, 28)
    assert months_before(date(2026, 1, 15), 2) == date(2025, 11, 15)
    assert months_before(date(2025, 11, 15), -12) == date(2026, 11, 15)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 500))
def test_a_confirmation_never_lasts_less_than_a_year_nor_more_than_a_day_over(day, later):
    after = date.fromordinal(day.toordinal() + later)
    expired = signature_rules.expire(confirmed(on=day), after).standing == Standing.A_RECONFIRMER
    assert not expired or later >= 365
    assert expired or later <= 366
