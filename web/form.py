"""The form every page starts from: what was typed is kept, faults are listed in order, in our words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import LazyString, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.form import SUBMIT_METHODS
from werkzeug.datastructures import MultiDict
from wtforms import Field

_CHOOSE = lazy_gettext("请从列出的选项中选一项。")

BUILT_IN: dict[str, LazyString] = {
    "This field is required.": lazy_gettext("请填写这一项。"),
    "Not a valid choice.": _CHOOSE,
    "Not a valid choice": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "'%(value)s' are not valid choices for this field.": _CHOOSE,
    "Not a valid integer value.": lazy_gettext("请填写整数，例如 12。"),
    "Not a valid date value.": lazy_gettext("请填写正确的日期，例如 2026-03-05。"),
}
"""WTForms' own messages in our words; everything else comes from ``web/validators.py``."""


class _Words:
    """What WTForms asks for its messages."""

    def gettext(self, text: str) -> str:
        return str(BUILT_IN.get(text, text))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return str(BUILT_IN.get(singular, singular if count == 1 else plural))


_WORDS = _Words()


@dataclass(frozen=True, slots=True)
class ErrorItem:
    """One fault for the summary: the input it belongs to and what to do."""

    field_id: str
    message: str


class OfficeForm(FlaskForm):
    """Base class of every form; the template draws each field with ``draw(form.name)``."""

    class Meta(FlaskForm.Meta):
        """Our words; the token is drawn by the ``office_form`` macro, not as a field."""

        def get_translations(self, form: Any) -> _Words:
            return _WORDS

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Files for fields that take files, text for all others, whatever wrapping they came in."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if request.method not in SUBMIT_METHODS:
                return None
            taking = {field.name for field in form if getattr(field, "kind", "") == "files"}
            return MultiDict(
                [pair for pair in request.files.items(multi=True) if pair[0] in taking]
                + [pair for pair in request.form.items(multi=True) if pair[0] not in taking]
            )

    def error_items(self) -> list[ErrorItem]:
        """The first fault of each field, in the order of the page, linked to its input."""
        found = [ErrorItem("main-content", str(message)) for message in self.form_errors]
        for field in self:
            if field.errors:
                found.append(ErrorItem(first_input(field), first_message(field)))
        return found

    def refuse(self, field: Field, message: str | LazyString) -> None:
        """Add a fault found after validation, for example by an action."""
        field.errors = [*field.errors, str(message)]


def first_input(field: Field) -> str:
    """The id a summary links to: a date's first part, else the input itself."""
    return f"{field.id}{getattr(field, 'first_suffix', '')}"


def first_message(field: Field) -> str:
    """The fault shown under the field; further ones come when this one is mended."""
    return str(field.errors[0]) if field.errors else ""
