"""What every answer is guarded with: headers, the nonce, cookies, CSRF tokens and local return paths."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf

from web.settings import Settings

TOKEN_LIFE = 24 * 60 * 60
STAFF_PATH = "/staff"

FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def cookie_settings(name: str, settings: Settings, path: str) -> dict[str, object]:
    """Session cookie of a counter; in production ``__Host-``, which demands Secure and the path "/".

    Lax rather than Strict on both: links in notices must open for somebody already signed in, and every
    change of state needs a token anyway.
    """
    prefix = "__Host-" if settings.production else ""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}huiyin_{name}",
        "SESSION_COOKIE_PATH": "/" if settings.production else path,
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def install(app: Flask, settings: Settings) -> None:
    """Guard an app; CSRFProtect comes after the limiter, so that a refused request is not read."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=TOKEN_LIFE,
        # Our pages send no referrer; Sec-Fetch-Site below says the same more reliably.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_FIELD_NAME="csrf_token",
    )
    app.before_request(_refuse_unreadable_queries)
    app.before_request(_refuse_foreign_posts)
    app.before_request(_refuse_nameless_parts)
    CSRFProtect(app)
    app.jinja_env.globals.update(csp_nonce=csp_nonce, csrf_token=csrf_token)
    production = settings.production

    @app.after_request
    def _guard(response: Response) -> Response:
        return harden(response, production)


def harden(response: Response, production: bool) -> Response:
    """Put the headers on; one already there (a download's stricter policy) stays."""
    headers = response.headers
    for name, value in FIXED_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("Cache-Control", "no-store")
    if production:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def _policy() -> str:
    nonce = g.get("csp_nonce")
    script = f"script-src 'self' 'nonce-{nonce}'" if nonce else "script-src 'self'"
    return (
        f"default-src 'none'; {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


def csp_nonce() -> str:
    """The nonce of this request, made when a page first asks for it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def csrf_token() -> str:
    """The token of this session, signed once per request."""
    return str(generate_csrf())


def _refuse_unreadable_queries() -> None:
    """Bytes after the question mark that are no text: no page of ours links so, and none could read them."""
    try:
        _ = request.args
    except UnicodeDecodeError:
        abort(400)


def _refuse_foreign_posts() -> None:
    """Browsers say where a request comes from; one from another site changes nothing here."""
    if request.method in {"POST", "PUT", "PATCH", "DELETE"} and came_from_elsewhere():
        abort(403)


def _refuse_nameless_parts() -> None:
    """No form of ours sends a part without a name, and what reads forms does not expect one."""
    if request.method in {"POST", "PUT", "PATCH", "DELETE"} and (
        None in request.form or None in request.files
    ):
        abort(400)


def came_from_elsewhere() -> bool:
    """Whether the browser itself says that another site made this request."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}


def local_path(target: str | None, fallback: str = "/") -> str:
    """``target`` if it is a path on this site, else ``fallback``: nobody is sent elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return fallback
    if any(ord(sign) < 33 or sign in "\\\x7f" for sign in target):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target
