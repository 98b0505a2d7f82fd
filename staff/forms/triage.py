"""What is asked for closing reports, reports to those above, and leaders' instructions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from petitions.adapters import clock
from petitions.rules.triage import ReportTo
from staff.forms.queue import WithinReason
from staff.forms.step import StepForm, long_text, remark
from web.fields import PickedDayField, RadiosField, TextField
from web.validators import MaxLength, Optional, Required


class PickedMomentField(TextField):
    """A day and minute of the office's own clock; ``data`` is an aware instant or None."""

    input_type = "datetime-local"
    width = 20
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        text, self.data = str(self.data or "").strip(), None
        if not text:
            return
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise ValueError(gettext("请填写日期和时间，例如 2026-03-05T09:30。")) from error
        self.data = moment.replace(tzinfo=clock.zone()) if moment.tzinfo is None else moment

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if isinstance(self.data, datetime):
            return f"{self.data.astimezone(clock.zone()):%Y-%m-%dT%H:%M}"
        return ""


class WithinReasonMoment(WithinReason):
    """A moment that a case can have."""

    def __call__(self, form: Any, field: Any) -> None:
        if isinstance(field.data, datetime) and not 1990 <= field.data.year < 2100:
            raise ValidationError(gettext("请填写 1990 年到 2100 年之间的日期。"))


class ClosingReportForm(StepForm):
    """What was done, what came of it, how the petitioner was told (Art. 22 (3))."""

    done = long_text(_l("办理经过"), _l("请写明办理经过。"), rows=6)
    result = long_text(_l("办理结果"), _l("请写明办理结果和落实情况。"), rows=4)
    told = long_text(
        _l("怎样答复信访人"),
        _l("请写明怎样答复信访人。"),
        rows=3,
        hint=_l("答复的方式和日期，信访人的意见。"),
    )


class AcceptReportForm(StepForm):
    """A remark, if any."""

    comment = remark(_l("审核意见"), hint=_l("承办单位可以看到，信访人看不到。"))


class ReturnReportForm(StepForm):
    """Why it goes back."""

    reason = long_text(
        _l("退回的理由"), _l("请写明退回的理由。"), hint=_l("写明还要办什么、补充什么。")
    )


class ReportUpForm(StepForm):
    """To whom, since when it is known, and what is proposed."""

    addressee = RadiosField(
        _l("报给谁"), [Required(_l("请选择报给谁。"))], choices=ReportTo, small=True
    )
    learned_at = PickedMomentField(
        _l("得知的时间"),
        [Required(_l("请填写得知的时间。")), WithinReasonMoment()],
        hint=_l("应当及时报告，从得知起算。"),
    )
    reported_at = PickedMomentField(
        _l("报告的时间"), [Required(_l("请填写报告的时间。")), WithinReasonMoment()]
    )
    proposal = long_text(
        _l("拟办意见"),
        _l("请写明拟办意见。"),
        hint=_l("写明情况、已经做了什么、建议怎样处理。有新情况的，可以再次报告。"),
    )


class InstructionForm(StepForm):
    """Whose, when, what, and by when."""

    post = TextField(
        _l("批示领导的职务"),
        [Required(_l("请填写批示领导的职务。")), MaxLength(100)],
        hint=_l("只写职务，例如“分管副市长”，不写姓名。"),
    )
    given_on = PickedDayField(_l("批示日期"), [Required(_l("请填写批示日期。")), WithinReason()])
    text = long_text(_l("批示内容"), _l("请写明批示内容。"))
    finish_by = PickedDayField(
        _l("要求办结的日期"),
        [Optional(), WithinReason()],
        hint=_l("批示没有写日期的留空；法定期限照常计算，先到的为准。"),
    )
