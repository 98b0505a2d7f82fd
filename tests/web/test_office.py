"""The whole office in one process: two counters, two cookies, hashed static files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from tests.conftest import new_settings
from web.assets_map import asset, manifest
from web.dispatch import create_office

ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(tmp_path: Path) -> Client:
    url = f"sqlite:///{tmp_path / 'o.sqlite3'}"
    return Client(create_office(new_settings(url, tmp_path / "data")))


def test_both_counters_answer_from_their_places(office: Client) -> None:
    assert office.get("/healthz").status_code == 200
    assert office.get("/staff/healthz").status_code == 200


@pytest.mark.parametrize(("counter", "other"), [("portal", "/staff/healthz"), ("staff", "/track")])
def test_a_process_may_serve_one_counter_alone(tmp_path: Path, counter: str, other: str) -> None:
    url = f"sqlite:///{tmp_path / 'o.sqlite3'}"
    alone = Client(create_office(new_settings(url, tmp_path / "data"), counter))  # type: ignore[arg-type]
    assert alone.get("/healthz").status_code == 200
    assert alone.get("/readyz").status_code in {200, 503}
    assert alone.get(other).status_code in {303, 404}


def test_static_files_carry_their_hash_and_are_kept(office: Client) -> None:
    address = asset("images/mark.svg")
    assert re.fullmatch(r"/static/images/mark\.[0-9a-f]{12}\.svg", address)
    kept = office.get(address)
    assert kept.status_code == 200
    assert "immutable" in kept.headers["Cache-Control"]
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" not in office.get("/static/images/mark.svg").headers["Cache-Control"]
    assert office.get("/static/../settings.py").status_code == 404


def test_every_static_file_named_in_a_template_exists() -> None:
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r"asset\(['\"]([^'\"]+)['\"]\)", template.read_text("utf-8")))
    built = {name for name in named if name.startswith(("css/", "vendor/"))}
    assert named - built <= set(manifest()), sorted(named - built - set(manifest()))


def test_every_template_of_the_hall_compiles(hall: Flask) -> None:
    for name in hall.jinja_env.list_templates(extensions=["html"]):
        if name.startswith(("layouts/", "components/", "errors/")):
            hall.jinja_env.get_template(name)


def test_the_counters_never_name_each_other() -> None:
    for folder, other in (("portal", "staff"), ("staff", "portal")):
        for path in (ROOT / folder).rglob("*.py"):
            found = re.search(rf"^\s*(from|import) {other}\b", path.read_text("utf-8"), re.M)
            assert not found, f"{path} imports {other}"
