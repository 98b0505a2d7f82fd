"""Somebody was faster on the same page of the directory: what he saved is shown beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext

from petitions.actions.errors import ActionError
from staff.forms.seen import SeenForm
from staff.refusals import put_back
from web.filters import date_words

MEANWHILE = ("changed_meanwhile", "rules_changed")


def put_back_beside(form: SeenForm, error: ActionError, stored: Callable[[], SeenForm]) -> int:
    """Put a refusal back on the form; returns the status of the answer.

    Where somebody was faster, each field that differs from what is kept now says what that is, and the form goes
    on top of it: to save once more is to decide between the two. ``stored`` makes the form as it is first shown.
    """
    put_back(form, error)
    if error.code not in MEANWHILE:
        return 422
    now = stored()
    form.seen.data = now.seen.data
    for field in now:
        if field.name not in form.SAID_ANEW and _plain(field.data) != _plain(form[field.name].data):
            words = gettext("现在保存的是：%(now)s", now=_words(form[field.name], field.data))
            form.refuse(form[field.name], words)
    return 409


def _plain(value: Any) -> Any:
    """Nothing is nothing, and lines are lines, whatever they end with."""
    return "\n".join(value.splitlines()) if isinstance(value, str) else value or ""


def _words(field: Any, value: Any) -> str:
    """A value as the page says it."""
    if field.kind == "checkbox":
        return gettext("勾选") if value else gettext("没有勾选")
    if field.kind in ("select", "radios"):
        label = next((each.label for each in field.iter_choices() if each.value == value), "")
        return str(label).strip("\u3000")
    if isinstance(value, date):
        return date_words(value)
    return str(value) if value not in (None, "") else gettext("（空）")
