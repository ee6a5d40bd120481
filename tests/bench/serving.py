"""Pages a second of gunicorn, asked by clients that keep their connections, and what its workers take for it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from threading import Lock, Thread
from typing import Self

from tests.bench import resources

WORKERS, THREADS, CLIENTS = 2, 4, 8
_SECONDS, _PATIENCE = 10, 60
_TICKS = os.sysconf("SC_CLK_TCK")
_OK = b"HTTP/1.1 200 "


class ServingError(Exception):
    """What did not answer, or how."""


@dataclass(frozen=True)
class Served:
    """`cpu`: milliseconds of the workers for each page, the system's included."""

    pages: int
    seconds: float
    cpu: float

    @property
    def by_second(self) -> float:
        return self.pages / self.seconds

    @property
    def at_most(self) -> float:
        """What the cores of the workers would serve, were nothing else at work on them."""
        return WORKERS * 1_000 / self.cpu


class Server:
    def __init__(self, process: subprocess.Popen, port: int) -> None:
        self.process, self.port = process, port

    @property
    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def memory(self) -> list[dict[str, int]]:
        return [resources.memory_of(pid) for pid in self.workers]

    def asked(self, addresses: Sequence[str], seconds: float = _SECONDS) -> Served:
        """In turn, by all clients at once; the first round, which opens connections, is not counted."""
        queue = _Addresses(addresses)
        with _clients(self.port) as clients:
            _all(clients, queue, time.perf_counter() + 1)
            before, start = self._ticks(), time.perf_counter()
            pages = _all(clients, queue, start + seconds)
            spent = time.perf_counter() - start
            return Served(pages, spent, (self._ticks() - before) / _TICKS * 1_000 / pages)

    def _ticks(self) -> int:
        """Of the workers: `utime` and `stime`, after the name of the command, which may hold spaces."""
        stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.workers)
        return sum(int(fields[11]) + int(fields[12]) for fields in stats)


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "store.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", str(_PATIENCE)]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        server = Server(process, port)
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def _wait(server: Server) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with _KeptConnection(server.port) as connection:
                connection.get("/")
                return
        except OSError:
            time.sleep(0.2)
    raise ServingError("gunicorn n'a pas démarré")


class _Addresses:
    """Each in turn, whichever client asks."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._turns, self._lock = cycle(addresses), Lock()

    def next(self) -> str:
        with self._lock:
            return next(self._turns)


class _KeptConnection:
    """As little work as can be, for it takes from the cores that it measures."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self._socket.close()

    def get(self, address: str) -> None:
        lines = f"GET {address} HTTP/1.1", "Host: localhost", "Accept: text/html", "Accept-Encoding: gzip"
        self._socket.sendall("\r\n".join((*lines, "", "")).encode())
        status, length = self._file.readline(), 0
        while (line := self._file.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if not status.startswith(_OK) or not length:
            raise ServingError(f"{address} : {status.decode().strip() or 'rien'}")
        self._file.read(length)


@contextmanager
def _clients(port: int) -> Iterator[list[_KeptConnection]]:
    clients = [_KeptConnection(port) for _ in range(CLIENTS)]
    try:
        yield clients
    finally:
        for client in clients:
            client.__exit__()


def _all(clients: Sequence[_KeptConnection], queue: _Addresses, until: float) -> int:
    """How many pages they got. Raises ServingError when one is not a page."""
    got, wrong = [0] * len(clients), []

    def ask(number: int) -> None:
        try:
            while time.perf_counter() < until:
                clients[number].get(queue.next())
                got[number] += 1
        except (OSError, ServingError) as error:
            wrong.append(error)

    threads = [Thread(target=ask, args=[number]) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise ServingError(f"{wrong[0]}") from wrong[0]
    return sum(got)
