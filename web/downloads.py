"""Sends files out so that no browser runs them: attachment, nosniff, and a policy that allows nothing."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

from flask import Response

from petitions.rules.completeness import FILE_KINDS, clean_text, file_kind

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
UNKNOWN = "application/octet-stream"
PUBLIC_SECONDS = 300


def safe_name(name: str) -> str:
    """A file's name without folders, controls and quotes; never empty."""
    last = PurePath(clean_text(name).replace("\\", "/")).name
    plain = "".join(sign for sign in last if sign not in '"<>:|?*\n\t').strip(" .")
    return plain[-200:] or "file"


def disposition(name: str) -> str:
    """``Content-Disposition`` with a plain name for old programs and the real one (RFC 5987, 6266)."""
    given = safe_name(name)
    ending = PurePath(given).suffix
    plain = given if given.isascii() else f"file{ending if ending.isascii() else ''}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(given, safe='')}"


def attachment(name: str, content: bytes, media_type: str | None = None) -> Response:
    """An answer that is saved, not shown; only kinds of file we take are named, the rest is bytes."""
    kind = file_kind(name)
    allowed = FILE_KINDS[kind] if kind else ()
    served = media_type if media_type in allowed else (allowed[0] if allowed else UNKNOWN)
    return _saved(name, content, served)


def export(name: str, content: bytes, media_type: str) -> Response:
    """A file the office made itself: a table, a letter."""
    return _saved(name, content, media_type)


def shown(content: bytes, media_type: str) -> Response:
    """A picture the office drew for one reader: part of a page, and kept nowhere."""
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def public(content: bytes, media_type: str, name: str = "") -> Response:
    """What everybody may read and any cache may keep for a while; with a name it is saved, not shown."""
    answer = Response(content, content_type=media_type)
    if name:
        answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return answer


def _saved(name: str, content: bytes, media_type: str) -> Response:
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
