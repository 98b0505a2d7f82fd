"""What every step on a case carries along: the version that was seen, and the last line of the history."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from web.fields import FilesField, KeyField, TextAreaField
from web.form import OfficeForm
from web.validators import ACCEPT, Files, MaxLength, Required

LONG, SHORT = 5000, 1000
"""Characters of a paper and of a remark."""


class StepForm(OfficeForm):
    """Base of every step's form; a step that asks nothing uses it as it is."""

    version = KeyField()
    seen = KeyField()

    @property
    def seen_version(self) -> int:
        """The version of the case the page was drawn from; 0, which no case has, if unreadable."""
        return _number(self.version.data)

    @property
    def seen_line(self) -> int:
        """The last line of the history that was on the page."""
        return _number(self.seen.data)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def long_text(label: object, wanted: LazyString, **looks: object) -> TextAreaField:
    """A text that must be there."""
    return TextAreaField(label, [Required(wanted), MaxLength(LONG)], limit=LONG, **looks)


def remark(label: object, **looks: object) -> TextAreaField:
    """A few lines that may be left out."""
    return TextAreaField(label, [MaxLength(SHORT)], rows=3, **looks)


def files_to_send(*, wanted: LazyString | None = None) -> FilesField:
    """Files to put on the case."""
    checks: list[Any] = [Required(wanted), Files()] if wanted else [Files()]
    return FilesField(
        _l("附件"),
        checks,
        accept=ACCEPT,
        hint=_l(
            "最多 10 个文件，每个不超过 10 MB。可以是图片、PDF、Word、Excel、文本、录音和录像。"
        ),
    )
