"""``huiyin rehearsal``: real texts through the real office, in a house of its own (``make rehearsal``)."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from web.commands import group
from web.settings import ROOT

MODULE = "benchmarks.rehearsal"
NEEDED = ("httpx", "bs4", "lxml", "aiosmtpd")


@group.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def rehearsal(arguments: tuple[str, ...]) -> None:
    """Take the texts of a file or folder through a whole office, and print what happened."""
    absent = [name for name in NEEDED if find_spec(name) is None]
    if not (ROOT / Path(*MODULE.split("."))).is_dir() or absent:
        click.echo(
            "huiyin: the rehearsal needs a clone of the source with its tools: make ready-dev",
            err=True,
        )
        sys.exit(2)
    # Whoever drives the office is no part of it, so he takes this process over.
    os.execv(sys.executable, [sys.executable, "-c", _START, str(ROOT), *arguments])


_START = (
    f"import sys; sys.path.insert(0, sys.argv.pop(1)); from {MODULE}.__main__ import main; main()"
)
"""Finds the package in the clone, wherever the command is typed."""
