"""Assembles one counter: settings, register, languages, guards, pages and error pages, in that order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import timedelta

from flask import Blueprint, Flask
from jinja2 import StrictUndefined

from web import assets_map, errors, filters, health, language, limits, logs, pages, security
from web.register import open_register
from web.settings import ROOT, Settings, keep

TEMPLATES = ROOT / "templates"
MEGABYTE = 1024 * 1024


def assemble(
    name: str,
    settings: Settings,
    blueprints: Iterable[Blueprint],
    install: Callable[[Flask], None] | None = None,
    *,
    path: str = "/",
) -> Flask:
    """A counter ready to serve: ``name`` is "portal" or "staff", ``path`` where it is mounted.

    ``install`` runs before the blueprints are registered, for what only one counter has (log-in).
    """
    app = _bare(name, settings)
    app.config.update(
        MAX_CONTENT_LENGTH=2 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        MAX_FORM_PARTS=1000,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
        **security.cookie_settings(name, settings, path),
    )
    logs.install(app)
    limits.install(app, settings)
    security.install(app, settings)
    errors.install(app)
    app.register_blueprint(language.blueprint)
    app.register_blueprint(health.blueprint)
    if install is not None:
        install(app)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    return app


def create_backroom(settings: Settings) -> Flask:
    """An app without pages for commands and the worker: register, languages and templates only."""
    return _bare("backroom", settings)


def _bare(name: str, settings: Settings) -> Flask:
    app = Flask("web", static_folder=None, template_folder=os.fspath(TEMPLATES))
    app.name = name
    keep(app, settings)
    logs.configure(settings.log_level)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TEMPLATES_AUTO_RELOAD=settings.env == "development",
    )
    _dress_templates(app)
    open_register(app, settings)
    language.install(app, settings)
    filters.install(app)
    assets_map.install(app)
    pages.install(app, settings)
    return app


def _dress_templates(app: Flask) -> None:
    # Before anything touches app.jinja_env, which is built on first use from these options.
    app.jinja_options = {
        **app.jinja_options,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "cache_size": -1,
    }
    app.select_jinja_autoescape = lambda filename: filename is None or not filename.endswith(".txt")  # type: ignore[method-assign]
