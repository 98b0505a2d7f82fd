"""The whole office in one process: portal at ``/``, staff console at ``/staff``.

Counters import the hall, never the reverse, so they are named here as strings
(docs/decisions/0002-composition.md).
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, Literal

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from petitions.adapters import bell
from petitions.jobs.ringer import Ringer
from web.assets_map import serve_static
from web.proxies import TrustedProxies
from web.security import STAFF_PATH
from web.settings import Settings, load

Counter = Literal["both", "portal", "staff"]
FACTORIES = {"portal": "portal.app:create_portal", "staff": "staff.app:create_staff"}
HEALTH = frozenset({"/healthz", "/readyz", "/metrics"})


def create_counter(name: Literal["portal", "staff"], settings: Settings) -> Flask:
    """One counter's app, by name."""
    module, function = FACTORIES[name].split(":")
    app = getattr(import_module(module), function)(settings)
    assert isinstance(app, Flask)
    return app


def create_office(settings: Settings, counter: Counter = "both") -> Any:
    """The WSGI application of one process."""
    if counter == "portal":
        hall: Any = create_counter("portal", settings)
    elif counter == "staff":
        staff = create_counter("staff", settings)
        hall = DispatcherMiddleware(_OnlyStaff(staff), {STAFF_PATH: staff})
    else:
        hall = DispatcherMiddleware(
            create_counter("portal", settings), {STAFF_PATH: create_counter("staff", settings)}
        )
    bell.configure(Ringer(settings.jobs_url, settings.data_dir).ring)
    return TrustedProxies(serve_static(hall), settings.proxies)


class _OnlyStaff:
    """The root of a process that serves the staff console alone: health, and the way to /staff/."""

    def __init__(self, staff: Flask) -> None:
        self.staff = staff

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("PATH_INFO") in HEALTH:
            return self.staff(environ, start_response)
        start_response("303 See Other", [("Location", f"{STAFF_PATH}/"), ("Content-Length", "0")])
        return [b""]


def office() -> Any:
    """Entry point for WSGI servers: ``web.dispatch:office()``, told by environment alone."""
    counter: Any = os.environ.get("HUIYIN_COUNTER", "both")
    return create_office(load(), counter)
