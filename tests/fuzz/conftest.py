"""The whole office in one process, with everybody in it, and a way back to how it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask

from petitions.models.session import db
from tests import engines
from tests.conftest import migrate, new_settings
from tests.factories import make_town
from tests.fuzz.people import (
    Found,
    Office,
    Person,
    World,
    brought,
    citizens,
    imported,
    make_world,
    officers,
    previewed,
    walk,
)
from tests.fuzz.shots import watched
from web import dispatch
from web.app import create_backroom
from web.settings import Settings

SEED = 20_260_310
FORM_SHOTS = 1000
"""Nasty inputs to forms, for each counter, when nobody asks for more."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``pytest tests/fuzz --fuzz-more 20000 [--fuzz-seed 7]``: longer, on both engines."""
    parser.addoption("--fuzz-more", type=int, default=0, help="nasty inputs for each counter")
    parser.addoption("--fuzz-seed", type=int, default=SEED, help="where chance begins")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite only, unless more was asked for."""
    if "fuzz_engine" in metafunc.fixturenames:
        more = metafunc.config.getoption("--fuzz-more", default=0)
        names = engines.ENGINES if more else (engines.SQLITE,)
        metafunc.parametrize("fuzz_engine", names, scope="session", indirect=True)


@pytest.fixture(scope="session")
def fuzz_engine(request: pytest.FixtureRequest) -> str:
    """The engine of this run."""
    return str(request.param)


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """Where chance begins."""
    return int(request.config.getoption("--fuzz-seed", default=SEED))


@pytest.fixture(scope="session")
def form_shots(request: pytest.FixtureRequest) -> int:
    """How many nasty inputs the forms of one counter get."""
    return int(request.config.getoption("--fuzz-more", default=0)) or FORM_SHOTS


@dataclass
class House:
    """The office with both counters, everybody at them, and what they found."""

    office: Office
    apps: dict[str, Flask]
    world: World
    people: dict[str, list[Person]]
    forms: dict[str, list[Found]]
    pages: dict[str, list[tuple[Person, str]]]
    restore: Callable[[], None]
    """Put the database back to how it was when everybody had arrived."""
    touched: Callable[[], int]
    """A number that changes whenever anything was written (SQLite alone)."""


@pytest.fixture(scope="session")
def house(fuzz_engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Made once for a module: a town takes seconds, and ``restore`` milliseconds."""
    folder = tmp_path_factory.mktemp("house")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        url = stack.enter_context(engines.migrated(fuzz_engine, migrate, folder))
        settings = new_settings(url, folder / "data", env="demo", log_level="error")
        apps: dict[str, Flask] = {}
        make = dispatch.create_counter

        def noted(name: Any, given: Settings) -> Flask:
            apps[name] = make(name, given)
            return apps[name]

        patch.setattr(dispatch, "create_counter", noted)
        office = dispatch.create_office(settings)
        stack.enter_context(watched())
        backroom = create_backroom(settings)
        apps["backroom"] = backroom
        stack.callback(_close, apps)
        with backroom.app_context():
            world = make_world(make_town(db.session()))
            people = {
                "portal": citizens(office, world),
                "staff": officers(office, world, apps["staff"]),
            }
            db.session.remove()
        forms, pages = _looked_around(people, world)
        keeper = _Sqlite(url) if fuzz_engine == engines.SQLITE else _Postgresql(url)
        stack.callback(keeper.close)
        yield House(office, apps, world, people, forms, pages, keeper.restore, keeper.touched)


def _looked_around(
    people: dict[str, list[Person]], world: World
) -> tuple[dict[str, list[Found]], dict[str, list[tuple[Person, str]]]]:
    """Every form of each counter, once, with the person who came upon it first; and every page."""
    forms: dict[str, list[Found]] = {}
    pages: dict[str, list[tuple[Person, str]]] = {}
    starts = {
        "portal": ["/", "/submit/", "/submit/check", "/submit/receipt", "/track/case/"],
        "staff": [
            "/staff/",
            "/staff/sign-in/code",
            "/staff/account/",
            "/staff/notices/?state=queued",
            *(f"/staff/cases/{case_id}" for case_id in world.ids["case_id"]),
        ],
    }
    for counter, everybody in people.items():
        found: dict[Any, Found] = {}
        pages[counter] = []
        for person in everybody:
            came_upon, seen = walk(person, starts[counter], counter)
            if person.name == "office_head":
                came_upon += previewed(person)
            if person.name == "administrator":
                came_upon += imported(person)
            if person.name == "stranger" and counter == "portal":
                came_upon += brought(person, world.receipt)
            pages[counter] += [(person, address) for address in sorted(seen)]
            for each in came_upon:
                found.setdefault(each.key, each)
        forms[counter] = list(found.values())
    return forms, pages


def _close(apps: dict[str, Flask]) -> None:
    for app in apps.values():
        with app.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


class _Sqlite:
    """Keeps a copy beside the live file; SQLite's own backup writes it back under open connections."""

    def __init__(self, url: str) -> None:
        self.live = Path(url.removeprefix("sqlite:///"))
        self.kept = self.live.with_suffix(".kept")
        self._copy(self.live, self.kept)
        self.watcher = sqlite3.connect(self.live)

    def restore(self) -> None:
        self._copy(self.kept, self.live)

    def touched(self) -> int:
        return int(self.watcher.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        self.watcher.close()

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)


class _Postgresql:
    """Keeps every table's rows in a schema of its own."""

    def __init__(self, url: str) -> None:
        self.connection: Any = psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)
        self.connection.execute("SET session_replication_role = replica")
        self.connection.execute("SET lock_timeout = '10s'")
        rows = self.connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'alembic_version'"
        )
        self.tables = [name for (name,) in rows]
        self.connection.execute("CREATE SCHEMA kept")
        for name in self.tables:
            self.connection.execute(f"CREATE TABLE kept.{name} AS TABLE public.{name}")

    def restore(self) -> None:
        statements = [f"DELETE FROM public.{name}" for name in self.tables]
        statements += [
            f"INSERT INTO public.{name} SELECT * FROM kept.{name}" for name in self.tables
        ]
        self.connection.execute("BEGIN; " + "; ".join(statements) + "; COMMIT")

    def touched(self) -> int:
        return 0

    def close(self) -> None:
        self.connection.close()
