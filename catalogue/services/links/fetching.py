"""Fetching an address that anybody may have written, without exposing our network.

Only https on port 443, at most three redirections, five seconds in all including name resolution. We resolve each name
once and connect to the address that was checked, at every hop, so a name that resolves differently the next time gains
nothing.
"""

import http
import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Thread, Timer
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

IPAddress = IPv4Address | IPv6Address
REDIRECTIONS = 3
SECONDS = 5.0
AGENT = "TerritoiresStore/1.0 (verification des liens)"
_REDIRECTS = {301, 302, 303, 307, 308}
# Public IPv6. Outside of it are addresses that embed an IPv4 one (compatible, mapped, NAT64) and local ones; inside,
# IANA reserves some: protocols and Teredo, documentation, 6to4.
_GLOBAL_UNICAST = ip_network("2000::/3")
_KEPT_FOR_OTHER_USES = [
    ip_network(one)
    for one in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20")
]
_SAFE_IN_PATHS = "/%:@!$&'()*+,;=~-._?"


class FetchFailed(Exception):
    """The message tells an editor, in French, why the address does not work."""


def is_public(address: IPAddress) -> bool:
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast and not any(address in kept for kept in _KEPT_FOR_OTHER_USES)


@dataclass(frozen=True)
class Reach:
    """Allowed addresses and ports, and a time limit. Only tests, which serve their own pages, pass another one."""

    allows: Callable[[IPAddress], bool] = is_public
    ports: frozenset[int] = frozenset({443})
    seconds: float = SECONDS
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)


PUBLIC = Reach()


def final_status(url: str, reach: Reach = PUBLIC) -> int:
    """The HTTP status after redirections, without reading the body. Raises FetchFailed."""
    deadline = time.monotonic() + reach.seconds
    for _ in range(REDIRECTIONS + 1):
        answer = _ask(url, reach, deadline)
        if answer.location is None:
            return answer.status
        url = urljoin(url, answer.location)
    raise FetchFailed(f"Plus de {REDIRECTIONS} redirections")


def fetched(url: str, most: int, reach: Reach = PUBLIC) -> bytes:
    """The body, of at most `most` bytes, after redirections. Raises FetchFailed."""
    deadline = time.monotonic() + reach.seconds
    for _ in range(REDIRECTIONS + 1):
        answer = _ask(url, reach, deadline, most)
        if answer.location is None:
            if answer.status != http.HTTPStatus.OK:
                raise FetchFailed(f"Le site répond par une erreur ({answer.status})")
            return answer.body
        url = urljoin(url, answer.location)
    raise FetchFailed(f"Plus de {REDIRECTIONS} redirections")


class _Answer(NamedTuple):
    """`location`: the address of a redirection; `body`: empty if it was not wanted."""

    status: int
    location: str | None
    body: bytes


def _ask(url: str, reach: Reach, deadline: float, most: int = 0) -> _Answer:
    """Reads the body, up to `most` bytes, if any is wanted."""
    parts = _checked(url, reach)
    target = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe=_SAFE_IN_PATHS)
    with _french(deadline), closing(_CheckedConnection(parts, reach, deadline)) as connection:
        connection.request("GET", target, headers={"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"})
        answer = connection.getresponse()
        body = _body(answer, most) if most and answer.status == http.HTTPStatus.OK else b""
        connection.left()  # raises if headers or the body were cut off: they would look complete
        return _Answer(answer.status, answer.headers["Location"] if answer.status in _REDIRECTS else None, body)


def _body(answer: http.client.HTTPResponse, most: int) -> bytes:
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise FetchFailed("Le site envoie un fichier compressé, qui n'est pas lu")
    body = answer.read(most + 1)
    if len(body) > most:
        raise FetchFailed(f"Le fichier dépasse {most // 1024 // 1024} Mo")
    if answer.length:
        raise FetchFailed("Le fichier est arrivé incomplet")
    return body


def _checked(url: str, reach: Reach) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise FetchFailed("Adresse mal formée") from error
    if parts.scheme == "http":
        raise FetchFailed("Adresse en http : elle n'est pas protégée, demandez-la en https")
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise FetchFailed("Adresse mal formée")
    if port not in reach.ports:
        raise FetchFailed(f"Port {port} : les sites publics répondent sur le port 443")
    return parts


class _CheckedConnection(http.client.HTTPSConnection):
    """Connects to an address that was checked, and is always cut at the deadline."""

    def __init__(self, parts: SplitResult, reach: Reach, deadline: float):
        super().__init__(parts.hostname or "", parts.port or 443, context=reach.tls)
        self.reach, self.deadline = reach, deadline
        self.watch: Timer | None = None

    def connect(self) -> None:
        plain = socket.create_connection(self._judged_address(), timeout=self.left())
        plain.settimeout(self.left())
        self.sock = self.reach.tls.wrap_socket(plain, server_hostname=self.host)
        self.watch = Timer(self.left(), _cut, [self.sock])
        self.watch.daemon = True
        self.watch.start()

    def close(self) -> None:
        if self.watch:
            self.watch.cancel()
        super().close()

    def _judged_address(self) -> tuple[str, int]:
        for host in _addresses_of(self.host, self.port, self.left()):
            if self.reach.allows(ip_address(host.partition("%")[0])):
                return host, self.port
        raise FetchFailed("Adresse d'un réseau privé : elle n'est pas publique")

    def left(self) -> float:
        """Seconds until the deadline. Raises TimeoutError when none are left."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _addresses_of(name: str, port: int, seconds: float) -> list[str]:
    """Raises TimeoutError if name servers take longer: the system's own time limit cannot be set."""
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
            answer.set_result([str(address[0]) for *_, address in found])
        except (OSError, ValueError) as error:
            answer.set_exception(error)

    Thread(target=ask, daemon=True).start()
    return answer.result(seconds)


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):  # it may be closed already
        connected.shutdown(socket.SHUT_RDWR)


@contextmanager
def _french(deadline: float) -> Iterator[None]:
    """Turns network errors into messages for editors."""
    try:
        yield
    except socket.gaierror as error:
        raise FetchFailed("Ce nom de site n'existe pas") from error
    except ssl.SSLCertVerificationError as error:
        raise FetchFailed("Le certificat du site n'est pas valable") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline - 0.05:
            raise FetchFailed("Le site ne répond pas à temps") from error
        raise FetchFailed("Le site ne répond pas, ou répond n'importe quoi") from error
