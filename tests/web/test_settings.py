"""Settings: production refuses what is missing or made for development, and names it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from web.keys import new_field_key, new_signing_key
from web.settings import Settings, SettingsError, load

GOOD = {
    "env": "production",
    "secret_key": "k" * 48 + "-of-a-real-office",
    "field_keys": (new_field_key(),),
    "signing_key": new_signing_key(),
}


def made(folder: Path, **changes: object) -> Settings:
    return load(_env_file=None, data_dir=folder, **changes)


def test_a_complete_production_starts(tmp_path: Path) -> None:
    settings = made(tmp_path, **GOOD)
    assert settings.production
    assert not (tmp_path / "secrets.json").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", ""),
        ("secret_key", "development-abcdefghijklmnopqrstuvwxyz0123456789"),
        ("secret_key", "short"),
        ("field_keys", ()),
        ("field_keys", ("not a key",)),
        ("signing_key", ""),
        ("signing_key", "abc"),
        ("limits", "off"),
        ("office_tz", "Mars/Olympus"),
        ("public_url", "letters.example"),
        ("trusted_proxies", ("anybody",)),
        ("env", "staging"),
    ],
)
def test_production_refuses_and_names_the_setting(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=f"HUIYIN_{name.upper()}"):
        made(tmp_path, **{**GOOD, name: value})


@pytest.mark.parametrize("name", ["secret_key", "field_keys", "signing_key"])
def test_production_refuses_the_secrets_of_a_development_machine(tmp_path: Path, name: str) -> None:
    ours = made(tmp_path)
    with pytest.raises(SettingsError, match=f"HUIYIN_{name.upper()}"):
        made(tmp_path, **{**GOOD, name: getattr(ours, name)})


def test_development_makes_its_secrets_once_and_keeps_them_private(tmp_path: Path) -> None:
    first, second = made(tmp_path / "d"), made(tmp_path / "d")
    assert first.secret_key == second.secret_key
    assert first.field_keys == second.field_keys
    file = tmp_path / "d" / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["signing_key"] == first.signing_key
    assert list((tmp_path / "d").iterdir()) == [file]


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = made(tmp_path, smtp_password="hunter2hunter2")
    shown = repr(settings)
    for secret in (settings.secret_key, settings.field_keys[0], "hunter2hunter2"):
        assert secret not in shown


def test_names_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = new_field_key(), new_field_key()
    monkeypatch.setenv("HUIYIN_FIELD_KEYS", f"{new}, {old}")
    monkeypatch.setenv("HUIYIN_TRUSTED_PROXIES", "10.0.0.0/8,::1")
    monkeypatch.setenv("HUIYIN_SMTP_TLS", "true")
    settings = made(tmp_path)
    assert settings.field_keys == (new, old)
    assert [str(network) for network in settings.proxies] == ["10.0.0.0/8", "::1/128"]
    assert settings.smtp_tls == "starttls"
    assert settings.database == f"sqlite:///{tmp_path / 'huiyin.sqlite3'}"


def test_every_setting_is_explained_in_the_example_file() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
    for name in Settings.model_fields:
        assert f"HUIYIN_{name.upper()}=" in example, f"add HUIYIN_{name.upper()} to .env.example"
