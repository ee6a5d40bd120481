"""Stands before Elasticsearch, for us and for the processes of a test, and breaks what passes when it is told to."""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from tests.search.faults.breaking import Answer, Fault

_HOP = {"connection", "content-length", "host", "keep-alive", "transfer-encoding"}
"""Headers that tell of one connection only."""
PATIENCE = 60.0


class Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Proxy:
    """`address`: what to call instead of the server that stands at `target`."""

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.fault = Fault()
        self.healed = threading.Event()
        self.address = ""
        self._seen: list[str] = []
        self._arrival = threading.Condition()
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *exception) -> None:
        self.heal()
        self.close()

    def open(self) -> None:
        """At the address it had, if it was closed."""
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = _Server(("127.0.0.1", urlsplit(self.address).port or 0), handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Nobody is at this address any more."""
        if self._server:
            self._server.shutdown()
            self._server.hang_up()
            self._server.server_close()
            self._server = None

    def heal(self) -> None:
        self.fault = Fault()
        self.healed.set()

    @contextmanager
    def failing(self, fault: Fault) -> Iterator[None]:
        self.healed = threading.Event()
        self._seen.clear()
        self.fault = fault
        try:
            yield
        finally:
            self.heal()

    @contextmanager
    def absent(self) -> Iterator[None]:
        """Connections are refused, those that were open are cut."""
        self._seen.clear()
        self.close()
        try:
            yield
        finally:
            self.open()

    def seen(self, part: str = "") -> int:
        """How many requests with this in their path arrived since it began to fail."""
        return sum(part in path for path in self._seen)

    def wait_for(self, part: str, times: int = 1) -> None:
        with self._arrival:
            assert self._arrival.wait_for(lambda: self.seen(part) >= times, PATIENCE), f"nobody asked {part}"

    def arrived(self, path: str) -> None:
        with self._arrival:
            self._seen.append(path)
            self._arrival.notify_all()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self._open: set[socket.socket] = set()

    def process_request(self, request, client_address) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address) -> None:
        if not isinstance(sys.exception(), OSError):  # the caller did not wait, or Elasticsearch itself is gone
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """Connections that callers keep open for their next request would be served for ever."""
        for one in list(self._open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it has just ended


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def _meet(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        self.request_read = Request(self.command, self.path, headers, body)
        fault = self.proxy.fault
        self.proxy.arrived(self.path)
        if fault.on in self.path:
            fault.meet(self)
        else:
            Fault().meet(self)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _meet

    def passed_on(self, body: bytes | None = None) -> Answer:
        """What Elasticsearch says of this request, or of this body in its place."""
        asked = self.request_read
        target = self.proxy.target
        connection = HTTPConnection(target.hostname or "", target.port, timeout=PATIENCE)
        connection.request(asked.method, asked.path, asked.body if body is None else body, asked.headers)
        answer = connection.getresponse()
        headers = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}
        given = Answer(answer.status, answer.read(), headers, answer.getheader("Content-Length"))
        connection.close()
        return given

    def give(self, answer: Answer, pause: float = 0) -> None:
        """`pause`: seconds between two bytes of the body, until healed."""
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        length = answer.length if self.command == "HEAD" and answer.length else str(len(answer.body))
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command == "HEAD":
            return
        sent = 0
        while pause and sent < len(answer.body) and not self.proxy.healed.wait(pause):
            self.wfile.write(answer.body[sent : sent + 1])
            sent += 1
        self.wfile.write(answer.body[sent:])

    def wait_until_healed(self) -> None:
        self.proxy.healed.wait(10 * PATIENCE)

    def reset(self) -> None:
        """Not closed, as one who has finished does: cut."""
        self.close_connection = True
        at_once = (1).to_bytes(4, "little") + bytes(4)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        socket.close(self.connection.detach())

    def log_message(self, *arguments) -> None:
        """Nothing is said of each request."""
