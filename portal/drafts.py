"""What a reader has begun: the answers lie encrypted in the register, their token in his own cookie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import session

from petitions.actions.keep_draft import drop_file, keep_draft
from petitions.adapters import clock, codes
from petitions.queries.drafts import DraftView, draft_of
from portal.answers import KEY
from web import staged

SUBMIT, ADD = "submit", "add"
"""The two forms that are begun on one page and sent on another."""


def load(form: str) -> DraftView | None:
    """The draft of this browser, or None when there is none or it expired."""
    return draft_of(staged.key_of(form), now=clock.now())


def keep(form: str, answers: Mapping[str, Any]) -> str:
    """Keep the answers for a day and remember their token; a new draft gets its own filing key."""
    kept = {KEY: codes.new_key(), **answers}
    token = keep_draft(staged.key_of(form), kept, now=clock.now())
    session[staged.PREFIX + form] = token
    return token


def token_of(form: str) -> str | None:
    """The token of a draft begun in this browser, which may have expired."""
    return staged.key_of(form)


def discard(form: str) -> None:
    """Throw away what was begun, words and files, before the day is over."""
    draft, token = load(form), token_of(form)
    if draft is not None and token is not None:
        for file in draft.files:
            drop_file(token, file.id)
        keep_draft(token, {}, now=clock.now())
    finish(form)


def finish(form: str) -> None:
    """Forget the token: what was begun is sent or given up."""
    staged.finish(form)
