"""A whole office as it really runs: web process, worker, and a mail server that takes what is sent."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from resource import RLIMIT_FSIZE, setrlimit
from types import TracebackType
from typing import Any, Self

import httpx
from aiosmtpd.controller import Controller
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._birth import already_filed
from petitions.adapters import clock
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.rules.terms import Action, Status
from tests.conftest import migrate, new_settings
from tests.factories.town import Town, actor_of, make_town
from tests.factories.verbs import do
from web.app import create_backroom
from web.settings import Settings
from web.town.stories import stories
from web.town.telling import key_of

COMMAND = Path(sys.executable).with_name("huiyin")
PR_SET_PDEATHSIG = 1
"""Linux: the signal a process gets when the one that started it dies."""
PATIENCE = 30.0
"""Seconds until something that should have happened long ago counts as missing."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Any, seconds: float = PATIENCE, pause: float = 0.05) -> Any:
    """Ask again and again until the answer is true, and return it; the last answer after that."""
    end = time.monotonic() + seconds
    while not (answer := what()) and time.monotonic() < end:
        time.sleep(pause)
    return answer


class MailServer:
    """Takes every message, as the mail server of the town would; can be away for a while."""

    def __init__(self) -> None:
        self.port = free_port()
        self.messages: list[EmailMessage] = []
        self._controller: Controller | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        """Stop listening; what was taken stays."""
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep the message; the name is aiosmtpd's."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """What arrived for one address, in order."""
        return [each for each in self.messages if each["X-Envelope-To"] == address]


class Office:
    """The office of one test run: its address, its mail, its town, and a way to look into its books."""

    def __init__(self, settings: Settings, mail: MailServer) -> None:
        self.settings, self.mail = settings, mail
        self.url = settings.public_url
        self.port = int(self.url.rsplit(":", 1)[1])
        self._backroom = create_backroom(settings)
        self._web: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None
        self.town: Town
        self.own_codes: dict[str, str] = {}
        """What petitioners took in place of a code from an officer's hand, by number."""

    def environment(self) -> dict[str, str]:
        """The settings as an operator would give them."""
        given = self.settings
        return {
            **os.environ,
            "HUIYIN_ENV": given.env,
            "HUIYIN_DATA_DIR": str(given.data_dir),
            "HUIYIN_DATABASE_URL": given.database,
            "HUIYIN_SECRET_KEY": given.secret_key,
            "HUIYIN_FIELD_KEYS": ",".join(given.field_keys),
            "HUIYIN_SIGNING_KEY": given.signing_key,
            "HUIYIN_PUBLIC_URL": given.public_url,
            "HUIYIN_SMTP_PORT": str(given.smtp_port),
            "HUIYIN_MAILBOX_PORT": str(given.mailbox_port),
            "HUIYIN_LIMITS": given.limits,
            "HUIYIN_WORKERS": str(given.workers),
        }

    def start(self, *command: str, disk: int = 0) -> subprocess.Popen[bytes]:
        """A command of the office in a process group of its own; ``disk``: no file may be larger."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        log = (self.settings.data_dir / f"{command[0]}.log").open("ab")
        with log:
            # A full disk takes no log either, but that is not what is tried here.
            said = subprocess.DEVNULL if disk else log
            return subprocess.Popen(
                [COMMAND, *command],
                env=self.environment(),
                cwd=self.settings.data_dir,
                stdout=said,
                stderr=said,
                start_new_session=True,
                preexec_fn=partial(_begin, disk),
            )

    def run(self, *command: str) -> None:
        """A command of the office, to its end."""
        process = self.start(*command)
        assert process.wait(120) == 0, f"huiyin {' '.join(command)} failed:\n{self.log(command[0])}"

    def log(self, command: str) -> str:
        """The end of what a command printed."""
        text = (self.settings.data_dir / f"{command}.log").read_text("utf-8", "replace")
        return text[-4000:]

    def open(self, *, disk: int = 0) -> None:
        """Start the web process and wait until it answers; see ``start`` for ``disk``."""
        self._web = self.start("serve", "--port", str(self.port), disk=disk)
        assert until(self.answers), f"the office does not open:\n{self.log('serve')}"

    def open_demonstration(self) -> None:
        """Start everything that ``make run`` starts, and wait until it answers."""
        self._web = self.start("demo", "--port", str(self.port))
        assert until(self.answers, 180), f"the demonstration does not open:\n{self.log('demo')}"

    def receipts(self) -> dict[Status, tuple[str, str]]:
        """Number and code of one petition of the invented town in every state it has."""
        found: dict[Status, tuple[str, str]] = {}
        with self.books() as session:
            for story in stories():
                receipt = already_filed(session, key_of(story))
                if receipt is not None:
                    status = session.get_one(Case, receipt.case_id).status
                    number = receipt.receipt_number
                    code = self.own_codes.get(number, receipt.query_code)
                    if code:
                        found.setdefault(status, (number, code))
        return found

    def answers(self) -> bool:
        """Whether the web process is there."""
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End the web process and all its children at once, as a power cut would."""
        _end(self._web, signal.SIGKILL)
        self._web = None

    def start_worker(self) -> None:
        """Start the worker in its own process."""
        self._worker = self.start("worker")

    def kill_worker(self) -> None:
        """End the worker at once, as a power cut would."""
        _end(self._worker, signal.SIGKILL)
        self._worker = None

    def close(self) -> None:
        """Stop everything."""
        _end(self._worker, signal.SIGTERM)
        _end(self._web, signal.SIGTERM)
        self._worker = self._web = None

    def sends_to_the_bureau(self, receipt_number: str) -> None:
        """Register a case and assign it to the housing bureau, where a journey begins only there."""
        with self.books() as session:
            case = Case.receipt_number == receipt_number
            case_id = session.scalars(select(Case.id).where(case)).one()
            clerk = actor_of(self.town.clerk)
            for action in (Action.REGISTER, Action.ASSIGN):
                do(self.town, action, case_id, by=clerk, now=clock.now())

    @contextmanager
    def books(self) -> Iterator[Session]:
        """The register itself, for looking and for preparing what no page prepares."""
        with self._backroom.app_context():
            yield db.session()
            db.session.rollback()


def _begin(disk: int) -> None:
    """In the new process: end when the tests end, however they end, and keep to the room there is."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if disk:
        setrlimit(RLIMIT_FSIZE, (disk, disk))


def _end(process: subprocess.Popen[bytes] | None, sign: signal.Signals) -> None:
    if process is None:
        return
    try:
        os.killpg(process.pid, sign)
        process.wait(15)
    except ProcessLookupError:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(15)


@contextmanager
def demonstration(folder: Path) -> Iterator[Office]:
    """The office with the invented town, as ``make run`` shows it."""
    mail = MailServer()
    settings = new_settings(
        f"sqlite:///{folder / 'office.sqlite3'}",
        folder,
        env="demo",
        public_url=f"http://127.0.0.1:{free_port()}",
        smtp_port=mail.port,
        mailbox_port=mail.port,
    )
    office = Office(settings, mail)
    try:
        office.open_demonstration()
        yield office
    finally:
        office.close()


@contextmanager
def running_office(folder: Path, url: str = "", **changes: Any) -> Iterator[Office]:
    """An office with the town of the tests, open, with its worker; ``url`` of a migrated database."""
    folder.mkdir(parents=True, exist_ok=True)
    if not url:
        url = f"sqlite:///{folder / 'office.sqlite3'}"
        migrate(url)
    with MailServer() as mail:
        port = free_port()
        settings = new_settings(
            url,
            folder,
            **{"public_url": f"http://127.0.0.1:{port}", "smtp_port": mail.port, **changes},
        )
        office = Office(settings, mail)
        try:
            with office.books() as session:
                office.town = make_town(session)
            office.open()
            yield office
        finally:
            office.close()
