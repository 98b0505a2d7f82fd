"""Opens the register for a process: its keys, clock, storage and database, from the settings."""

from __future__ import annotations

from flask import Flask

from petitions.adapters import clock, files
from petitions.models import keyring
from petitions.models.session import db, engine_options
from web.settings import Settings


def open_register(app: Flask, settings: Settings) -> None:
    """Configure everything below ``web/`` and bind the database session to this app."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    keyring.configure(settings.field_keys, settings.secret_key)
    clock.configure(settings.office_tz)
    files.configure(settings.storage_url or str(settings.data_dir / "files"))
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database)
    db.init_app(app)
