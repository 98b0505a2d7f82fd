"""``huiyin import``: registers past or paper petitions from a file, with a report of refused rows."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from petitions.models.officer import Officer
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.directory import actor_for, main_office
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Channel, PetitionClass, UnitKind
from web.app import create_backroom
from web.bulk import in_bulk
from web.commands import group
from web.importing.columns import USUAL, BadMap, Columns, match_columns
from web.importing.filing import Filing, Plan, Result
from web.importing.reading import FileFault, Source, open_source
from web.progress import Stopped, Watch, watched
from web.settings import load
from web.tables import csv_bytes

MAY_ENTER = frozenset(role for role, _relation in STEPS[Action.ENTER].who)
REFUSED, UNUSABLE, INTERRUPTED = 1, 2, 130
SHOWN = 10


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--channel", required=True, type=click.Choice([each.value for each in Channel]))
@click.option(
    "--class",
    "petition_class",
    default=PetitionClass.APPEAL.value,
    show_default=True,
    type=click.Choice([each.value for each in PetitionClass]),
    help="Where the file does not say it.",
)
@click.option("--source", default="", help="Where the numbers come from [the file's name].")
@click.option("--map", "said", multiple=True, metavar="OUR=THEIR", help="Which column is which.")
@click.option(
    "--register/--no-register",
    "register_them",
    default=None,
    help="Register online petitions too (letters, visits, calls and faxes always are).",
)
@click.option("--as", "username", default="", help="The officer who enters [first clerk].")
@click.option("--limit", default=None, type=click.IntRange(1), help="At most so many rows.")
@click.option("--offset", default=0, type=click.IntRange(0), help="Leave out so many rows first.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of .csv and .jsonl.")
@click.option("--report", type=click.Path(path_type=Path), help="CSV of refused rows.")
@click.option("--receipts", type=click.Path(path_type=Path), help="CSV of numbers and codes.")
def import_petitions(
    file: Path,
    channel: str,
    petition_class: str,
    source: str,
    said: tuple[str, ...],
    register_them: bool | None,
    username: str,
    limit: int | None,
    offset: int,
    encoding: str,
    report: Path | None,
    receipts: Path | None,
) -> None:
    """Register the petitions in FILE (.jsonl, .csv or .xlsx); a second run adds nothing twice."""
    online = Channel(channel) is Channel.ONLINE
    if not online and register_them is False:
        raise click.BadParameter(
            f"a {channel} is registered when it is entered", param_hint="--no-register"
        )
    try:
        found = open_source(file, encoding)
        columns = match_columns(found.columns, said)
    except (FileFault, BadMap) as error:
        _give_up(str(error))
    with create_backroom(load()).app_context():
        try:
            by = _officer(username) if not online or register_them else None
            plan = Plan(
                source=(source or file.name)[:60],
                channel=Channel(channel),
                petition_class=PetitionClass(petition_class),
                register_them=bool(register_them),
                by=by,
                offset=offset,
                limit=limit,
            )
            _say_plan(found, columns, plan)
            result, watch, whole = _run(found, columns, plan)
        except (LookupError, DBAPIError) as error:
            _give_up(str(getattr(error, "orig", error)))
    _summary(result, watch)
    _write_report(report or file.with_name(f"{file.name}.refused.csv"), result, bool(report))
    if receipts:
        _write_receipts(receipts, result)
    sys.exit(INTERRUPTED if not whole else REFUSED if result.refused else 0)


def _run(source: Source, columns: Columns, plan: Plan) -> tuple[Result, Watch, bool]:
    rows = max(0, source.rows - plan.offset)
    total = rows if plan.limit is None else min(rows, plan.limit)
    with in_bulk(), watched(source.path.name, total) as watch:
        filing = Filing(source, columns, plan)
        try:
            filing.run(watch.step)
        except Stopped:
            return filing.result, watch, False
        except FileFault as error:
            click.echo(f"huiyin: {error}", err=True)
            return filing.result, watch, False
    return filing.result, watch, True


def _officer(username: str) -> Actor:
    """The officer who enters: the one named, or the first of the letters office who may."""
    session = db.session()
    found = select(Officer).join(Unit, Unit.id == Officer.unit_id).where(Officer.active)
    if username:
        officer = session.scalars(found.where(Officer.username == username)).first()
        if officer is None:
            raise LookupError(f"there is no active officer {username}")
    else:
        office = main_office()
        officer = session.scalars(
            found.where(
                Officer.role.in_(MAY_ENTER), Officer.unit_id == (office.id if office else 0)
            ).order_by(Officer.role, Officer.id)
        ).first()
        if officer is None:
            raise LookupError(
                "nobody here may register petitions. Add a clerk first:"
                " huiyin add-officer NAME --role clerk --unit UNIT-CODE"
            )
    unit = session.get_one(Unit, officer.unit_id)
    if officer.role not in MAY_ENTER or unit.kind is not UnitKind.LETTERS_OFFICE:
        raise LookupError(
            f"{officer.username} is {officer.role.value} in {unit.name}; only a clerk or the head"
            " of a letters office may register petitions"
        )
    return actor_for(session, officer)


def _say_plan(source: Source, columns: Columns, plan: Plan) -> None:
    taken = ", ".join(f"{ours}={columns.of[ours]}" for ours in USUAL if ours in columns.of)
    click.echo(f"huiyin: {source.rows:,} rows in {source.path.name}, numbers of {plan.source!r}")
    click.echo(f"huiyin: columns {taken}")
    if columns.ignored:
        click.echo(f"huiyin: ignored columns {', '.join(columns.ignored)}")
    if plan.by is not None:
        click.echo(f"huiyin: entered by {plan.by.name} ({plan.by.role.value})")


def _summary(result: Result, watch: Watch) -> None:
    click.echo(
        f"huiyin: {result.filed:,} filed, {result.registered:,} registered,"
        f" {result.already_there:,} were there already, {len(result.refused):,} refused;"
        f" {watch.seconds:.1f} s, {watch.rate:,.0f} rows/s"
    )
    for row in result.refused[:SHOWN]:
        field = f" {row.field}" if row.field else ""
        click.echo(f"  line {row.line}{field}: {row.reason}", err=True)
    if len(result.refused) > SHOWN:
        click.echo(f"  and {len(result.refused) - SHOWN:,} more", err=True)


def _write_report(path: Path, result: Result, always: bool) -> None:
    if not result.refused and not always:
        return
    rows = [(row.line, row.number, row.field, row.reason) for row in result.refused]
    try:
        path.write_bytes(csv_bytes(("line", "number", "field", "reason"), rows))
        click.echo(f"huiyin: refused rows are listed in {path}")
    except OSError as error:
        click.echo(f"huiyin: the report could not be written: {error}", err=True)


def _write_receipts(path: Path, result: Result) -> None:
    """Receipt numbers and codes open the cases, so only the owner may read the file."""
    rows = [(row.line, row.number, row.receipt_number, row.query_code) for row in result.receipts]
    content = csv_bytes(("line", "number", "receipt_number", "query_code"), rows)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
        click.echo(f"huiyin: receipts with their query codes are in {path}; guard it")
    except OSError as error:
        click.echo(f"huiyin: the receipts could not be written: {error}", err=True)


def _give_up(message: str) -> NoReturn:
    click.echo(f"huiyin: {message}", err=True)
    sys.exit(UNUSABLE)
