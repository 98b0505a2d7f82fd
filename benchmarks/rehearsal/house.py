"""The house of a rehearsal: its own data folder, the real processes, and a mail server that keeps all."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from petitions.adapters import clock
from petitions.models import schema
from web.app import create_backroom
from web.settings import load
from web.town.directory import found_town
from web.town.running import Processes, answers, free_port, run_to_end

PASSWORD = "a rehearsal needs one password 2026"
"""Everybody's in the rehearsal's own house, which is thrown away."""
OPENING = 60.0
"""Seconds the office has to open its doors."""


@dataclass(slots=True)
class Letterbox:
    """Every mail that arrived, by Message-ID; written down, so that a later run in the folder knows."""

    book: Path
    arrived: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        if self.book.exists():
            self.arrived.update(self.book.read_text("utf-8").splitlines())

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        head = (content if isinstance(content, bytes) else b"").split(b"\r\n\r\n", 1)[0]
        lines = head.replace(b"\r\n ", b" ").split(b"\r\n")
        ids = [line for line in lines if line.lower().startswith(b"message-id:")]
        message_id = ids[0].decode("utf-8", "replace").strip() if ids else "none"
        self.arrived[message_id] += 1
        with self.book.open("a", encoding="utf-8") as book:
            book.write(f"{message_id}\n")
        return "250 OK"


@dataclass(frozen=True, slots=True)
class House:
    """An open office."""

    address: str
    env: Mapping[str, str]
    letterbox: Letterbox
    processes: Processes

    def run(self, *command: str) -> str:
        """Run a ``huiyin`` command of this house; what it said. Raises RuntimeError on a fault."""
        done = run_to_end(command, self.env)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"huiyin {' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """Found the town, open both counters and start the worker; closed at the end of the block."""
    _leave_other_offices(folder)
    port, letterbox = free_port(), Letterbox(folder / "mails.txt")
    post = Controller(letterbox, hostname="127.0.0.1", port=free_port())
    env = {
        "HUIYIN_ENV": "development",
        "HUIYIN_DATA_DIR": str(folder / "data"),
        "HUIYIN_LIMITS": "off",
        "HUIYIN_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HUIYIN_SMTP_HOST": "127.0.0.1",
        "HUIYIN_SMTP_PORT": str(post.port),
        "HUIYIN_SMTP_SENDER": "office@example.test",
    }
    os.environ.update(env)
    with create_backroom(load()).app_context():
        schema.upgrade()
        found_town(PASSWORD, now=clock.now())
    post.start()
    try:
        with Processes(env, folder) as processes:
            processes.start("web", "serve", "--port", str(port))
            processes.start("worker", "worker")
            address = f"http://127.0.0.1:{port}"
            _wait_for(address)
            yield House(address, env, letterbox, processes)
    finally:
        post.stop()


def _leave_other_offices(folder: Path) -> None:
    """Whatever office this shell or this folder knows of: no setting of it reaches the rehearsal."""
    for name in [name for name in os.environ if name.upper().startswith("HUIYIN_")]:
        del os.environ[name]
    os.chdir(folder)  # no .env is read from where we came


def _wait_for(address: str) -> None:
    end = time.monotonic() + OPENING
    while not answers(address):
        if time.monotonic() > end:
            raise RuntimeError("the office did not open")
        time.sleep(0.2)
