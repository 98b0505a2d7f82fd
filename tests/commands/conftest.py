"""Commands as an operator types them, in the process of the test, over its own database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from petitions.adapters import passwords
from petitions.models.session import db
from web import commands
from web.commands import (
    add_officer,
    demo,
    diagram,
    import_directory,
    import_petitions,
    seed_demo,
    verify,
)
from web.settings import Settings

MODULES = (add_officer, demo, diagram, import_directory, import_petitions, seed_demo, verify)
"""Imported, so that each has added its command to the group."""

Huiyin = Callable[..., Result]


@pytest.fixture(autouse=True)
def shell_as_before() -> Iterator[None]:
    """What a command says to its process (``huiyin demo``: its address) is gone after the test."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords of the town need not be strong here."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hashed", cheap.hash)


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of this test as an operator would give them."""
    for name, value in {
        "ENV": settings.env,
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "FIELD_KEYS": ",".join(settings.field_keys),
        "SIGNING_KEY": settings.signing_key,
    }.items():
        monkeypatch.setenv(f"HUIYIN_{name}", value)


@pytest.fixture
def huiyin(environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Huiyin]:
    """Runs one command: ``huiyin("import", "file.csv", "--channel", "letter")``."""
    opened: list[Flask] = []
    init_app = SQLAlchemy.init_app

    def remembered(self: SQLAlchemy, app: Flask) -> None:
        opened.append(app)
        init_app(self, app)

    monkeypatch.setattr(SQLAlchemy, "init_app", remembered)

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(commands.group, [str(each) for each in arguments])

    yield run
    for app in opened:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
