"""A real SMTP server on this machine, which a test opens, closes, and makes difficult."""

import asyncio
import socket
import threading
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller


class PostOffice:
    """`refusals`: what it answers to a recipient. `delay`: seconds before it acknowledges a mail."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}
        self.delay = 0.0
        self.hangs_up_at_once = False
        self.hangs_up_with_the_text = False
        self.has_text = threading.Event()
        self._controller: Controller | None = None
        self.port = 0

    def open(self) -> None:
        """On a free port at first, then always on the same."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port or _free_port())
        self.port = self._controller.port
        self._controller.start()

    def close(self) -> None:
        if self._controller:
            self._controller.stop(no_assert=True)
            self._controller = None

    def copies(self) -> Counter[str]:
        """How often each mail came, by its Message-ID."""
        return Counter(mail["Message-ID"] for mail in self.received)

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if self.hangs_up_at_once:
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.received.append(message_from_bytes(envelope.content, policy=default))
        self.has_text.set()
        await asyncio.sleep(self.delay)
        if self.hangs_up_with_the_text:
            server.transport.abort()
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
