"""Real https servers on this machine, good and bad, and the reach that lets a test go to them and nowhere else."""

import datetime
import ipaddress
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from catalogue.services.links.fetching import Reach

HOME = "127.0.0.1"
NEIGHBOUR = "127.0.0.2"


class Web(BaseHTTPRequestHandler):
    """Serves `files` (path -> body, headers). Otherwise `/404` answers 404; `/vers/<address>` redirects; `/lent` drips
    one header for ever; `/muet` says nothing.
    """

    asked: list[str]

    def do_GET(self):
        self.server.asked.append(self.path)
        _, first, *rest = self.path.split("/", 2)
        if self.path in self.server.files:
            self._send(*self.server.files[self.path])
        elif first == "vers":
            self.send_response(302)
            self.send_header("Location", rest[0])
            self.end_headers()
        elif first == "lent":
            self._drip()
        elif first == "muet":
            time.sleep(3)
        else:
            self.send_response(int(first) if first.isdigit() else 200)
            self.end_headers()

    def _send(self, body, headers):
        self.send_response(200)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self):
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            for _ in range(30):
                self.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            pass  # the visitor has left

    def log_message(self, *args):
        pass


def certificate(folder: Path, *addresses: str) -> Path:
    """A certificate and its key, in one file, for names and addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Store")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(one)) for one in addresses)]
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + DAY)
    signed = built.add_extension(x509.SubjectAlternativeName(names), critical=False).sign(key, hashes.SHA256())
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


DAY = datetime.timedelta(days=1)


@contextmanager
def serving(pem: Path, address: str = HOME, port: int = 0) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer((address, port), Web)
    server.asked, server.files, server.daemon_threads = [], {}, True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def reach(pem: Path, *ports: int, seconds: float = 5.0) -> Reach:
    """This machine's first address only: its neighbour stands for a private network."""
    home = ipaddress.ip_address(HOME)
    return Reach(home.__eq__, frozenset(ports), seconds, ssl.create_default_context(cafile=str(pem)))
