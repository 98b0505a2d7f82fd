"""``huiyin verify``: says whether everything that was promised still holds; changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import click
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from petitions.adapters.office_rules import office_rules
from petitions.models.document import Attachment
from petitions.models.petition import Case
from petitions.models.session import db
from web.app import create_backroom
from web.checks.batches import case_papers
from web.checks.erasures import check_erased
from web.checks.faults import Fault
from web.checks.histories import check_case
from web.checks.keeping import check_database, check_fields, check_files
from web.checks.numbers import check_numbers
from web.checks.owners import read_directory
from web.checks.receipts import check_receipts
from web.checks.register import check_register
from web.commands import group
from web.progress import Stopped, watched
from web.settings import load


@group.command()
def verify() -> None:
    """Check histories, dates, notices, owners, files, keys, the chained register and receipts; exit 1 on any fault."""
    with create_backroom(load()).app_context():
        session = db.session()
        try:
            _one_snapshot(session)
            cases = session.scalar(select(func.count(Case.id))) or 0
            kept = session.scalar(select(func.count(Attachment.id))) or 0
            with watched("cases and files", cases + kept) as watch:
                found = list(faults(session, watch.step))
        except Stopped:
            click.echo("huiyin: stopped before the end", err=True)
            sys.exit(130)
        except DBAPIError as error:
            click.echo(
                f"huiyin: the database is not ready ({error.orig}): huiyin migrate", err=True
            )
            sys.exit(2)
    for fault in found:
        click.echo(fault.line())
    click.echo(
        f"huiyin: {cases:,} cases and {kept:,} files checked in {watch.seconds:.1f} s,"
        f" {len(found):,} faults"
    )
    sys.exit(1 if found else 0)


def faults(session: Session, told: Callable[[], object] = lambda: None) -> Iterator[Fault]:
    """Every fault of the register; ``told`` is called after each case and each file."""
    yield from check_database(session)
    unreadable = list(check_fields(session))
    yield from unreadable
    yield from check_numbers(session)
    if not any(fault.subject.startswith("case") for fault in unreadable):
        directory, rules = read_directory(session), office_rules(session)
        for papers in case_papers(session):
            yield from check_case(papers, directory, rules)
            told()
    yield from check_files(session, told)
    yield from check_erased(session)
    yield from check_register(session)
    yield from check_receipts(session)


def _one_snapshot(session: Session) -> None:
    """Everything is read as it stood at one moment, while the office goes on working."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
