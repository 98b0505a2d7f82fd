"""``huiyin serve``: the web process in the foreground, under gunicorn."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from web.commands import group
from web.dispatch import create_office
from web.settings import Settings, load

MEMORY = Path("/dev/shm")  # nosec B108 - gunicorn makes its own private file there
"""Heartbeats of the workers are written here, so that a busy disk does not look like a dead worker."""


class _Server(BaseApplication):
    """Gunicorn with our settings and nothing from a file.

    The office is put together before the fork, so that workers start at once and share its memory;
    the database is opened by the first request of each worker, never before.
    """

    def __init__(self, settings: Settings, host: str, port: int, counter: Any) -> None:
        self.settings, self.bind, self.counter = settings, f"{host}:{port}", counter
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.bind,
            "preload_app": True,
            "worker_class": "gthread",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "timeout": 60,
            "graceful_timeout": 30,
            "keepalive": 5,
            "worker_tmp_dir": str(MEMORY) if MEMORY.is_dir() else None,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "limit_request_line": 8190,
            "forwarded_allow_ips": "",
            "proc_name": "huiyin",
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # Nothing made while starting is rubbish: looking for it would only take time.
        gc.disable()
        office = create_office(self.settings, self.counter)
        # What the master made stays shared between the workers: nothing of it is collected again.
        gc.freeze()
        gc.enable()
        return office


@group.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=int)
@click.option(
    "--counter",
    default="both",
    show_default=True,
    type=click.Choice(["both", "portal", "staff"]),
    help="Which counter this process serves.",
)
def serve(host: str, port: int, counter: str) -> None:
    """Serve the office until told to stop."""
    settings = load()
    click.echo(f"huiyin: {counter} on http://{host}:{port}", err=True)
    _Server(settings, host, port, counter).run()
