"""``huiyin backup`` and ``huiyin restore``: a whole copy of the office, and back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from petitions.adapters import clock
from petitions.jobs.backup import backup as make_backup
from petitions.jobs.restore import RestoreRefused
from petitions.jobs.restore import restore as put_back
from petitions.models.session import db
from web.app import create_backroom
from web.commands import group
from web.settings import load

WHY = {
    "not_a_backup": "this folder is not a backup of Huiyin (no readable manifest.json)",
    "damaged": "the backup is damaged: a file is missing or its hash differs",
    "other_schema": "the backup was made by another version; use that version, then migrate",
    "not_empty": "this office already has data; restore only into an empty one",
}


@group.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Copy the whole office below FOLDER while it runs (keys are not in it: keep them apart)."""
    folder.mkdir(parents=True, exist_ok=True)
    with create_backroom(load()).app_context():
        made = make_backup(db.engine, folder.resolve(), now=clock.now())
    click.echo(f"huiyin: {made.rows} rows and {made.files} files in {made.folder}")


@group.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(folder: Path) -> None:
    """Put the copy in FOLDER (or the newest copy below it) into this empty office."""
    copies = sorted(folder.glob("huiyin-*/manifest.json"))
    chosen = folder if (folder / "manifest.json").exists() or not copies else copies[-1].parent
    try:
        with create_backroom(load()).app_context():
            done = put_back(db.engine, chosen.resolve())
    except RestoreRefused as refused:
        click.echo(f"huiyin: {WHY[refused.code]} ({refused})", err=True)
        sys.exit(1)
    click.echo(f"huiyin: {done.rows} rows and {done.files} files are back; now run: huiyin verify")
