"""An office for measuring: a data folder, a database with a town in it, and the real ``huiyin serve``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from benchmarks import town
from petitions.adapters import clock, codes
from petitions.models import Draft, schema
from petitions.models.session import db
from portal.answers import KEY
from portal.drafts import SUBMIT
from web import security, staged
from web.app import create_backroom
from web.keys import new_field_key, new_signing_key
from web.register import open_register
from web.settings import Settings, load


@dataclass(slots=True)
class Office:
    """An office that stands ready: its settings and what is known of its cases."""

    settings: Mapping[str, str]
    grown: town.Grown
    _app: Flask = field(repr=False)
    _loaded: Settings = field(repr=False)

    def inside(self) -> AbstractContextManager[object]:
        """An app context of this office."""
        return self._app.app_context()

    def enter(self) -> None:
        """Take this office's keys and storage for the process."""
        open_register(Flask("benchmark"), self._loaded)

    def filled_in(self, count: int) -> list[Mapping[str, str]]:
        """Cookies of so many citizens before the last press: copies of the newest draft."""
        with self._app.app_context():
            session = db.session()
            model = session.scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
            tokens = [codes.new_key() for _ in range(count)]
            now = clock.now()
            session.add_all(
                Draft(
                    token_hash=codes.token_hash(token),
                    answers={**model.answers, KEY: codes.new_key()},
                    created_at=now,
                    expires_at=now + timedelta(hours=24),
                )
                for token in tokens
            )
            session.commit()
            _let_go()
        return [self._cookie({staged.PREFIX + SUBMIT: token}) for token in tokens]

    def _cookie(self, content: Mapping[str, str]) -> Mapping[str, str]:
        """The signed cookie of a browser, as the portal itself would set it."""
        signer = SecureCookieSessionInterface().get_signing_serializer(self._app)
        assert signer is not None
        name = security.cookie_settings("portal", self._loaded, "/")["SESSION_COOKIE_NAME"]
        value = signer.dumps(content)
        return {str(name): value if isinstance(value, str) else value.decode()}


@contextmanager
def office(folder: Path, url: str, cases: int) -> Iterator[Office]:
    """Make the office with so many cases; nobody serves it yet."""
    folder.mkdir(parents=True)
    settings = {
        "HUIYIN_ENV": "development",
        "HUIYIN_DATA_DIR": str(folder),
        "HUIYIN_DATABASE_URL": url,
        "HUIYIN_SECRET_KEY": "benchmark-" * 6,
        "HUIYIN_FIELD_KEYS": new_field_key(),
        "HUIYIN_SIGNING_KEY": new_signing_key(),
        "HUIYIN_LIMITS": "off",
    }
    loaded = load(
        _env_file=None,
        **{name.removeprefix("HUIYIN_").lower(): value for name, value in settings.items()},
    )
    app = create_backroom(loaded)
    with app.app_context():
        schema.upgrade()
        grown = town.grow(cases)
        _let_go()
    yield Office(settings, grown, app, loaded)


def _let_go() -> None:
    """No connection of this process stays open beside the ones that are measured."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
