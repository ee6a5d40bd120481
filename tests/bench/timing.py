"""Milliseconds, over many rounds."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """`given_up`: the request was not answered in time."""

    p50: float = 0
    p95: float = 0
    rounds: int = 0
    given_up: bool = False


def timed(work: Callable, inputs: Sequence) -> Timing:
    """Once for nothing, then each input once."""
    work(inputs[0])
    return summary([spent(work, one) for one in inputs])


def spent(work: Callable, *given) -> float:
    start = time.perf_counter()
    work(*given)
    return (time.perf_counter() - start) * 1_000


def summary(times: Iterable[float]) -> Timing:
    times = list(times)
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
    return Timing(round(statistics.median(times), 2), round(p95, 2), len(times))
