"""``huiyin import-directory``: takes units, posts and places of reception from a workbook."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from petitions.adapters import clock
from web.app import create_backroom
from web.commands import group
from web.importing.directory_cells import COLUMNS
from web.importing.directory_filing import file_plan, workbook
from web.importing.directory_plan import FAULTS, Plan, Planned, Verdict, plan_of
from web.importing.reading import FileFault
from web.settings import load

REFUSED, UNUSABLE = 1, 2


@group.command("import-directory")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--template", is_flag=True, help="Write FILE with the heads of all columns instead.")
def import_directory(file: Path, dry_run: bool, template: bool) -> None:
    """Take the sheets units, posts and places of FILE (.xlsx) into the directory.

    Units are told apart by their code, posts by user name and title, places by unit and name; a second run
    changes nothing. A blank cell leaves what is there.
    """
    if template:
        file.write_bytes(workbook(english=True, empty=True))
        click.echo(f"huiyin: the heads of all columns are in {file}")
        return
    with create_backroom(load()).app_context():
        try:
            plan = plan_of(file)
            if not dry_run:
                file_plan(plan, by=None, now=clock.now())
        except (FileFault, OSError, DBAPIError) as error:
            click.echo(f"huiyin: {getattr(error, 'orig', error)}", err=True)
            sys.exit(UNUSABLE)
    _say(plan, dry_run)
    sys.exit(REFUSED if plan.counts[Verdict.REFUSED] else 0)


def _say(plan: Plan, dry_run: bool) -> None:
    counts = plan.counts
    click.echo(
        f"huiyin: {counts[Verdict.ADD]:,} {'to add' if dry_run else 'added'},"
        f" {counts[Verdict.CHANGE]:,} {'to change' if dry_run else 'changed'},"
        f" {counts[Verdict.SAME]:,} the same, {counts[Verdict.REFUSED]:,} refused"
    )
    for name in plan.ignored:
        click.echo(f"huiyin: not looked at: {name}")
    for row in plan.rows:
        if row.verdict is Verdict.REFUSED:
            click.echo(f"  {_where(row)}: {_why(row)}", err=True)


def _where(row: Planned) -> str:
    return f"{row.sheet.value} row {row.line}"


def _why(row: Planned) -> str:
    names = COLUMNS[row.sheet].get(row.field)
    column = names[1] if names else row.field
    words = FAULTS.get(row.fault, f"refused by the register: {row.fault}")
    return f"{column} {words}" if column else words
