"""What every page can say about the office: its names, where it stands and how to move on."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, has_request_context, request

from web.language import ENGLISH, lang
from web.security import STAFF_PATH
from web.settings import Settings, current


@dataclass(frozen=True)
class NavItem:
    """One entry of a counter's navigation; ``count`` shows how much waits there."""

    text: object
    href: str
    active: bool = False
    count: int | None = None


def office_name() -> str:
    """The office's name in the reader's language."""
    settings = current()
    return settings.office_name_en if lang() == ENGLISH else settings.office_name


def home_path() -> str:
    """The start page of the counter this page belongs to."""
    return f"{request.script_root}/" if has_request_context() else "/"


def is_here(path: str) -> bool:
    """Whether the page shown lies at or below ``path`` (navigation marks it)."""
    here = request.script_root + request.path
    return here == path or (path != home_path() and here.startswith(path.rstrip("/") + "/"))


def install(app: Flask, settings: Settings) -> None:
    """Give templates these helpers, and empty slots for what a counter may supply."""
    app.jinja_env.globals.update(
        office_name=office_name,
        home_path=home_path,
        is_here=is_here,
        environment=settings.env,
        NavItem=NavItem,
        nav=(),
        footer_links=(),
        officer=None,
        sign_out_path=f"{STAFF_PATH}/sign-out",
        layout=lambda: app.name,
    )
