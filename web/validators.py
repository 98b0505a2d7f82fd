"""Checks on what people typed; each message says what is wrong and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext, ngettext
from wtforms.validators import StopValidation, ValidationError

from petitions.adapters import clock
from petitions.rules.completeness import (
    FILE_KINDS,
    MAX_FILE_BYTES,
    MAX_FILES,
    file_kind,
    identity_number_problem,
)

Text = str | LazyString
REGION = "CN"
MAX_TOTAL_BYTES = 50 * 1024 * 1024
MAX_NAME = 200
ACCEPT = ",".join(f".{ending}" for ending in FILE_KINDS)
"""For the ``accept`` attribute of a file input."""
_LINE_BREAKS = re.compile(r"[\r\n\x00]")


class Required:
    """Something must be there, or a box ticked; say what, as "请填写姓名。"."""

    field_flags = {"required": True}

    def __init__(self, message: Text | None = None) -> None:
        self.message = message or lazy_gettext("请填写这一项。")

    def __call__(self, form: Any, field: Any) -> None:
        if field.process_errors:
            raise StopValidation
        empty = field.data is False or (not field.data and field.data != 0)
        if empty or (isinstance(field.data, str) and not field.data.strip()):
            field.errors[:] = []
            raise StopValidation(str(self.message))


class RequiredIf:
    """Needed only when another field has one of these values."""

    def __init__(self, other: str, *values: object, message: Text | None = None) -> None:
        self.other, self.values = other, values
        self.required = Required(message)

    def __call__(self, form: Any, field: Any) -> None:
        if form[self.other].data in self.values:
            self.required(form, field)
        elif not field.data:
            raise StopValidation


class RequiredBeside(Required):
    """Needed where another field's choice uncovers it; for another choice, whatever stands here is not looked at.

    ``uncovers`` names the field that each choice of ``other`` uncovers, as ``reveals`` does.
    """

    def __init__(self, other: str, uncovers: Mapping[str, str], message: Text) -> None:
        super().__init__(message)
        self.other, self.uncovers = other, uncovers

    def __call__(self, form: Any, field: Any) -> None:
        if self.uncovers.get(form[self.other].data) == field.name:
            super().__call__(form, field)
        else:
            field.errors[:] = []
            raise StopValidation


class Optional:
    """Nothing typed is fine, and then nothing else is checked."""

    field_flags = {"optional": True}

    def __call__(self, form: Any, field: Any) -> None:
        if field.process_errors:
            raise StopValidation
        if not field.data:
            raise StopValidation


class MaxLength:
    """At most so many characters; the message says how many too many."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, form: Any, field: Any) -> None:
        over = len(field.data or "") - self.longest
        if over > 0:
            raise ValidationError(
                ngettext(
                    "最多 %(most)s 个字，现在多了 %(num)d 个字，请删减。",
                    "最多 %(most)s 个字，现在多了 %(num)d 个字，请删减。",
                    over,
                    most=self.longest,
                )
            )


class MinLength:
    """At least so many characters."""

    def __init__(self, shortest: int) -> None:
        self.shortest = shortest

    def __call__(self, form: Any, field: Any) -> None:
        if len(field.data or "") < self.shortest:
            raise ValidationError(gettext("至少要有 %(least)s 个字。", least=self.shortest))


class Between:
    """A whole number within limits."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is not None and not self.least <= field.data <= self.most:
            raise ValidationError(
                gettext("请填写 %(least)s 到 %(most)s 之间的数。", least=self.least, most=self.most)
            )


class Phone:
    """A number that can exist: Chinese without prefix, foreign with "+"."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            return
        import phonenumbers  # here: its tables are slow to load and few pages ask

        try:
            good = phonenumbers.is_possible_number(phonenumbers.parse(field.data, REGION))
        except phonenumbers.NumberParseException:
            good = False
        if not good:
            raise ValidationError(
                gettext(
                    "请填写完整的电话号码，例如 13800000000 或 010-88880000，国外号码以 + 开头。"
                )
            )


class Email:
    """One address, by its form alone: nothing is looked up."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            return
        from email_validator import EmailNotValidError, validate_email

        try:
            if _LINE_BREAKS.search(field.data):
                raise EmailNotValidError
            found = validate_email(
                field.data, check_deliverability=False, allow_smtputf8=True, test_environment=True
            )
        except EmailNotValidError:
            raise ValidationError(
                gettext("请填写一个电子邮箱地址，例如 name@example.com。")
            ) from None
        field.data = found.normalized


class IdentityNumber:
    """A resident identity number that is well formed (GB 11643)."""

    WORDS = {
        "length": lazy_gettext("身份证号码应当是 18 位。"),
        "character": lazy_gettext("身份证号码只能有数字，最后一位可以是 X。"),
        "date": lazy_gettext("身份证号码中的出生日期不对，请核对第 7 到第 14 位。"),
        "check": lazy_gettext("身份证号码有一位不对，请逐位核对。"),
    }

    def __call__(self, form: Any, field: Any) -> None:
        problem = identity_number_problem(field.data) if field.data else None
        if problem:
            raise ValidationError(str(self.WORDS[problem]))


class NotFuture:
    """A day that has come: today or before, in the office's time zone."""

    def __call__(self, form: Any, field: Any) -> None:
        if isinstance(field.data, date) and field.data > clock.today():
            raise ValidationError(gettext("日期不能晚于今天。"))


class NotPast:
    """Today or later."""

    def __call__(self, form: Any, field: Any) -> None:
        if isinstance(field.data, date) and field.data < clock.today():
            raise ValidationError(gettext("日期不能早于今天。"))


class Files:
    """Number, size, name and ending of files; what is really inside is checked when they are kept."""

    def __init__(self, already: Callable[[Any], int] | None = None) -> None:
        self.already = already

    def __call__(self, form: Any, field: Any) -> None:
        files = field.data or []
        kept = self.already(form) if self.already else 0
        if len(files) + kept > MAX_FILES:
            raise ValidationError(gettext("最多 %(most)s 个文件。", most=MAX_FILES))
        total = 0
        for each in files:
            total += self._checked_size(each)
        if total > MAX_TOTAL_BYTES:
            raise ValidationError(gettext("所有文件合计不能超过 50 MB。"))

    @staticmethod
    def _checked_size(each: Any) -> int:
        name = each.filename
        if len(name) > MAX_NAME:
            raise ValidationError(gettext("有一个文件的名称太长，请改短后再选。"))
        if file_kind(name) is None:
            raise ValidationError(
                gettext(
                    "不能接收“%(name)s”这种文件。可以发送图片、PDF、Word、Excel、文本、录音和录像。",
                    name=name,
                )
            )
        each.stream.seek(0, 2)
        size: int = each.stream.tell()
        each.stream.seek(0)
        if size > MAX_FILE_BYTES:
            raise ValidationError(
                gettext("“%(name)s”超过 10 MB，请压缩或者分成几个文件。", name=name)
            )
        if size == 0:
            raise ValidationError(gettext("“%(name)s”是空的，请检查后重新选择。", name=name))
        return size
