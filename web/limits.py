"""How often and how much: rate limits by address, and which views may take files."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_limiter import Limiter

from web.settings import Settings

WITH_FILES = 110 * 1024 * 1024
"""Ten files of ten megabytes and the form around them."""

View = TypeVar("View", bound=Callable[..., Any])


def source_address() -> str:
    """Whom a request is counted under: the address, or the /64 network of an IPv6 address."""
    text = request.remote_addr or "unknown"
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network(f"{address}/64", strict=False).network_address)
    return str(address)


limiter = Limiter(key_func=source_address, strategy="moving-window", headers_enabled=False)
"""Decorate a view with ``@limiter.limit("10/minute")``; count failures only with ``deduct_when``."""


def install(app: Flask, settings: Settings) -> None:
    """Count requests in the storage the operator chose, and let marked views take files."""
    app.config.update(
        RATELIMIT_ENABLED=settings.limits_on,
        RATELIMIT_STORAGE_URI=settings.limits_url,
        RATELIMIT_SWALLOW_ERRORS=True,
    )
    app.before_request(_allow_files)
    limiter.enabled = settings.limits_on
    limiter.init_app(app)


def takes_files(view: View) -> View:
    """Mark a view whose form carries files, so that its body may be large."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def takes_at_most(size: int) -> Callable[[View], View]:
    """Mark a view that reads less than others do: more bytes than this are not read at all (413)."""

    def mark(view: View) -> View:
        view.takes_at_most = size  # type: ignore[attr-defined]
        return view

    return mark


def _allow_files() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False):
        request.max_content_length = WITH_FILES
    elif most := getattr(view, "takes_at_most", 0):
        request.max_content_length = most
