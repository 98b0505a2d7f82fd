"""Watching machines get answers, strangers get none; logs say what happened and nothing personal."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import health, logs


def test_alive(browser: FlaskClient) -> None:
    answer = browser.get("/healthz")
    assert answer.json == {"status": "ok"}
    assert "Set-Cookie" not in answer.headers


def test_ready_on_a_migrated_register(portal_client: FlaskClient) -> None:
    answer = portal_client.get("/readyz")
    assert answer.json is not None
    assert answer.json["checks"]["database"] == "ok"
    assert answer.json["checks"]["disk"] == "ok"
    assert answer.json["checks"]["migrations"] == "ok"
    assert answer.status_code == 200


def test_not_ready_without_a_database(make_hall: Callable[..., Flask]) -> None:
    lost = make_hall(database_url="sqlite:////nowhere/at/all.sqlite3").test_client()
    answer = lost.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"]["database"].startswith("unreachable")
    assert lost.get("/healthz").status_code == 200


def test_not_ready_on_a_full_disk(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FREE_RESERVE", 10**18)
    monkeypatch.setattr(health, "_register_figures", lambda: GOOD)
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert "MB left" in answer.json["checks"]["disk"]


GOOD = {
    "at_head": True,
    "outbox_lag_seconds": 0.0,
    "outbox_oldest_seconds": 0.0,
    "notices_waiting": 0,
    "notices_failed": 0,
    "worker_scan_age_seconds": None,
    "worker_sent_age_seconds": None,
    "calendar_days_announced": 200,
    "alerts_late": 0,
}


@pytest.mark.parametrize(
    ("changes", "faults", "status"),
    [
        ({}, set(), 200),
        ({"at_head": False}, {"migrations"}, 503),
        ({"outbox_lag_seconds": 3600.0}, {"outbox"}, 503),
        ({"worker_scan_age_seconds": 299.0}, set(), 200),
        ({"worker_scan_age_seconds": 301.0}, {"worker"}, 503),
        ({"alerts_late": 3}, {"alerts"}, 200),
        ({"calendar_days_announced": 12}, {"calendar"}, 200),
    ],
)
def test_each_figure_of_the_register_has_its_check(
    browser: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, object],
    faults: set[str],
    status: int,
) -> None:
    monkeypatch.setattr(health, "_register_figures", lambda: {**GOOD, **changes})
    answer = browser.get("/readyz")
    assert answer.json is not None
    assert {name for name, state in answer.json["checks"].items() if state != "ok"} == faults
    assert answer.status_code == status


def test_figures_only_for_this_machine(portal_client: FlaskClient) -> None:
    browser = portal_client
    assert b"huiyin_check_database_ok 1.0" in browser.get("/metrics").data
    stranger = browser.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.4"})
    assert stranger.status_code == 404


def test_figures_with_the_token(make_hall: Callable[..., Flask]) -> None:
    browser = make_hall(metrics_token="t" * 20).test_client()
    far = {"REMOTE_ADDR": "203.0.113.4"}
    assert browser.get("/metrics", environ_base=far).status_code == 404
    assert browser.get("/metrics").status_code == 404
    good = {"Authorization": "Bearer " + "t" * 20}
    assert browser.get("/metrics", environ_base=far, headers=good).status_code == 200


def test_a_log_line_has_ids_and_nothing_typed(
    hall: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("info")
    browser = hall.test_client()
    capsys.readouterr()
    browser.post("/small?q=canary-query", data={"text": "canary-body", "email": "canary@x.cn"})
    browser.get("/raise/crash?who=canary-name", headers={"Referer": "http://x/canary-ref"})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line[:1] == "{"]
    assert {"/small", "/raise/<name>"} <= {line.get("route") for line in lines}
    crash = next(line for line in lines if line["event"] == "unhandled")
    assert crash["error"] == "RuntimeError"
    assert "conftest.py" in " ".join(crash["where"])
    whole = json.dumps(lines)
    assert "canary" not in whole
    assert "secret words" not in whole


def test_a_request_id_is_taken_only_if_it_is_one(browser: FlaskClient) -> None:
    def given(text: str) -> str:
        return browser.get("/", headers={"X-Request-ID": text}).headers["X-Request-ID"]

    assert given("abcdef-0123456789") == "abcdef-0123456789"
    assert given("short") != "short"
    assert given("a" * 200) != "a" * 200
