"""Static files under names that carry their own hash, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

FOLDER = Path(__file__).resolve().parent / "static"
PREFIX = "/static/"


def _hashed(name: str, path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{digest}.{ending}" if dot else f"{name}.{digest}"


@lru_cache(maxsize=1)
def manifest() -> dict[str, str]:
    """Plain name to hashed name, for every file in ``web/static``."""
    found = (path for path in sorted(FOLDER.rglob("*")) if path.is_file())
    names = {path.relative_to(FOLDER).as_posix(): path for path in found}
    return {name: _hashed(name, path) for name, path in names.items() if "/." not in f"/{name}"}


def asset(name: str) -> str:
    """The address of a static file: ``asset("css/portal.css")``."""
    return PREFIX + manifest().get(name, name)


def install(app: Flask) -> None:
    """Give templates ``asset()``."""
    app.jinja_env.globals["asset"] = asset


def serve_static(application: Any) -> WhiteNoise:
    """Answer ``/static/`` before the apps see it, under plain (checked) and hashed (kept) names."""
    hashed = {PREFIX + name for name in manifest().values()}
    served = WhiteNoise(
        application,
        max_age=60,
        immutable_file_test=lambda path, url: url in hashed,
        add_headers_function=_headers,
    )
    for plain, name in manifest().items():
        for each in {plain, name}:
            served.add_file_to_dictionary(PREFIX + each, str(FOLDER / plain))
    return served


def _headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Referrer-Policy"] = "no-referrer"
