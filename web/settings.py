"""What an operator may set: every ``HUIYIN_*`` name, read once from the environment or ``.env``."""

from __future__ import annotations

from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, current_app
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from web import keys

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds ``web/``, ``templates/`` and ``migrations/``."""

Network = IPv4Network | IPv6Network
CommaList = Annotated[tuple[str, ...], NoDecode]


class SettingsError(RuntimeError):
    """A setting is missing or unsafe; the message names it and says what to write instead."""


class Settings(BaseSettings):
    """One field for each name in ``.env.example``; build it with :func:`load`."""

    model_config = SettingsConfigDict(
        env_prefix="HUIYIN_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    env: Literal["development", "demo", "production"] = "development"
    data_dir: Path = Path("data")
    database_url: str = ""
    secret_key: str = Field(default="", repr=False)
    field_keys: Annotated[CommaList, Field(repr=False)] = ()
    signing_key: str = Field(default="", repr=False)
    public_url: str = "http://127.0.0.1:5000"
    office_name: str = "回音市信访局"
    office_name_en: str = "Huiyin Office of Letters and Visits"
    office_tz: str = "Asia/Shanghai"

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 1025
    smtp_user: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_tls: Literal["off", "starttls", "tls"] = "off"
    smtp_sender: str = "noreply@localhost"
    mailbox_port: int = 8025
    witness_email: str = ""

    jobs_url: str = ""
    storage_url: str = ""
    limits_url: str = "memory://"
    limits: Literal["on", "off"] = "on"
    clamd: str = ""
    trusted_proxies: CommaList = ()
    metrics_token: str = Field(default="", repr=False)
    workers: int = Field(default=2, ge=1)
    threads: int = Field(default=4, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("field_keys", "trusted_proxies", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("smtp_tls", mode="before")
    @classmethod
    def _words_for_tls(cls, value: object) -> object:
        plain = str(value).strip().lower()
        return {"1": "starttls", "true": "starttls", "on": "starttls", "yes": "starttls"}.get(
            plain, {"0": "off", "false": "off", "no": "off", "": "off"}.get(plain, plain)
        )

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("office_tz")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is not a time zone such as Asia/Shanghai") from error
        return value

    @field_validator("public_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("must be a whole address such as https://letters.example.gov.cn")
        return value.rstrip("/")

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def limits_on(self) -> bool:
        return self.limits == "on"

    @property
    def database(self) -> str:
        """The database's address: the one set, or one SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'huiyin.sqlite3'}"

    @cached_property
    def proxies(self) -> tuple[Network, ...]:
        return tuple(ip_network(text, strict=False) for text in self.trusted_proxies)

    def with_secrets(self) -> Self:
        """The same settings with every secret present, or a refusal that names the setting."""
        given = keys.Secrets(self.secret_key, self.field_keys, self.signing_key)
        if self.production:
            if fault := keys.fault_in(given, keys.kept(self.data_dir)):
                raise SettingsError(fault)
            return self
        secrets = keys.filled(given, self.data_dir)
        return self.model_copy(
            update={
                "secret_key": secrets.secret_key,
                "field_keys": secrets.field_keys,
                "signing_key": secrets.signing_key,
            }
        )


def load(**given: object) -> Settings:
    """Read the settings, refuse unsafe ones, and make the development secrets where allowed."""
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
        _ = settings.proxies
    except ValidationError as error:
        lines = [
            f"HUIYIN_{'_'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
            for fault in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from None
    except ValueError as error:
        raise SettingsError(f"HUIYIN_TRUSTED_PROXIES: {error}") from None
    if settings.production and not settings.limits_on:
        raise SettingsError(
            "HUIYIN_LIMITS=off is refused in production: remove it, or set HUIYIN_LIMITS=on."
        )
    return settings.with_secrets()


def keep(app: Flask, settings: Settings) -> None:
    """Hang the settings on an app, for :func:`current`."""
    app.extensions["huiyin"] = settings


def current() -> Settings:
    """The settings of the app that serves this request."""
    settings = current_app.extensions["huiyin"]
    assert isinstance(settings, Settings)
    return settings
