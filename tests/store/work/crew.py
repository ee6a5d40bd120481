"""A worker in a process of its own, whose duties leave a trace: `python -m tests.store.work.crew FILE`."""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

TRACE = Path(sys.argv[-1])


def trace(line: str) -> str:
    with TRACE.open("a") as file:
        file.write(line + "\n")
    return line


def write(number: int) -> str:
    time.sleep(0.02)
    return trace(f"wrote {number}")


def last(seconds: float) -> str:
    trace(f"began {os.getpid()}")
    time.sleep(seconds)
    return trace(f"ended {os.getpid()}")


def fail() -> str:
    trace("failed")
    raise ZeroDivisionError("rien à partager")


def main() -> None:
    django.setup()
    from store.work.duties import Duties, Errand, Routine
    from store.work.process import WorkProcess

    process = WorkProcess(
        Duties(
            Errand("write", "Écrire", "tests.store.work.crew.write"),
            Errand("last", "Durer", "tests.store.work.crew.last"),
            Errand("fail", "Échouer", "tests.store.work.crew.fail", tries=3, longest_pause=timedelta(seconds=1)),
            Routine("beat", "Battre", timedelta(seconds=1), lambda: trace("beat")),
            Routine("idle", "Ne rien faire", timedelta(seconds=1), lambda: trace("idle"), wanted=lambda: False),
        )
    )
    signal.signal(signal.SIGTERM, process.stop)
    trace("ready")
    process.run()


if __name__ == "__main__":
    main()
