"""What every test may ask for: settings, an app, the register, a client, a moment; once per engine.

A test that asks for ``settings`` or anything built on it runs on SQLite and on PostgreSQL. On SQLite
each test gets a copy of a migrated file; on PostgreSQL each worker keeps one database and empties its
tables between tests (a millisecond, where a new one takes 150). Of both it keeps the engine, so that a
statement is compiled once a run and not once a test: that is a third of a test's time.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from petitions.models import schema
from petitions.models.session import db
from tests import engines, templates
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
    templates.keep_compiled()


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


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
def database_url(
    engine: str, tmp_path: Path, kept_engines: KeptEngines, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A migrated database with no rows."""
    if engine == engines.SQLITE:
        # A file of its own: one put back under connections that are still open is a broken one.
        with engines.migrated(engine, migrate, tmp_path) as url, kept_engines.one_of(url, "sqlite"):
            yield url
    else:
        url = request.getfixturevalue("kept_postgresql")
        yield url
        _empty(url)


class KeptEngines:
    """Engines that outlive the app that was first to ask for one, with the statements they have compiled."""

    def __init__(self, make: Callable[[str | None, dict[str, Any], Flask], Engine]) -> None:
        self._make = make
        self._names: dict[str, str] = {}
        self._engines: dict[str, Engine] = {}

    @contextmanager
    def one_of(self, url: str, name: str) -> Iterator[None]:
        """For a while the kept engine of this name is the one of this database."""
        self._names[url] = name
        yield
        del self._names[url]

    def made(self, key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        """In place of ``db._make_engine``."""
        url = make_url(options["url"])
        name = self._names.get(url.render_as_string(hide_password=False))
        if name is None:
            return self._make(key, options, app)
        if name not in self._engines:
            self._engines[name] = self._make(key, options, app)
            _follow(self._engines[name])
        self._engines[name].url = url
        return self._engines[name]

    def close(self) -> None:
        for each in self._engines.values():
            each.dispose()


def _follow(engine: Engine) -> None:
    """A SQLite engine opens whatever file its address names now."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "do_connect")
    def opened(_dialect: Any, _record: Any, given: list[Any], _named: Any) -> None:
        given[0] = engine.url.database


@pytest.fixture(scope="session")
def kept_postgresql(kept_engines: KeptEngines) -> Iterator[str]:
    """The PostgreSQL database that this worker uses again and again."""
    with engines.postgresql_copy(migrate) as url, kept_engines.one_of(url, "postgresql"):
        yield url


@pytest.fixture(scope="session")
def kept_engines() -> Iterator[KeptEngines]:
    """Used wherever an app asks for an engine."""
    kept = KeptEngines(db._make_engine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "_make_engine", kept.made)
        yield kept
    kept.close()


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
