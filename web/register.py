"""Opens the register for a process: its keys, clock, storage and database, from the settings."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask

from petitions.adapters import clock, codes, files, mail_words, signing, witness
from petitions.models import keyring
from petitions.models.session import db, engine_options
from web.settings import Settings


def open_register(app: Flask, settings: Settings) -> None:
    """Configure everything below ``web/`` and bind the database session to this app."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    keyring.configure(settings.field_keys, settings.secret_key)
    signing.configure(settings.signing_key)
    clock.configure(settings.office_tz)
    files.configure(settings.storage_url or str(settings.data_dir / "files"))
    codes.configure(mail_domain(settings))
    witness.configure(settings.witness_email)
    mail_words.configure(settings.public_url)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database)
    db.init_app(app)


def mail_domain(settings: Settings) -> str:
    """The domain our Message-IDs carry: the sender's if it is a real one, else the portal's."""
    sender = settings.smtp_sender.rpartition("@")[2].strip().lower()
    return sender if "." in sender else urlsplit(settings.public_url).hostname or "huiyin.invalid"
