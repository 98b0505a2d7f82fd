"""What is asked for a reply: its words, the second signature, and the end of the case."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from petitions.rules.counter import ServiceMethod
from petitions.rules.terms import CloseReason, Outcome, ReplyKind
from staff.forms.queue import WithinReason
from staff.forms.step import LONG, StepForm, files_to_send, long_text, remark
from web.fields import CheckboxField, PickedDayField, RadiosField, TextAreaField
from web.validators import MaxLength, Required

FINAL = ReplyKind.FINAL.value


class ForFinal(Required):
    """Needed for a handling opinion; in an interim reply whatever stands there is not looked at."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        if form.kind.data == FINAL:
            super().__call__(form, field)
        else:
            field.errors[:] = []
            raise StopValidation


class DraftReplyForm(StepForm):
    """The reply (Art. 32: facts and reasons, the opinion, and its legal basis)."""

    kind = RadiosField(
        _l("答复种类"),
        [Required(_l("请选择答复种类。"))],
        choices=ReplyKind,
        small=True,
        hints={
            ReplyKind.INTERIM.value: _l("告知进展，信访件继续办理，期限照常计算。"),
            ReplyKind.FINAL.value: _l("写明事实、处理意见和依据；发出后信访人可以请求复查。"),
        },
    )
    outcome = RadiosField(
        _l("处理结果"),
        [ForFinal(_l("处理意见书要写明处理结果。"))],
        choices=Outcome,
        small=True,
        hint=_l("只用于处理意见书。"),
    )
    facts_found = TextAreaField(
        _l("查明的事实"),
        [
            ForFinal(_l("处理意见书要写明查明的事实。")),
            MaxLength(LONG),
        ],
        limit=LONG,
        rows=6,
    )
    opinion = long_text(_l("处理意见"), _l("请写明处理意见。"), rows=8)
    legal_basis = TextAreaField(
        _l("依据"),
        [
            ForFinal(_l("处理意见书要写明依据。")),
            MaxLength(LONG),
        ],
        limit=LONG,
        rows=3,
        hint=_l("写明法律、法规、规章或者政策的名称和条款。"),
    )
    files = files_to_send()


class ApproveReplyForm(StepForm):
    """A remark with the signature, if any."""

    comments = remark(_l("审批意见"), hint=_l("起草人可以看到，信访人看不到。"))


class ReturnReplyForm(StepForm):
    """What has to be changed."""

    comments = long_text(_l("修改意见"), _l("请写明要修改什么。"))


class ServiceForm(StepForm):
    """When and how the opinion reached the petitioner."""

    served_on = PickedDayField(
        _l("送达日期"),
        [Required(_l("请填写送达日期。")), WithinReason()],
        hint=_l("信访人收到的那一天，以送达回证或者签收记录为准。请求复查的 30 天从这一天起算。"),
    )
    method = RadiosField(
        _l("送达方式"), [Required(_l("请选择送达方式。"))], choices=ServiceMethod, small=True
    )
    not_taken = CheckboxField(
        _l("信访人拒收，或者没有签收"), hint=_l("拒收的，请把见证情况写进办理记录。")
    )


class CloseForm(StepForm):
    """How the case ended."""

    close_reason = RadiosField(
        _l("办结方式"), [Required(_l("请选择办结方式。"))], choices=CloseReason, small=True
    )
