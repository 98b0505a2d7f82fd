"""A real mail server for the tests: takes messages, and misbehaves as told."""

from __future__ import annotations

import asyncio
import email
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"

Answer = Callable[[str], str]


@dataclass
class PostOffice:
    """What the server is to say, and what it took. ``drop_after_data`` breaks the line unanswered."""

    host: str = "127.0.0.1"
    port: int = 0
    answer_recipient: Answer = lambda _address: OK
    answer_data: Answer = lambda _address: OK
    drop_after_data: int = 0
    hang_seconds: float = 0.0
    taken: list[Envelope] = field(default_factory=list)
    connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def messages(self) -> list[EmailMessage]:
        """Everything that was taken, parsed."""
        return [parsed(each) for each in self.taken]

    def to(self, address: str) -> list[EmailMessage]:
        """What was taken for one address."""
        return [parsed(each) for each in self.taken if each.rcpt_tos == [address]]

    # What aiosmtpd calls.

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        self.connections += 1
        return lines

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        answer = self.answer_recipient(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.hang_seconds:
            await asyncio.sleep(self.hang_seconds)
        answer = self.answer_data(envelope.rcpt_tos[0])
        if answer == OK:
            with self.lock:
                self.taken.append(envelope)
                drops = self.drop_after_data > 0
                self.drop_after_data -= drops
            if drops:
                assert server.transport is not None
                server.transport.abort()
        return answer


def parsed(envelope: Envelope) -> EmailMessage:
    """The message as a mail program sees it."""
    content = envelope.content
    assert isinstance(content, bytes)
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def free_port() -> int:
    """A port nobody listens on at present."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def opened(port: int = 0) -> Iterator[PostOffice]:
    """The server, running in a thread."""
    office = PostOffice(port=port or free_port())
    controller = Controller(office, hostname=office.host, port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[int]:
    """The port of a server that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@contextmanager
def dripping() -> Iterator[int]:
    """The port of a server that answers a byte at a time, for ever, and so never times out."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            server.settimeout(5)
            try:
                connection, _ = server.accept()
                with connection:
                    while not stop.wait(0.1):
                        connection.sendall(b"2")
            except OSError:
                return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            thread.join(5)
