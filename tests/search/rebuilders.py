"""A process that rebuilds the index, or searches meanwhile: `python -m tests.search.rebuilders WHAT`."""

import os
import signal
import sys

import django


def die_at(step: str) -> None:
    """Somebody edits a sheet at that moment; then the process is killed."""

    def die() -> None:
        page = ServicePage.objects.order_by("pk").first()
        page.title = f"Renommé {step}"
        page.save_revision().publish()
        os.kill(os.getpid(), signal.SIGKILL)

    def until_half(documents, total):
        for number, document in enumerate(documents):
            if number == total // 2:
                die()
            yield document

    if step == "half-filled":
        rebuild(until_half)
    rebuild(engine=Stepped(get_engine(), **{step.replace("-", "_"): die}))


def hold() -> None:
    """In the middle of it, until told to go on."""

    def wait() -> None:
        print("started", flush=True)
        sys.stdin.readline()

    rebuild(engine=Stepped(get_engine(), before_filling=wait))


def rebuild_again_and_again() -> None:
    for _ in range(5):
        rebuild(patience=60)
    (settings.DATA_DIR / "stop").touch()


def search() -> None:
    """Until the rebuilds are done: every answer holds each public sheet, once."""
    setup_test_environment()  # pages then tell what they were made of
    expected = sorted(ServicePage.objects.public().values_list("pk", flat=True))
    answers = 0
    while not (settings.DATA_DIR / "stop").exists():
        results = ask()
        assert sorted(hit.sheet.pk for hit in results.hits) == expected
        assert results.total == len(expected)
        answers += 1
    print(answers, flush=True)


if __name__ == "__main__":
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from catalogue.services.models import ServicePage
    from search.engines import get_engine
    from search.indexing.rebuilding import rebuild
    from tests.search.asking import ask
    from tests.search.stepping import Stepped

    what = {"hold": hold, "again": rebuild_again_and_again, "search": search}
    if sys.argv[1] in what:
        what[sys.argv[1]]()
    else:
        die_at(sys.argv[1])
