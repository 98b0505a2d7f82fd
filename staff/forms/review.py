"""What is asked for a review and a re-review: the request that came in, the opinion, a hearing, its service."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from petitions.rules.counter import ServiceMethod
from petitions.rules.reviews import MOST_HEARING_DAYS, ReviewOutcome
from petitions.rules.terms import Channel
from staff.forms.queue import WithinReason
from staff.forms.step import StepForm, long_text
from web.fields import (
    CheckboxField,
    NumberField,
    PickedDayField,
    RadiosField,
    TextField,
    choices_of,
)
from web.validators import Between, MaxLength, NotFuture, Required

NOT_ONLINE = tuple(each for each in Channel if each is not Channel.ONLINE)


class ReviewRequestForm(StepForm):
    """What came by letter or in person: when, how, and what it says."""

    channel = RadiosField(
        _l("怎样提出的"),
        [Required(_l("请选择怎样提出的。"))],
        choices=choices_of(Channel, only=NOT_ONLINE),
        small=True,
    )
    received_on = PickedDayField(
        _l("收到日期"),
        [Required(_l("请填写收到日期。")), NotFuture(), WithinReason()],
        hint=_l("是否在 30 日的期限内，按这一天判断；作出意见的期限也从这一天起算。"),
    )
    text = long_text(
        _l("不服什么，请求什么，理由是什么"),
        _l("请写明请求和理由。"),
        hint=_l("照信访人写的、说的记，不要改动意思。"),
        rows=6,
    )


class DraftReviewForm(StepForm):
    """The opinion: what it comes to, what was found, what is held, and on which law."""

    outcome = RadiosField(
        _l("结论"),
        [Required(_l("请选择结论。"))],
        choices=ReviewOutcome,
        small=True,
        hints={
            ReviewOutcome.REMAND.value: _l("由原承办单位重新办理，办理期限从签发之日重新计算。"),
        },
    )
    findings = long_text(_l("查明的情况"), _l("请写明查明的情况。"), rows=6)
    opinion = long_text(_l("复查、复核意见"), _l("请写明复查、复核意见。"), rows=6)
    legal_basis = long_text(
        _l("依据"),
        _l("请写明依据。"),
        hint=_l("写明法律、法规、规章或者政策的名称和条款。"),
        rows=3,
    )
    document_number = TextField(_l("文号"), [MaxLength(100)], width=20)
    body = TextField(
        _l("复查、复核机关的名称"),
        [MaxLength(100)],
        hint=_l("本系统没有这个机关，请写全称。"),
    )


class HearingForm(StepForm):
    """When it was held, and how many days it took."""

    held_on = PickedDayField(_l("听证日期"), [Required(_l("请填写听证日期。")), WithinReason()])
    days = NumberField(
        _l("听证所需天数"),
        [Required(_l("请填写听证所需天数。")), Between(1, MOST_HEARING_DAYS)],
        hint=_l("自然日，从通知听证到听证结束。这些天不计入复核的期限，请如实填写。"),
    )


class ReviewServiceForm(StepForm):
    """When and how the review opinion reached the petitioner."""

    served_on = PickedDayField(
        _l("送达日期"),
        [Required(_l("请填写送达日期。")), WithinReason()],
        hint=_l("信访人收到的那一天，以送达回证或者签收记录为准。请求复核的 30 天从这一天起算。"),
    )
    method = RadiosField(
        _l("送达方式"), [Required(_l("请选择送达方式。"))], choices=ServiceMethod, small=True
    )
    not_taken = CheckboxField(
        _l("信访人拒收，或者没有签收"), hint=_l("拒收的，请把见证情况写进办理记录。")
    )
