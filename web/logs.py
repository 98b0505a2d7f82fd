"""One JSON line per request and per event: ids and times, never bodies, query strings or addresses."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
FORBIDDEN = (
    "password",
    "token",
    "secret",
    "email",
    "phone",
    "name",
    "address",
    "body",
    "query",
    "code",
)
"""Keys that never reach a log line, whoever passes them."""

log = structlog.get_logger("web")


class _StandardError:
    """Standard error as it is now, not as it was when the logger was made."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(level: str = "info") -> None:
    """Send structlog and the standard library's warnings to standard error as JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _drop_personal,
            _short_exception,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),  # type: ignore[arg-type]
        # Not cached: a logger that spoke before would keep the level of that time.
        cache_logger_on_first_use=False,
    )


def _drop_personal(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key in [key for key in event if key in FORBIDDEN]:
        event[key] = "[left out]"
    return event


def _short_exception(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Where an error arose, without its message or locals: both may hold what somebody typed."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        frames, trace = [], error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        event["error"] = type(error).__qualname__
        event["where"] = frames[-12:]
    return event


def install(app: Flask) -> None:
    """Give each request an id and write its line."""
    # Flask would print whole exceptions, message included.
    app.logger.disabled = True

    @app.before_request
    def _begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        g.began = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        log.info(
            "request",
            request=request_id(),
            counter=app.name,
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        )
        return response

    app.jinja_env.globals["request_id"] = request_id


def request_id() -> str:
    """The id of this request, for the log and for the reader of an error page."""
    return str(g.get("request_id", "-"))
