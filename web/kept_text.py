"""What a reader had typed when a form was refused as a whole, so that nothing is typed twice."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

LONGEST, MOST = 20_000, 60
NEVER = ("csrf_token", "password", "code", "token", "secret", "otp")
"""Field names, or parts of them, that are not sent back to the screen."""


def kept_fields(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Names and values to put back, without secrets and within reason."""
    pairs = [
        (name, value[:LONGEST])
        for name, value in form.items(multi=True)
        if value and not any(word in name.lower() for word in NEVER)
    ]
    return pairs[:MOST]
