"""For machines that watch the office: alive, ready, and in figures; none of it names a case."""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Mapping
from importlib import import_module
from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text

from petitions.models.session import db
from web.settings import current

FREE_RESERVE = 512 * 1024 * 1024
"""Bytes that must stay free in the data folder."""
OUTBOX_SECONDS = 600
"""An outbox whose oldest due notice waits longer than this is not being served."""
CALENDAR_DAYS = 90

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """Everything a citizen's petition needs is there; 503 and a list if not."""
    checks = _checks()
    failed = [name for name, fault in checks.items() if fault]
    shown = {name: fault or "ok" for name, fault in checks.items()}
    answer = jsonify(status="failing" if failed else "ok", checks=shown)
    return answer, 503 if failed else 200


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus, on this machine or with the token."""
    if not _may_measure():
        abort(404)
    registry = CollectorRegistry()
    for name, value in _figures().items():
        Gauge(f"huiyin_{name}", name.replace("_", " "), registry=registry).set(value)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_measure() -> bool:
    token = current().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(given.encode(), token.encode())
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _checks() -> dict[str, str]:
    """Name of each check to what is wrong, or nothing."""
    return {"database": _database_fault(), "disk": _disk_fault(), **_register_faults()}


def _database_fault() -> str:
    try:
        db.session.execute(text("SELECT 1"))
    except Exception as error:
        return f"unreachable ({type(error).__name__})"
    return ""


def _disk_fault() -> str:
    free = shutil.disk_usage(current().data_dir).free
    return "" if free > FREE_RESERVE else f"{free // 1024 // 1024} MB left"


def _register_faults() -> dict[str, str]:
    figures = _snapshot()
    if figures is None:
        return {}
    lag = figures.get("outbox_lag_seconds") or 0
    days = figures.get("calendar_days_announced")
    return {
        "migrations": ""
        if figures.get("at_head", True)
        else "schema is not at head: huiyin migrate",
        "outbox": "" if lag <= OUTBOX_SECONDS else f"oldest due notice waits {int(lag)} s",
        "calendar": (
            "" if days is None or days >= CALENDAR_DAYS else f"announced for {days} days only"
        ),
    }


def _snapshot() -> Mapping[str, Any] | None:
    """The register's own figures, once ``petitions.queries.health`` offers them."""
    try:
        module = import_module("petitions.queries.health")
    except ModuleNotFoundError:
        return None
    try:
        figures = module.snapshot()
    except Exception:
        return {"at_head": False}
    return figures if isinstance(figures, Mapping) else vars(figures)


def _figures() -> dict[str, float]:
    """Every number of the snapshot, and the state of each check."""
    figures: dict[str, float] = {
        name: float(value)
        for name, value in (_snapshot() or {}).items()
        if isinstance(value, int | float)
    }
    for name, fault in _checks().items():
        figures[f"check_{name}_ok"] = 0.0 if fault else 1.0
    figures["disk_free_bytes"] = float(shutil.disk_usage(current().data_dir).free)
    return figures
