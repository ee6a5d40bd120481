"""An engine that does not answer is left in peace, then asked again by one question at a time."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import pytest

from search.engines.breaker import Breaker, BreakerState, LeftInPeace
from search.protocol import EngineError, IndexMissing


def fail(breaker: Breaker, error: type[EngineError] = EngineError) -> None:
    with pytest.raises(error), breaker.guarding():
        raise error("no answer")


@pytest.fixture
def opened() -> Breaker:
    breaker = Breaker()
    for _ in range(3):
        assert breaker.state == BreakerState.CLOSED
        fail(breaker)
    assert breaker.state == BreakerState.OPEN
    return breaker


def after_the_pause(breaker: Breaker) -> Breaker:
    breaker._until = 0.0
    assert breaker.state == BreakerState.HALF_OPEN
    return breaker


def test_three_failures_in_a_row_open_it_and_nobody_asks_any_more(opened):
    with pytest.raises(LeftInPeace), opened.guarding():
        pytest.fail("it was asked")
    assert opened.state == BreakerState.OPEN


def test_failures_that_are_not_in_a_row_do_not():
    breaker = Breaker()
    for _ in range(4):
        fail(breaker)
        with breaker.guarding():
            pass
    assert breaker.state == BreakerState.CLOSED


def test_a_probe_that_is_answered_closes_it(opened):
    with after_the_pause(opened).guarding():
        pass
    assert opened.state == BreakerState.CLOSED


def test_a_probe_that_fails_opens_it_for_longer(opened):
    first = opened._pause
    fail(after_the_pause(opened))
    assert opened.state == BreakerState.OPEN
    assert opened._pause == 2 * first


def test_only_one_question_finds_out_while_the_others_do_not_wait(opened):
    after_the_pause(opened)
    asked, answer = Event(), Event()

    def probe():
        with opened.guarding():
            asked.set()
            assert answer.wait(10)

    with ThreadPoolExecutor(1) as other:
        probing = other.submit(probe)
        assert asked.wait(10)
        with pytest.raises(LeftInPeace), opened.guarding():
            pytest.fail("two probes at once")
        answer.set()
        probing.result(10)
    assert opened.state == BreakerState.CLOSED


def test_an_error_that_is_not_the_engines_leaves_it_to_be_probed_again(opened):
    with suppress(ZeroDivisionError), after_the_pause(opened).guarding():
        raise ZeroDivisionError
    assert opened.state == BreakerState.HALF_OPEN
    with opened.guarding():
        pass
    assert opened.state == BreakerState.CLOSED


def test_an_engine_without_an_index_answers():
    breaker = Breaker()
    for _ in range(5):
        fail(breaker, IndexMissing)
    assert breaker.state == BreakerState.CLOSED
