"""What the letters office writes when it redacts a petition."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from wtforms import FieldList
from wtforms.validators import ValidationError

from staff.forms.step import SHORT, StepForm
from web.fields import CheckboxesField, CheckboxField, TextAreaField, TextField
from web.validators import MaxLength, Required

LONG, TITLE = 20_000, 200
"""Characters: bars may make a text longer than its original."""


def _text(
    label: object, *, wanted: LazyString | None = None, rows: int = 8, limit: int = LONG
) -> Any:
    checks: list[Any] = [Required(wanted), MaxLength(limit)] if wanted else [MaxLength(limit)]
    return TextAreaField(label, checks, rows=rows, spellcheck=False)


class RedactForm(StepForm):
    """Each text once more, without what tells who brought it; and which files may be read as they are."""

    title = _text(_l("标题"), wanted=_l("请填写标题。"), rows=2, limit=TITLE)
    request = _text(_l("请求"), wanted=_l("请填写请求。"))
    facts = _text(_l("事实"), wanted=_l("请填写事实。"), rows=12)
    reasons = _text(_l("理由"))
    problem_place = _text(_l("问题属地"), rows=2, limit=SHORT)
    complained_about = _text(_l("反映的对象"), rows=2, limit=SHORT)
    supplements = FieldList(_text(_l("信访人补充")))
    released = CheckboxesField(
        _l("承办单位可以看的附件"),
        choices=[],
        small=True,
        hint=_l("附件不能涂改。只勾选看不出信访人身份的；照片、来信扫描件要逐页看过。"),
    )
    keep = CheckboxField(_l("文本里确实要留下登记的身份信息"), small=True)
    keep_reason = TextField(
        _l("留下的理由"),
        [MaxLength(SHORT)],
        hint=_l("例如：被反映的人与信访人同名。不要写身份信息。"),
        width="full",
    )

    def validate_keep_reason(self, field: TextField) -> None:
        """Who leaves something in says why."""
        if self.keep.data and not (field.data or "").strip():
            raise ValidationError(gettext("请写明为什么要留下。"))

    @property
    def why_kept(self) -> str:
        """The reason, or blank where nothing is to be left in."""
        return (self.keep_reason.data or "").strip() if self.keep.data else ""
