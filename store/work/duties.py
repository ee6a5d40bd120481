"""What the worker does: periodic routines, and errands that people ask for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.module_loading import import_string

from store.work.models import Job, JobOutcome, WorkerPresence

Rhythm = timedelta | time
"""A delay after the end of the last run, or a time of day in Paris."""


@dataclass(frozen=True)
class Routine:
    """`work` is idempotent, and returns a sentence that says what it did.

    `wanted` tells, without writing, whether there is anything to do: a frequent routine then costs one look.
    """

    name: str
    label: str
    rhythm: Rhythm
    work: Callable[[], str]
    wanted: Callable[[], bool] = lambda: True
    tries: int | None = None

    def again(self) -> timedelta:
        if isinstance(self.rhythm, timedelta):
            return self.rhythm
        now = timezone.localtime()
        next_time = datetime.combine(now.date(), self.rhythm, now.tzinfo)
        return (next_time if next_time > now else next_time + timedelta(days=1)) - now

    @property
    def longest_pause(self) -> timedelta:
        """Between two tries after failures."""
        rhythm = self.rhythm if isinstance(self.rhythm, timedelta) else timedelta(days=1)
        return min(max(rhythm, timedelta(seconds=15)), timedelta(hours=1))

    @property
    def late_after(self) -> timedelta:
        """Not done for that long, it raises an alarm."""
        if isinstance(self.rhythm, timedelta):
            return max(3 * self.rhythm, timedelta(minutes=5))
        return timedelta(hours=36)

    def first(self) -> timedelta:
        """The delay before the first run: installing the Store at noon does not start what runs at night."""
        return timedelta(0) if isinstance(self.rhythm, timedelta) else self.again()


@dataclass(frozen=True)
class Errand:
    """`function` is a dotted name, which avoids import cycles; it may run again after a worker died.

    It receives the arguments given to `ask`, and returns a sentence that says what it did. `standing`: about nothing in
    particular, it has a row from the start, and administrators have it done from the admin.
    """

    name: str
    label: str
    function: str
    standing: bool = False
    tries: int = 5
    longest_pause: timedelta = timedelta(minutes=10)

    @property
    def work(self) -> Callable[..., str]:
        return import_string(self.function)


Duty = Routine | Errand


class Duties:
    """All that the worker does, by name."""

    def __init__(self, *duties: Duty) -> None:
        self._by_name = {duty.name: duty for duty in duties}

    def __iter__(self) -> Iterator[Duty]:
        return iter(self._by_name.values())

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Duty:
        return self._by_name[name]

    def routines(self) -> list[Routine]:
        return [duty for duty in self if isinstance(duty, Routine)]

    def enlist(self) -> None:
        """Create a row per routine and standing errand; delete the rows of what is no longer in the table."""
        now = timezone.now()
        rows = [Job(key=one.name, name=one.name, due=now + one.first()) for one in self.routines()]
        standing = [one for one in self if isinstance(one, Errand) and one.standing]
        rows += [Job(key=one.name, name=one.name, due=None) for one in standing]
        Job.objects.bulk_create(rows, ignore_conflicts=True)
        Job.objects.exclude(name__in=list(self._by_name)).delete()


def ask(name: str, about: object, **arguments: object) -> Job:
    """Have an errand done after the transaction commits. Asking again before it is over runs it once."""
    asked = {"name": name, "arguments": arguments, "due": timezone.now(), "outcome": JobOutcome.NEVER, "tries": 0}
    job, _ = Job.objects.update_or_create(key=key_of(name, about), defaults=asked)
    return job


def ask_if_somebody_is_there(name: str, about: object, **arguments: object) -> bool:
    """False, and nothing asked, when no worker runs: the caller then does the work itself."""
    if not WorkerPresence.is_somebody_there():
        return False
    ask(name, about, **arguments)
    return True


def key_of(name: str, about: object) -> str:
    return f"{name}:{about}"
