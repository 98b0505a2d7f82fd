"""The ``huiyin`` command: a settings fault is one line, secrets are good ones, the server is set up."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import new_settings
from web.commands import group, keys, serve
from web.settings import load


def test_fresh_secrets_start_a_production_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = CliRunner().invoke(keys.keys).output
    for line in made.splitlines():
        name, _, value = line.partition("=")
        monkeypatch.setenv(name, value)
    assert load(_env_file=None, env="production", data_dir=tmp_path).production


def test_a_settings_fault_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUIYIN_ENV", "production")
    assert serve.serve.name == "serve"
    answer = CliRunner().invoke(group, ["serve"])
    assert answer.exit_code == 2
    assert "HUIYIN_SECRET_KEY" in answer.output
    assert "Traceback" not in answer.output


def test_the_server_has_threads_and_opens_the_office_before_the_fork(tmp_path: Path) -> None:
    settings = new_settings(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path, workers=3, threads=5)
    config = serve._Server(settings, "127.0.0.1", 5000, "both").cfg
    assert (config.workers, config.threads, config.worker_class_str) == (3, 5, "gthread")
    assert config.preload_app
    assert config.bind == ["127.0.0.1:5000"]
