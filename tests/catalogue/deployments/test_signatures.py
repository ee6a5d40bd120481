"""Who may sign what, and when: the rules alone, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.deployments import signatures
from catalogue.deployments.models import Party, Standing
from catalogue.deployments.signatures import Signature, SignatureError, awaited, months_before

TODAY = date(2026, 11, 24)
SERVICE, TOWN, ANCT = Party.SERVICE, Party.ORGANISATION, Party.ANCT


def confirmed(by=SERVICE, on=TODAY):
    return Signature(Standing.CONFIRMEE, by, on)


def contested(by=SERVICE):
    return Signature(Standing.CONTESTEE, by, contest_reason="Jamais vu ici.")


@pytest.mark.parametrize(("declares", "confirms"), [(SERVICE, TOWN), (TOWN, SERVICE), (ANCT, TOWN)])
def test_whoever_declares_the_other_party_confirms(declares, confirms):
    now = signatures.declare(declares)
    assert awaited(now, TODAY) == {confirms}
    assert signatures.confirm(now, confirms, TODAY) == confirmed(declares)
    for other in set(Party) - {confirms}:
        with pytest.raises(SignatureError, match="l'autre partie"):
            signatures.confirm(now, other, TODAY)


def test_nobody_confirms_twice_until_the_year_nearly_ends():
    now = confirmed(on=date(2025, 12, 25))
    assert awaited(now, TODAY) == set()
    with pytest.raises(SignatureError, match="déjà confirmé"):
        signatures.confirm(now, TOWN, TODAY)
    later = date(2026, 11, 25)
    assert awaited(now, later) == {TOWN}
    assert signatures.confirm(now, TOWN, later).confirmed_on == later


def test_a_confirmation_lasts_twelve_months():
    now = confirmed(on=date(2025, 11, 25))
    assert signatures.expire(now, TODAY) == now
    expired = signatures.expire(now, date(2026, 11, 25))
    assert (expired.standing, expired.confirmed_on) == (Standing.A_RECONFIRMER, now.confirmed_on)
    assert signatures.expire(expired, date(2030, 1, 1)) == expired


def test_a_year_later_the_collectivite_may_confirm_what_it_had_declared():
    expired = Signature(Standing.A_RECONFIRMER, TOWN, date(2025, 1, 1))
    assert awaited(expired, TODAY) == {SERVICE, TOWN}
    assert signatures.confirm(expired, TOWN, TODAY).standing == Standing.CONFIRMEE


@pytest.mark.parametrize(("by", "declared_by"), [(TOWN, SERVICE), (TOWN, ANCT), (SERVICE, TOWN)])
def test_the_other_party_contests_with_a_reason_confirmed_or_not(by, declared_by):
    for now in (signatures.declare(declared_by), confirmed(declared_by)):
        assert signatures.contest(now, by, " Erreur. ").contest_reason == "Erreur."
        with pytest.raises(SignatureError, match="Dites pourquoi"):
            signatures.contest(now, by, "  ")
        for other in set(Party) - {by}:
            with pytest.raises(SignatureError, match="Seule l'autre partie"):
                signatures.contest(now, other, "Erreur.")


def test_what_is_contested_waits_for_the_anct():
    now = contested()
    assert awaited(now, TODAY) == {ANCT}
    for refused in (
        lambda: signatures.confirm(now, TOWN, TODAY),
        lambda: signatures.contest(now, TOWN, "Encore."),
        lambda: signatures.check_open_to(now, SERVICE),
        lambda: signatures.check_withdrawable(now, SERVICE),
    ):
        with pytest.raises(SignatureError):
            refused()
    signatures.check_open_to(now, ANCT)
    assert signatures.declare_again(now, SERVICE) == now


def test_the_anct_settles_only_what_is_contested():
    assert signatures.uphold(contested(), TODAY) == confirmed()
    assert signatures.correct(contested()) == signatures.declare(ANCT)
    for rule in (lambda: signatures.uphold(confirmed(), TODAY), lambda: signatures.correct(confirmed())):
        with pytest.raises(SignatureError, match="n'est pas contesté"):
            rule()


def test_saying_something_new_is_declaring_again():
    assert signatures.declare_again(confirmed(), SERVICE) == signatures.declare(SERVICE)
    assert signatures.declare_again(signatures.declare(SERVICE), TOWN) == signatures.declare(TOWN)


def test_what_another_has_signed_is_not_withdrawn():
    signatures.check_withdrawable(signatures.declare(SERVICE), SERVICE)
    signatures.check_withdrawable(confirmed(), ANCT)
    for now in (confirmed(), signatures.declare(TOWN), contested()):
        with pytest.raises(SignatureError):
            signatures.check_withdrawable(now, SERVICE)


def test_months_before_end_on_a_day_that_exists():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2028, 2, 29), 12) == date(2027, 2, 28)
    assert months_before(date(2026, 1, 15), 2) == date(2025, 11, 15)
    assert months_before(date(2025, 11, 15), -12) == date(2026, 11, 15)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 500))
def test_a_confirmation_never_lasts_less_than_a_year_nor_more_than_a_day_over(day, later):
    after = date.fromordinal(day.toordinal() + later)
    expired = signatures.expire(confirmed(on=day), after).standing == Standing.A_RECONFIRMER
    assert not expired or later >= 365
    assert expired or later <= 366
