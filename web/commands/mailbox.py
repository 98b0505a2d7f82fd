"""``huiyin mailbox``: a mail server that delivers to nobody, so that a demonstration can be read."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from petitions.adapters import clock
from petitions.adapters.mailbox import FOLDER, keep
from web.commands import group
from web.settings import load

LARGEST = 1024 * 1024


class Keeper:
    """What the mail server does with a message: keep it in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 Not understood"
        keep(self.folder, content, now=clock.now())
        return "250 OK"


def mail_server(folder: Path, port: int) -> Controller:
    """The server, ready to start; it answers on this machine only."""
    return Controller(Keeper(folder), hostname="127.0.0.1", port=port, data_size_limit=LARGEST)


@group.command()
def mailbox() -> None:
    """Take the office's mail and show it at /mailbox/ (demonstration only)."""
    settings = load()
    if settings.env != "demo":
        raise click.ClickException("the mailbox is for demonstrations: set HUIYIN_ENV=demo")
    server = mail_server(settings.data_dir / FOLDER, settings.mailbox_port)
    server.start()
    click.echo(f"huiyin: the mailbox listens on 127.0.0.1:{settings.mailbox_port}", err=True)
    told_to_stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: told_to_stop.set())
    told_to_stop.wait()
    server.stop()
