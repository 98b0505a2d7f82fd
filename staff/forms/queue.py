"""What the queue may be narrowed to, and what may be searched for."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from petitions.queries.queue import Filters
from petitions.rules.terms import Channel, PetitionClass, Status, Urgency
from web.fields import CheckboxField, KeyField, PickedDayField, SelectField, TextField, choices_of
from web.form import OfficeForm
from web.validators import MaxLength, Optional, Required

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
ANY: tuple[str, Any] = ("", _l("全部"))
ENUMS = {"petition_class": PetitionClass, "channel": Channel, "urgency": Urgency}
LATE = (
    ANY,
    ("overdue", _l("已超期")),
    ("near", _l("七天内到期")),
    ("escalated", _l("超期，已报督查")),
)


class WithinReason:
    """A day that a case can have."""

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is not None and not EARLIEST <= field.data <= LATEST:
            raise ValidationError(gettext("请填写 1990 年到 2100 年之间的日期。"))


def any_or(enum: Any) -> list[tuple[str, Any]]:
    """The choices of an enum, and "all" in front."""
    return [ANY, *choices_of(enum)]


class QueueFilter(OfficeForm):
    """The filter panel; it travels in the address, so nothing personal is in it."""

    late = SelectField(_l("期限"), choices=LATE)
    status = SelectField(_l("状态"), choices=any_or(Status))
    petition_class = SelectField(_l("类别"), choices=any_or(PetitionClass))
    channel = SelectField(_l("渠道"), choices=any_or(Channel))
    urgency = SelectField(_l("紧急程度"), choices=any_or(Urgency))
    unit = SelectField(_l("承办单位"), choices=[ANY])
    received_from = PickedDayField(_l("收到日期，从"), [Optional(), WithinReason()])
    received_to = PickedDayField(_l("收到日期，到"), [Optional(), WithinReason()])
    mine = CheckboxField(_l("只看我认领的"), small=True)
    correction = CheckboxField(_l("只看有更正等待决定的"), small=True)
    exception = CheckboxField(_l("只看有例外申请等待决定的"), small=True)
    recusal = CheckboxField(_l("只看有回避要求等待决定的"), small=True)
    handed_over = CheckboxField(_l("只看转送、交办三次以上的"), small=True)
    unsigned = CheckboxField(_l("只看等待签收的"), small=True)
    erasure = CheckboxField(_l("只看有删除等待决定的"), small=True)
    again = CheckboxField(_l("只看重复反映两次以上的"), small=True)
    joint = CheckboxField(_l("只看正在商定由谁承办的"), small=True)
    review = CheckboxField(_l("只看正在复查、复核的"), small=True)
    report = CheckboxField(_l("只看办结报告待报送、待审查的"), small=True)
    redaction = CheckboxField(_l("只看等待脱敏的"), small=True)
    revealed = CheckboxField(_l("只看七天内有人查看过身份信息的"), small=True)
    closed = CheckboxField(_l("看已经结束的"), small=True)

    def filters(self) -> Filters:
        """What was asked for; a field that cannot be read narrows nothing."""
        given = {field.name: field.data for field in self if field.data and not field.errors}
        named: dict[str, Any] = {
            name: enum(given[name]) for name, enum in ENUMS.items() if name in given
        }
        return Filters(
            statuses=frozenset({Status(given["status"])} if "status" in given else ()),
            unit_id=int(given["unit"]) if "unit" in given else None,
            mine=bool(given.get("mine")),
            correction=bool(given.get("correction")),
            erasure=bool(given.get("erasure")),
            exception=bool(given.get("exception")),
            recusal=bool(given.get("recusal")),
            again=bool(given.get("again")),
            joint=bool(given.get("joint")),
            review=bool(given.get("review")),
            report=bool(given.get("report")),
            redaction=bool(given.get("redaction")),
            revealed=bool(given.get("revealed")),
            handed_over=bool(given.get("handed_over")),
            unsigned=bool(given.get("unsigned")),
            late=given.get("late", ""),
            # Only what has ended can be erased.
            closed=bool(given.get("closed") or given.get("erasure")),
            received_from=given.get("received_from"),
            received_to=given.get("received_to"),
            **named,
        )

    def address(self) -> dict[str, str]:
        """The same as arguments of an address."""
        pairs: dict[str, str] = {}
        for field in self:
            if field.data and not field.errors:
                pairs[field.name] = "1" if field.data is True else str(field.data)
        return pairs


class SearchForm(OfficeForm):
    """A number, a name or words; sent in the body, so that no name stands in an address."""

    words = TextField(
        _l("编号、姓名或者关键词"),
        [Required(_l("请填写要找的编号、姓名或者关键词。")), MaxLength(100)],
        hint=_l("编号和姓名要写完整；关键词至少两个字。"),
        input_type="search",
        width=30,
        autocomplete="off",
        spellcheck=False,
    )
    after = KeyField()
