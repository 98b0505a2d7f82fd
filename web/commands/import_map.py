"""``huiyin import-map``: a division of work from a file becomes rules of a draft, for people to try and publish."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy import select

from petitions.actions.draft_routing import load_lines
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.models.session import db
from petitions.models.unit import Unit
from web.app import create_backroom
from web.commands import group
from web.importing.sheets import SheetFault, read_map
from web.settings import load

REFUSED, UNUSABLE = 1, 2
FAULTS = {
    "kind": "is neither .csv nor .xlsx",
    "large": "is too large for a division of work",
    "encoding": "is neither UTF-8 nor GB 18030",
    "unreadable": "cannot be read as a workbook",
    "empty": "has no rows",
    "rows": "has too many rows",
    "row": "has a row that cannot be read",
    "columns": "names no column such as business_scope or 业务范围",
}


@group.command("import-map")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--unit", default="", metavar="CODE", help="Whose division of work it is.")
def import_map(file: Path, unit: str) -> None:
    """Add the lines of FILE (.csv or .xlsx) to the draft of the responsibility map; publishes nothing."""
    try:
        lines = read_map(file.name, file.read_bytes())
    except SheetFault as fault:
        where = f" (line {fault.row})" if fault.row else ""
        click.echo(f"huiyin: {file.name} {FAULTS[fault.code]}{where}", err=True)
        sys.exit(UNUSABLE)
    with create_backroom(load()).app_context():
        unit_id = db.session().scalar(select(Unit.id).where(Unit.code == unit, Unit.active))
        if unit and unit_id is None:
            click.echo(f"huiyin: there is no active unit {unit}", err=True)
            sys.exit(UNUSABLE)
        try:
            loaded = load_lines(lines, unit_id=unit_id, seen=None, by=None, now=clock.now())
        except Refused as refused:
            click.echo(f"huiyin: refused: {refused.code}", err=True)
            sys.exit(UNUSABLE)
    click.echo(f"huiyin: {loaded.added:,} rules added to the draft, {len(loaded.faults):,} refused")
    for each in loaded.faults:
        click.echo(f"  line {each.line}: {each.code}", err=True)
    if loaded.added:
        click.echo("huiyin: the head of the letters office tries and publishes it in the console")
    sys.exit(REFUSED if loaded.faults else 0)
