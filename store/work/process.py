"""The process of `manage.py work`. Several may run side by side."""

import logging
import threading
import time
import traceback
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import uniform

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from store.work.duties import Duties, Duty, Errand, Routine
from store.work.models import LEASE, Job, JobOutcome, WorkerPresence

log = logging.getLogger(__name__)
LOOK = 1.0
"""Seconds between two looks at what is due."""
AT_ONCE = 3
SIGN_OF_LIFE = timedelta(minutes=1)
"""How often a routine is recorded as done even if it has nothing to do."""


class WorkProcess:
    """Takes due jobs, extends their leases while they run, and records their outcomes.

    A killed process loses its jobs to another one a minute later. On SIGTERM it finishes what it began.
    """

    def __init__(self, duties: Duties, at_once: int = AT_ONCE) -> None:
        self._duties = duties
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="work")
        self._held: dict[int, tuple[Job, Future[str]]] = {}
        self._name = uuid.uuid4().hex
        self._stopped = False
        self._woken = threading.Event()
        self._over = threading.Event()

    def stop(self, *signal: object) -> None:
        self._stopped = True
        self._woken.set()

    def run(self) -> None:
        threading.Thread(target=self._keep_leases, name="leases", daemon=True).start()
        enlisted = False
        while not self._stopped:
            self._woken.clear()
            try:
                if not enlisted:
                    self._duties.enlist()
                    WorkerPresence.note(self._name)
                    enlisted = True
                self.look()
            except (DatabaseError, InterfaceError) as error:
                log.error("the database cannot be reached: %s", error)
                connection.close()
            self._woken.wait(LOOK)
        with suppress(DatabaseError, InterfaceError):
            WorkerPresence.objects.filter(pk=self._name).delete()
        self._threads.shutdown(wait=True)
        self._over.set()

    def look(self) -> None:
        """Give a due job to each free thread."""
        self._held = {pk: held for pk, held in self._held.items() if not held[1].done()}
        waiting = Job.objects.waiting().exclude(pk__in=self._held).order_by("due")
        for job in waiting if len(self._held) < self._at_once else ():
            duty = self._duties[job.name]
            if _is_wanted(duty, job) and job.take():
                future = self._threads.submit(_perform, duty, job)
                self._held[job.pk] = job, future
                future.add_done_callback(partial(_note, duty, job, time.monotonic()))
                future.add_done_callback(lambda _: self._woken.set())
            if len(self._held) >= self._at_once:
                return

    def _keep_leases(self) -> None:
        """Runs in its own thread: leases are extended, and the worker is there, for as long as the process lives."""
        while not self._over.wait(LEASE.total_seconds() / 4):
            for job, future in list(self._held.values()):
                # While a job writes to SQLite nobody else can: neither we, nor a worker that would take the lease.
                with suppress(DatabaseError, InterfaceError):
                    if not future.done() and not job.keep():
                        log.warning("%s: gone to another worker", job)
            if not self._stopped:
                with suppress(DatabaseError, InterfaceError):
                    WorkerPresence.note(self._name)
            close_old_connections()


def _is_wanted(duty: Duty, job: Job) -> bool:
    if not isinstance(duty, Routine) or job.finished is None or job.outcome != JobOutcome.DONE:
        return True
    return timezone.now() - job.finished > SIGN_OF_LIFE or duty.wanted()


def _perform(duty: Duty, job: Job) -> str:
    close_old_connections()
    return duty.work(**job.arguments)


def _note(duty: Duty, job: Job, began: float, future: "Future[str]") -> None:
    """Called by the thread that ran it, whatever the result."""
    seconds = time.monotonic() - began
    again = duty.again() if isinstance(duty, Routine) else None
    error = future.exception()
    if error is None:
        job.note(JobOutcome.DONE, future.result(), seconds, again)
    else:
        log.error("%s: failed", job, exc_info=error)
        said = "".join(traceback.format_exception_only(error)).strip()
        if isinstance(duty, Errand) and job.tries >= duty.tries:
            job.note(JobOutcome.GIVEN_UP, said, seconds, None)
        else:
            job.note(JobOutcome.FAILED, said, seconds, _pause(duty, job.tries))
    close_old_connections()


def _pause(duty: Duty, tries: int) -> timedelta:
    """Exponential backoff with jitter."""
    pause = min(timedelta(seconds=2 ** min(tries, 12)), duty.longest_pause)
    return pause * uniform(0.7, 1.0)  # noqa: S311  no secret
