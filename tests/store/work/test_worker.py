"""Workers in processes of their own, side by side, stopped and killed."""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from store.spaces.retention import purge
from store.work.duties import ask
from store.work.models import Job, JobOutcome
from tests.search.faults.asking import wait_until
from tests.search.processes import Store


class Crew:
    def __init__(self, store: Store, trace: Path) -> None:
        self.store, self._trace, self._workers = store, trace, []

    def start(self):
        ready = self.traces()["ready"]
        self._workers.append(self.store.start("-m", "tests.store.work.crew", str(self._trace)))
        wait_until(lambda: self.traces()["ready"] > ready)
        return self._workers[-1]

    def traces(self) -> Counter[str]:
        """How many times each line was written."""
        return Counter(self._trace.read_text().splitlines()) if self._trace.exists() else Counter()

    def began(self) -> list[str]:
        return [line for line in self.traces() if line.startswith("began")]

    def jobs(self, columns: str, name: str) -> list[tuple]:
        return self.store.sql(f"SELECT {columns} FROM work_job WHERE name = '{name}'")

    def let_leases_end(self) -> None:
        self.store.sql("UPDATE work_job SET leased_until = '2026-01-01' WHERE leased_until IS NOT NULL")

    def end(self) -> None:
        for worker in self._workers:
            worker.kill()
            worker.wait(10)


@pytest.fixture
def crew_of(transactional_db, tmp_path):
    """A crew to whom the errands that a function asks for are given."""
    made = []

    def make(asking) -> Crew:
        asking()
        made.append(Crew(Store(tmp_path), tmp_path / "trace"))
        return made[-1]

    yield make
    for crew in made:
        crew.end()


def test_three_workers_share_what_there_is_and_nothing_is_done_twice(crew_of):
    crew = crew_of(lambda: [ask("write", number, number=number) for number in range(120)])
    for _ in range(3):
        crew.start()
    wait_until(lambda: set(crew.jobs("outcome", "write")) == {("done",)})
    written = {line: times for line, times in crew.traces().items() if line.startswith("wrote")}
    assert written == {f"wrote {number}": 1 for number in range(120)}


def test_what_a_killed_worker_held_is_done_by_another_once_its_lease_has_ended(crew_of):
    crew = crew_of(lambda: ask("last", "killed", seconds=3))
    first = crew.start()
    wait_until(crew.began)
    first.kill()
    first.wait(10)
    crew.start()
    time.sleep(3)
    assert len(crew.began()) == 1  # it could still be alive
    crew.let_leases_end()
    wait_until(lambda: len(crew.began()) == 2)
    wait_until(lambda: crew.jobs("outcome, tries", "last") == [("done", 0)])
    assert sum(line.startswith("ended") for line in crew.traces()) == 1


def test_a_worker_that_is_told_to_stop_finishes_what_it_began(crew_of):
    crew = crew_of(lambda: ask("last", "stopped", seconds=2))
    worker = crew.start()
    wait_until(crew.began)
    worker.terminate()
    assert worker.wait(20) == 0
    assert crew.jobs("outcome, leased_until", "last") == [("done", None)]


def test_what_fails_is_tried_again_later_then_given_up_and_stops_nothing_else(crew_of):
    crew = crew_of(lambda: ask("fail", "anything"))
    crew.start()
    wait_until(
        lambda: crew.jobs("outcome, due, said", "fail") == [("given-up", None, "ZeroDivisionError: rien à partager")]
    )
    assert crew.traces()["failed"] == 3
    beats = crew.traces()["beat"]
    wait_until(lambda: crew.traces()["beat"] > beats + 1)


def test_a_routine_that_has_nothing_to_do_gives_a_sign_of_life_all_the_same(crew_of):
    crew = crew_of(lambda: None)
    crew.start()
    wait_until(lambda: crew.traces()["beat"] >= 4)
    assert crew.traces()["idle"] == 1
    crew.store.sql("UPDATE work_job SET finished = '2026-01-01' WHERE name = 'idle'")
    wait_until(lambda: crew.traces()["idle"] == 2)


@pytest.mark.parametrize("column", ["due", "leased_until"])
def test_a_date_that_a_wrong_clock_wrote_far_ahead_holds_nothing_up(crew_of, column):
    crew = crew_of(lambda: ask("write", "clock", number=1))
    crew.store.sql(f"UPDATE work_job SET {column} = '2062-01-01'")
    crew.start()
    wait_until(lambda: crew.traces()["wrote 1"])


@pytest.mark.django_db
def test_what_is_asked_for_twice_is_done_once():
    ask("write", "same", number=1)
    ask("write", "same", number=2)
    assert Job.objects.get().arguments == {"number": 2}


@pytest.mark.django_db
def test_an_errand_that_is_over_is_forgotten_a_month_later():
    done, waiting = ask("write", "done", number=1), ask("write", "waiting", number=2)
    long_ago = timezone.now() - timedelta(days=31)
    Job.objects.update(finished=long_ago)
    Job.objects.filter(pk=done.pk).update(due=None, outcome=JobOutcome.DONE)
    recent = ask("write", "recent", number=3)
    Job.objects.filter(pk=recent.pk).update(due=None, finished=timezone.now())
    purge(timezone.now())
    assert set(Job.objects.all()) == {waiting, recent}
