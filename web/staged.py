"""Holds the key of what a reader has begun and not yet sent: one random key per form, in his session."""

from __future__ import annotations

from flask import session

from petitions.adapters import codes

PREFIX = "begun:"


def key_of(form: str) -> str | None:
    """The key of a form already begun in this browser, or None."""
    key = session.get(PREFIX + form)
    return key if isinstance(key, str) else None


def begin(form: str) -> str:
    """The key of this form, made now if it is new; the register keeps the answers under its hash."""
    key = key_of(form)
    if key is None:
        key = session[PREFIX + form] = codes.new_key()
    return key


def finish(form: str) -> None:
    """Forget the key: what was begun is sent or thrown away."""
    session.pop(PREFIX + form, None)
