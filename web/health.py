"""For machines that watch the office: alive, ready, and in figures; none of it names a case."""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from ipaddress import ip_address

import structlog
from flask import Blueprint, Response, abort, jsonify, request

from petitions.models.session import db
from petitions.queries.health import snapshot
from web.settings import current

FREE_RESERVE = 512 * 1024 * 1024
"""Bytes that must stay free in the data folder."""
OUTBOX_SECONDS = 600
"""An outbox whose oldest due notice waits longer than this is not being served."""
SCAN_SECONDS = 300
"""A worker that has not looked for longer than this is not working, even if it lives."""
CALENDAR_DAYS = 90
WARNINGS = frozenset({"calendar", "alerts"})

Figures = Mapping[str, float | None]
log = structlog.get_logger("web")

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """Everything a citizen's petition needs is there; 503 and a list if not.

    A calendar that is not announced far enough is a warning: the office must not close for it
    every autumn. Nor for alerts that are a day late, which the worker's own check speaks of.
    """
    checks = _checks()
    faults = {name for name, fault in checks.items() if fault}
    failing = faults - WARNINGS
    status = "failing" if failing else "warning" if faults else "ok"
    answer = jsonify(status=status, checks={name: fault or "ok" for name, fault in checks.items()})
    return answer, 503 if failing else 200


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus, on this machine or with the token."""
    if not _may_measure():
        abort(404)
    # Not at the top: a web process starts without it and most never need it.
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

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
    figures = _register_figures()
    database = "" if figures is not None else "unreachable or without its tables"
    return {"database": database, "disk": _disk_fault(), **_register_faults(figures or {})}


def _disk_fault() -> str:
    free = shutil.disk_usage(current().data_dir).free
    return "" if free > FREE_RESERVE else f"{free // 1024 // 1024} MB left"


def _register_faults(figures: Figures) -> dict[str, str]:
    if not figures:
        return {}
    lag = figures["outbox_lag_seconds"] or 0
    scan = figures["worker_scan_age_seconds"] or 0
    days = figures["calendar_days_announced"] or 0
    late = figures["alerts_late"] or 0
    return {
        "migrations": "" if figures["at_head"] else "not the newest schema: huiyin migrate",
        "outbox": f"oldest due notice waits {lag:.0f} s" if lag > OUTBOX_SECONDS else "",
        "worker": f"last looked {scan:.0f} s ago" if scan > SCAN_SECONDS else "",
        "alerts": f"{late:.0f} deadlines whose alerts are a day late" if late else "",
        "calendar": "" if days >= CALENDAR_DAYS else f"announced for {days:.0f} days only",
    }


def _register_figures() -> Figures | None:
    try:
        return asdict(snapshot())
    except Exception as error:
        log.error("register does not answer", kind=type(error).__name__)
        db.session.rollback()
        return None


def _figures() -> dict[str, float]:
    """Every number of the snapshot, the free disk, and the state of each check."""
    found = _register_figures() or {}
    figures = {name: float(value) for name, value in found.items() if value is not None}
    for name, fault in _checks().items():
        figures[f"check_{name}_ok"] = 0.0 if fault else 1.0
    figures["disk_free_bytes"] = float(shutil.disk_usage(current().data_dir).free)
    return figures
