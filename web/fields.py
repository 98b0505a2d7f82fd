"""Form fields that know how they are drawn: hint, width, keyboard and autofill beside the label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms import SelectField as PlainSelect
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from petitions.rules.completeness import clean_text, fold_digits
from web import wording

LARGEST_ROW = 2**31 - 1
Validators = Sequence[Callable[..., Any]]


class Drawn:
    """What every field may say about its look; ``templates/components/fields.html`` reads it."""

    kind = "text"
    input_type = "text"
    hint: Any = ""
    width: int | str = ""
    """Characters (2, 3, 4, 5, 10, 20, 30) or "full"."""
    autocomplete = ""
    inputmode = ""
    spellcheck: bool | None = None
    rows = 5
    limit = 0
    """Characters a text may have; shown as a running count."""
    inline = False
    small = False
    hints: dict[str, Any] = {}
    """A hint for single choices, by value."""
    reveals: dict[str, str] = {}
    """The name of the field that a choice uncovers, by value."""
    accept = ""
    single = False
    """One file and no more."""

    def __init__(self, label: Any = None, validators: Validators = (), **given: Any) -> None:
        for name in [name for name in given if name in LOOKS]:
            setattr(self, name, given.pop(name))
        super().__init__(label, list(validators), **given)  # type: ignore[call-arg]

    @property
    def optional(self) -> bool:
        """Whether the label says "optional"."""
        return not self.flags.required  # type: ignore[attr-defined]


LOOKS = frozenset(
    {
        "hint", "width", "autocomplete", "inputmode", "spellcheck", "rows", "limit",
        "inline", "small", "hints", "reveals", "accept", "single", "input_type",
    }
)  # fmt: skip


class TextField(Drawn, StringField):
    """One line of text, cleaned of what nobody can read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = " ".join(clean_text(valuelist[0]).split("\n")).strip()


class PhoneField(TextField):
    """A telephone number; full-width digits become plain ones."""

    input_type = "tel"
    inputmode = "tel"
    autocomplete = "tel"
    width = 20

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = fold_digits(self.data or "")


class EmailField(TextField):
    """An e-mail address."""

    input_type = "email"
    inputmode = "email"
    autocomplete = "email"
    spellcheck = False
    width = 30


class NumberField(Drawn, IntegerField):
    """A whole number; full-width digits count."""

    inputmode = "numeric"
    width = 4

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = [fold_digits(clean_text(value)).strip() for value in valuelist]
        super().process_formdata([value for value in typed if value])


class TextAreaField(Drawn, StringField):
    """Several lines; with ``limit`` a running count."""

    kind = "textarea"

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean_text(valuelist[0]).strip()


class PasswordField(Drawn, StringField):
    """A secret: taken exactly as typed, and never put back on the page."""

    kind = "password"
    autocomplete = "current-password"


class OneTimeCodeField(TextField):
    """A code from a device or a message."""

    inputmode = "numeric"
    autocomplete = "one-time-code"
    width = 10
    spellcheck = False


class Chosen(Drawn):
    """A field with choices: an enum of the terms, pairs, or pairs under the names of groups."""

    def __init__(
        self, label: Any = None, validators: Validators = (), *, choices: Any = None, **given: Any
    ) -> None:
        super().__init__(label, validators, choices=_listed(choices), **given)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, _listed(value) if name == "choices" else value)


class RadiosField(Chosen, RadioField):
    """One of a few; ``reveals`` uncovers another field under a choice."""

    kind = "radios"


class SelectField(Chosen, PlainSelect):
    """One of many; nothing chosen is for ``Required`` to refuse."""

    kind = "select"

    def pre_validate(self, form: Any) -> None:
        if self.data not in (None, ""):
            super().pre_validate(form)


class CheckboxesField(Chosen, SelectMultipleField):
    """Any of a few."""

    kind = "checkboxes"


class CheckboxField(Drawn, BooleanField):
    """One statement to agree to."""

    kind = "checkbox"


class FilesField(Drawn, MultipleFileField):
    """Files to send along; ``data`` lists only those really chosen."""

    kind = "files"

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [each for each in valuelist if getattr(each, "filename", "")]


class DayField(Drawn, Field):
    """A day as year, month and day, each typed; ``typed`` keeps what was there."""

    kind = "day"
    first_suffix = "-year"
    parts = ("year", "month", "day")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.typed: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data: date | None = data if isinstance(data, date) else self.default
        self.object_data = self.data
        self.raw_data: list[Any] = []
        if formdata is None:
            self._show(self.data)
            return
        for part in self.parts:
            self.typed[part] = fold_digits(formdata.get(f"{self.name}-{part}", "")).strip()[:8]
        self.raw_data = [value for value in self.typed.values() if value]
        self.data = self._read()

    def _show(self, day: date | None) -> None:
        values = (day.year, day.month, day.day) if day else ("", "", "")
        self.typed = {part: str(value) for part, value in zip(self.parts, values, strict=True)}

    def _read(self) -> date | None:
        if not self.raw_data:
            return None
        try:
            return date(*(int(self.typed[part]) for part in self.parts))
        except (ValueError, OverflowError):
            self.process_errors.append(
                gettext("请填写真实的日期：年、月、日都用数字，例如 2026 3 5。")
            )
            return None


class PickedDayField(Drawn, StringField):
    """A day from the browser's own picker (staff filters); ``data`` is a ``date`` or None."""

    input_type = "date"
    width = 10
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = fold_digits(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if typed:
            try:
                self.data = date.fromisoformat(typed)
            except ValueError as error:
                raise ValueError(gettext("请填写真实的日期，例如 2026-03-05。")) from error

    def _value(self) -> str:
        if self.data is not None:
            return str(self.data)
        return str(self.raw_data[0]) if self.raw_data else ""


class KeyField(Drawn, HiddenField):
    """A hidden value that the page carries along, such as ``submission_key`` or ``version``."""

    kind = "hidden"


def row_number(text: str) -> int:
    """The number of a row, as a hidden field carries it. Raises ValueError for what no table has."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 10 or int(plain) > LARGEST_ROW:
        raise ValueError("not the number of a row")
    return int(plain)


def chosen_row(text: str | None) -> int:
    """The number of a chosen row; 0, which none has, if it cannot be read."""
    try:
        return row_number(text or "")
    except ValueError:
        return 0


def choices_of(
    enum: type[StrEnum], *, only: Iterable[StrEnum] | None = None
) -> list[tuple[str, Any]]:
    """The choices of an enum with its words, in the enum's order."""
    wanted = None if only is None else {member.value for member in only}
    return [pair for pair in wording.words_of(enum) if wanted is None or pair[0] in wanted]


def _listed(choices: Any) -> Any:
    if isinstance(choices, type) and issubclass(choices, StrEnum):
        choices = choices_of(choices)
    if isinstance(choices, dict):
        return [
            SelectChoice(value=value, label=label, optgroup=str(group))
            for group, pairs in choices.items()
            for value, label in pairs
        ]
    if choices is None or callable(choices):
        return choices
    return [SelectChoice(*each) if isinstance(each, tuple) else each for each in choices]
