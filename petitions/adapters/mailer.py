"""Sends one message at a time over a kept SMTP connection; the only module that knows Flask-Mail."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, Charset
from email.mime.multipart import MIMEMultipart
from email.policy import compat32
from email.utils import format_datetime
from secrets import token_hex
from threading import Timer
from typing import Literal

import flask_mail
from flask import Flask

from petitions.adapters import clock

ANSWER_SECONDS = 10.0
"""How long the server may take for one answer."""
MESSAGE_SECONDS = 30.0
"""How long one message may take, however steadily a slow server drips."""
DROPS = 3
"""After so many broken connections in a row the server counts as down."""

LONGEST_LINE = 998
"""Bytes; a server may refuse a longer one (RFC 5321)."""
SERVERS_OWN_FAULTS = frozenset({500, 502, 503, 504, 530, 534, 535, 538})
"""Refusals that speak of the conversation or of our log-in, not of this recipient."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
# Headers are folded once, when they are made; folding again would break a long Message-ID.
_POLICY = compat32.clone(linesep="\r\n", max_line_length=None)
# Flask-Mail hands it on to the email package, which takes the name or the thing.
_BASE64 = Charset("utf-8")
_BASE64.body_encoding = BASE64


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and the address it comes from."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: Literal["off", "starttls", "tls"] = "off"
    answer_seconds: float = ANSWER_SECONDS
    message_seconds: float = MESSAGE_SECONDS


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to exactly one person; ``message_id`` and ``at`` were fixed before."""

    to: str
    sender_name: str
    """Neutral: it shows on locked screens (S-17)."""
    subject: str
    text: str
    html: str
    language: str
    message_id: str
    at: datetime


class NotSent(Exception):
    """A message was not taken; ``reason`` is a short code without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Permanent(NotSent):
    """It will never be taken: a wrong address, or refused for good."""


class Temporary(NotSent):
    """It may be taken later. ``domain_waits``: the recipient's whole domain asked us to wait."""

    def __init__(self, reason: str, *, domain_waits: bool = False) -> None:
        super().__init__(reason)
        self.domain_waits = domain_waits


def install(app: Flask, server: MailServer) -> None:
    """Tell an app where its mail goes."""
    app.config.update(
        MAIL_SERVER=server.host,
        MAIL_PORT=server.port,
        MAIL_USERNAME=server.user or None,
        MAIL_PASSWORD=server.password or None,
        MAIL_USE_TLS=server.tls == "starttls",
        MAIL_USE_SSL=server.tls == "tls",
        MAIL_DEFAULT_SENDER=server.sender,
        MAIL_SUPPRESS_SEND=False,
    )
    flask_mail.Mail(app)
    app.extensions["mail_server"] = server


def address_of(text: str) -> str:
    """A single plain address as it goes to the server. Raises Permanent("address")."""
    mailbox, _, domain = text.strip().rpartition("@")
    try:
        plain = f"{mailbox}@{domain.encode('idna').decode('ascii')}" if domain else ""
    except UnicodeError:
        plain = ""
    if len(plain) > 254 or not _ADDRESS.fullmatch(plain):
        raise Permanent("address")
    return plain


class Round:
    """The messages of one batch: one connection, opened at the first, opened again after a fault."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._server: MailServer = app.extensions["mail_server"]
        self._connection: _Connection | None = None
        self._drops = 0
        self.down = ""
        """Why the server takes nothing at present; every further message is refused at once."""

    def send(self, letter: Letter) -> None:
        """Hand over one message; returns after the server's 250. Raises Permanent, Temporary."""
        message = _message(letter, self._server.sender)
        if self.down:
            raise Temporary(self.down)
        try:
            self._hand_over(message)
        except NotSent:
            raise
        except smtplib.SMTPRecipientsRefused as error:
            code, _words = next(iter(error.recipients.values()))
            raise self._refused(code) from None
        except smtplib.SMTPDataError as error:
            self.close()
            raise self._refused(error.smtp_code) from None
        except smtplib.SMTPResponseException as error:
            # The server does not want us (sender, greeting, password): nobody's letter is at fault.
            raise self._is_down(f"smtp_{error.smtp_code}") from None
        except OSError as error:  # smtplib's own errors are such, too
            raise self._is_down("timeout") if _timed_out(error) else self._dropped() from None
        self._drops = 0

    def _hand_over(self, message: "_Message") -> None:
        if self._connection is None:
            self._connection = self._opened()
        host = self._connection.host
        assert host is not None
        message.mail_options = ["BODY=8BITMIME"] if host.has_extn("8bitmime") else []
        with _at_most(self._server.message_seconds, host):
            self._connection.send(message)

    def _opened(self) -> "_Connection":
        connection = _Connection(self._app.extensions["mail"], self._server)
        try:
            connection.__enter__()
        except smtplib.SMTPResponseException as error:
            raise self._is_down(f"smtp_{error.smtp_code}") from None
        except OSError as error:
            raise self._is_down("timeout" if _timed_out(error) else "connection") from None
        return connection

    def _refused(self, code: int) -> NotSent:
        """What the refusal of a recipient or text means; 421 and 451 ask the whole domain to wait."""
        if code in SERVERS_OWN_FAULTS:
            return self._is_down(f"smtp_{code}")
        if code >= 500:
            return Permanent(f"smtp_{code}")
        if code == 421:
            self.close()
        return Temporary(f"smtp_{code}", domain_waits=code in (421, 451))

    def _dropped(self) -> Temporary:
        self.close()
        self._drops += 1
        return self._is_down("dropped") if self._drops >= DROPS else Temporary("dropped")

    def _is_down(self, reason: str) -> Temporary:
        self.close()
        self.down = reason
        return Temporary(reason)

    def close(self) -> None:
        """Say goodbye, or hang up where nobody answers; a fault here changes nothing."""
        connection, self._connection = self._connection, None
        if connection is None or connection.host is None:
            return
        with suppress(OSError, smtplib.SMTPException):
            if connection.host.sock is not None:
                connection.host.sock.settimeout(1)
            connection.host.quit()
        connection.host.close()


@contextmanager
def round_of(app: Flask) -> Iterator[Round]:
    """A batch of messages that share a connection."""
    batch = Round(app)
    try:
        yield batch
    finally:
        batch.close()


class _Connection(flask_mail.Connection):
    """Flask-Mail's, with time-outs, and with certificates that are checked."""

    def __init__(self, mail: flask_mail.Mail, server: MailServer) -> None:
        super().__init__(mail)
        self._server = server

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        server = self._server
        host: smtplib.SMTP | smtplib.SMTP_SSL
        # Without a name of our own smtplib would ask the resolver for one.
        own, patience = server.sender.rpartition("@")[2], server.answer_seconds
        if server.tls == "tls":
            context = ssl.create_default_context()
            host = smtplib.SMTP_SSL(local_hostname=own, timeout=patience, context=context)
        else:
            host = smtplib.SMTP(local_hostname=own, timeout=patience)
        # What the certificate is compared with; the constructor knows it only if it connects.
        host._host = server.host  # type: ignore[attr-defined]
        try:
            with _at_most(server.message_seconds, host):
                code, words = host.connect(server.host, server.port)
                if code != 220:
                    raise smtplib.SMTPConnectError(code, words)
                host.ehlo_or_helo_if_needed()
                if server.tls == "starttls":
                    host.starttls(context=ssl.create_default_context())
                    host.ehlo_or_helo_if_needed()
                if server.user:
                    host.login(server.user, server.password)
        except BaseException:
            host.close()
            raise
        return host


class _Message(flask_mail.Message):
    """Flask-Mail's, put together in one level and with headers folded once: half the work."""

    def as_bytes(self) -> bytes:
        # Without a given boundary the email package searches the text for one that does not occur.
        built = MIMEMultipart("alternative", boundary=f"=_{token_hex(16)}", policy=_POLICY)
        for kind, text in (("plain", self.body or ""), ("html", self.html or "")):
            built.attach(self._mimetext(text, kind))
        built["Subject"] = flask_mail.sanitize_subject(self.subject)
        built["From"] = flask_mail.sanitize_address(self.sender)
        built["To"] = str(self.recipients[0])
        built["Date"] = format_datetime(datetime.fromtimestamp(self.date or 0, clock.zone()))
        built["Message-ID"] = self.msgId
        for name, value in (self.extra_headers or {}).items():
            built[name] = value
        return built.as_bytes(policy=_POLICY)


def _message(letter: Letter, sender: str) -> _Message:
    headers = (letter.to, letter.sender_name, letter.subject, letter.message_id, letter.language)
    if any(_CONTROLS.search(value) for value in headers):
        raise Permanent("header")
    message = _Message(
        sender=(letter.sender_name, sender),
        subject=letter.subject,
        recipients=[address_of(letter.to)],
        body=letter.text,
        html=letter.html,
        charset=_BASE64 if _has_long_lines(letter) else None,  # type: ignore[arg-type]
        date=letter.at.timestamp(),
        extra_headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": letter.language,
        },
    )
    message.msgId = letter.message_id
    return message


def _has_long_lines(letter: Letter) -> bool:
    lines = f"{letter.text}\n{letter.html}".encode().splitlines()
    return any(len(line) > LONGEST_LINE for line in lines)


def _timed_out(error: OSError) -> bool:
    """Whether an answer did not come in time; smtplib reports that as a broken connection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


@contextmanager
def _at_most(seconds: float, host: smtplib.SMTP) -> Iterator[None]:
    """Hang up after so many seconds; the block then fails with TimeoutError, whatever it was doing."""
    cut = False

    def hang_up() -> None:
        nonlocal cut
        cut = True
        if host.sock is not None:
            with suppress(OSError):
                host.sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if cut:
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
