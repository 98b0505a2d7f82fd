"""What every test may ask for: settings, an app, the register, a client, a moment; once per engine.

A test that asks for ``settings`` or anything built on it runs on SQLite and on PostgreSQL. On SQLite
each test gets a copy of a migrated file; on PostgreSQL each worker keeps one database, empties its
tables between tests (a millisecond, where a new one takes 150) and keeps its engine too, so that a
statement is compiled once a run and not once a test.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from petitions.models import schema
from petitions.models.session import db
from tests import engines
from web.app import create_backroom
from web.settings import Settings, load

SECRETS = {
    "secret_key": "development-of-the-suite-and-nothing-else",
    "field_keys": ("c3VpdGUtc3VpdGUtc3VpdGUtc3VpdGUtc3VpdGUtc3U=",),
    "signing_key": "c3VpdGUtc3VpdGUtc3VpdGUtc3VpdGUtc3VpdGUtc3U=",
}
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")
"""How fast an example is says how busy the machine is; speed is measured in ``benchmarks/``."""
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
"""Tuesday 10 March 2026, ten in the morning in the office; no holiday is near."""


def pytest_configure() -> None:
    """The suite knows its own settings; a developer's environment is none of its business."""
    for name in [name for name in os.environ if name.startswith("HUIYIN_")]:
        del os.environ[name]


def migrate(url: str) -> None:
    """Bring an empty database to the newest schema."""
    schema.upgrade(create_engine(url, poolclass=NullPool))


def new_settings(url: str, folder: Path, **changes: Any) -> Settings:
    """Settings of a test: development, its own folder, nothing limited."""
    given = {"env": "development", "limits": "off", "data_dir": folder, "database_url": url}
    return load(_env_file=None, **{**SECRETS, **given, **changes})


@pytest.fixture(params=engines.ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine this run of the test is on."""
    return str(request.param)


@pytest.fixture
def empty_url(engine: str, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    with engines.empty(engine, tmp_path) as url:
        yield url


@pytest.fixture
def database_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database with no rows."""
    if engine == engines.SQLITE:
        # A file of its own: one put back under connections that are still open is a broken one.
        with engines.migrated(engine, migrate, tmp_path) as url:
            yield url
    else:
        url = request.getfixturevalue("kept_postgresql")
        yield url
        _empty(url)


@pytest.fixture(scope="session")
def kept_postgresql(kept_engines: set[str]) -> Iterator[str]:
    """The PostgreSQL database that this worker uses again and again."""
    with engines.postgresql_copy(migrate) as url:
        kept_engines.add(url)
        yield url


@pytest.fixture(scope="session")
def kept_engines() -> Iterator[set[str]]:
    """Addresses whose engine outlives the app that was first to ask for it."""
    addresses: set[str] = set()
    kept: dict[str, Engine] = {}
    make = db._make_engine

    def made(key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        url = make_url(options["url"]).render_as_string(hide_password=False)
        if url not in addresses:
            return make(key, options, app)
        return kept.get(url) or kept.setdefault(url, make(key, options, app))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "_make_engine", made)
        yield addresses
    for each in kept.values():
        each.dispose()


def _empty(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("SET lock_timeout = '10s'")
        # Without triggers and foreign keys: the history refuses to be deleted.
        connection.execute("SET session_replication_role = replica")
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'alembic_version'"
        )
        connection.execute("; ".join(f"DELETE FROM {name}" for (name,) in tables))  # type: ignore[arg-type]
        connection.execute(
            "INSERT INTO register_end (id, seq, leaves, key_id, earlier, hash, seal)"
            " VALUES (1, 0, 0, '', '{}', decode(repeat('00', 32), 'hex'), ''::bytea)"
        )
        connection.execute("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings over a migrated database with no rows."""
    return new_settings(database_url, tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An app without pages, as commands and the worker use it."""
    yield from _kept(create_backroom(settings))


@pytest.fixture
def register(app: Flask) -> Iterator[Session]:
    """An app context for the whole test, and its session: actions and queries can be called."""
    with app.app_context():
        yield db.session()
        db.session.rollback()


@pytest.fixture
def portal_app(settings: Settings) -> Iterator[Flask]:
    """The citizens' counter."""
    from portal.app import create_portal

    yield from _kept(create_portal(settings))


@pytest.fixture
def staff_app(settings: Settings) -> Iterator[Flask]:
    """The officers' counter."""
    from staff.app import create_staff

    yield from _kept(create_staff(settings))


@pytest.fixture
def portal_client(portal_app: Flask) -> FlaskClient:
    """A citizen's browser."""
    return portal_app.test_client()


@pytest.fixture
def staff_client(staff_app: Flask) -> FlaskClient:
    """An officer's browser, nobody signed in."""
    return staff_app.test_client()


@pytest.fixture
def now() -> datetime:
    """A moment for actions: ``NOW``."""
    return NOW


def _kept(app: Flask) -> Iterator[Flask]:
    with ExitStack() as stack:
        stack.callback(_close, app)
        yield app


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        for each in db.engines.values():
            each.dispose()
