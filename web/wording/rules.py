"""Words about the rules: clocks and their arithmetic, grounds, articles and refusals."""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from flask_babel import LazyString, format_date, gettext, lazy_gettext, ngettext

from petitions.rules.admissibility import Place
from petitions.rules.deadlines import ReasonCode
from petitions.rules.terms import Clock, ClockState, DayKind
from web.wording.case import Words

WORDS: Words = {
    Clock: {
        Clock.SORT: lazy_gettext("登记并转送、交办"),
        Clock.NOTICE_DIRECT: lazy_gettext("告知是否受理（直接提出）"),
        Clock.NOTICE_ROUTED: lazy_gettext("告知是否受理（转送、交办）"),
        Clock.OBJECTION: lazy_gettext("提出异议"),
        Clock.HANDLING: lazy_gettext("办结并出具处理意见书"),
        Clock.ASSIGNED: lazy_gettext("交办件反馈结果"),
        Clock.ASK_REVIEW: lazy_gettext("信访人请求复查"),
    },
    ClockState: {
        ClockState.RUNNING: lazy_gettext("期限内"),
        ClockState.NEAR: lazy_gettext("临近到期"),
        ClockState.DUE_TODAY: lazy_gettext("今天到期"),
        ClockState.OVERDUE: lazy_gettext("已超期"),
        ClockState.MET: lazy_gettext("按期完成"),
        ClockState.MET_LATE: lazy_gettext("超期完成"),
        ClockState.STOPPED: lazy_gettext("已停止"),
    },
    DayKind: {
        DayKind.CALENDAR: lazy_gettext("日"),
        DayKind.WORKING: lazy_gettext("工作日"),
    },
    ReasonCode: {
        ReasonCode.FIRST_DAY_NOT_COUNTED: lazy_gettext("开始当日不计算"),
        ReasonCode.DAYS_COUNTED: lazy_gettext("规定的期限"),
        ReasonCode.SKIPPED_REST_DAY: lazy_gettext("休息日不计入工作日"),
        ReasonCode.MAKE_UP_DAY_COUNTED: lazy_gettext("调休上班日计入工作日"),
        ReasonCode.EXTENDED: lazy_gettext("经批准延长"),
        ReasonCode.EXCLUDED_HEARING: lazy_gettext("听证所需时间不计算"),
        ReasonCode.CITIZEN_MOVED_TO_WORKING_DAY: lazy_gettext("最后一日是休息日，顺延到工作日"),
        ReasonCode.AUTHORITY_NOT_LENGTHENED: lazy_gettext("机关的期限不因休息日延长"),
        ReasonCode.AUTHORITY_TARGET_BEFORE_REST: lazy_gettext("应当在休息日之前完成"),
    },
    Place: {
        Place.COURT: lazy_gettext("人民法院"),
        Place.RECONSIDERATION_BODY: lazy_gettext("行政复议机关"),
        Place.ARBITRATION_COMMISSION: lazy_gettext("仲裁委员会"),
        Place.DISCIPLINE_INSPECTION: lazy_gettext("纪检监察机关"),
        Place.REVIEW_UNIT: lazy_gettext("复查、复核机关"),
        Place.OWN_UNIT: lazy_gettext("本单位"),
        Place.COMPETENT_UNIT: lazy_gettext("有权处理的机关、单位"),
    },
}

REFUSED = lazy_gettext("这一步现在不能做。")

REFUSALS: dict[str, LazyString] = {
    "missing": lazy_gettext("还缺少："),
    "stale": lazy_gettext("您打开页面之后，另一个人已经改动了这件信访事项，您的操作没有执行。"),
    "no_right": lazy_gettext("您的岗位没有这项权限。"),
    "wrong_status": lazy_gettext("这件信访事项现在的状态不允许这一步。"),
    "wrong_class": lazy_gettext("这一步不适用于这一类信访事项。"),
    "own_draft": lazy_gettext("自己起草的答复不能由自己批准，请由另一位负责人批准。"),
    "own_request": lazy_gettext("自己提出的延期申请不能由自己批准，请由另一位负责人批准。"),
    "extended_once": lazy_gettext("这件信访事项已经延长过一次，不能再延长。"),
    "extension_pending": lazy_gettext("已经有一份延期申请等待批准。"),
    "no_extension_pending": lazy_gettext("现在没有等待批准的延期申请。"),
    "not_a_final_reply": lazy_gettext("待发的不是处理意见书。"),
    "not_an_interim_reply": lazy_gettext("待发的不是阶段性答复。"),
    "objection_ruled": lazy_gettext("信访机构已经裁定由您单位办理，不能再次提出异议。"),
    "already_holder": lazy_gettext("您已经是这件信访事项的首办责任人。"),
    "not_extendable": lazy_gettext("这个期限不能延长。"),
    "not_positive": lazy_gettext("天数必须至少为 1。"),
    "too_long": lazy_gettext("延长的天数超过了规定的上限。"),
    "second_extension": lazy_gettext("一件信访事项只能延长一次。"),
    "without_reason": lazy_gettext("必须写明理由。"),
    "not_excludable": lazy_gettext("这个期限不能扣除听证时间。"),
    "too_late": lazy_gettext("提出异议的期限已经过了。"),
    "length_missing": lazy_gettext("交办时必须写明反馈期限。"),
}
"""Codes of ``ActionError`` and of the rules' own refusals."""

FACTS: dict[str, LazyString] = {
    "petition_class": lazy_gettext("事项类别"),
    "channel": lazy_gettext("信访渠道"),
    "unit_id": lazy_gettext("承办单位"),
    "limit_days": lazy_gettext("反馈期限"),
    "days": lazy_gettext("延长的天数"),
    "reason": lazy_gettext("理由"),
    "reasons": lazy_gettext("理由"),
    "ruling": lazy_gettext("裁定意见"),
    "ground": lazy_gettext("不予受理的理由"),
    "explanation": lazy_gettext("说明"),
    "where_to_go": lazy_gettext("应当向何处提出"),
    "earlier_number": lazy_gettext("原信访件编号"),
    "procedure": lazy_gettext("导入的程序"),
    "body": lazy_gettext("受理该程序的机关"),
    "question": lazy_gettext("需要补充的内容"),
    "text": lazy_gettext("内容"),
    "kind": lazy_gettext("答复种类"),
    "opinion": lazy_gettext("处理意见"),
    "comments": lazy_gettext("修改意见"),
    "close_reason": lazy_gettext("办结方式"),
    "confirmed": lazy_gettext("确认"),
}
"""Names of the facts that rows of ``lifecycle.STEPS`` need."""

_CITED = re.compile(
    r"^(?P<law>\D+?) §(?P<number>[0-9]+)(?P<to>[–-][0-9]+)?(?P<items>(\([0-9]+\))*)$"
)


def article(text: str) -> str:
    """《信访工作条例》第34条 for "信访工作条例 §34"; anything else as it is."""
    found = _CITED.match(text)
    if not found:
        return text
    number = found["number"] + (found["to"] or "")
    items = "".join(
        gettext("第（%(n)s）项", n=item) for item in re.findall(r"[0-9]+", found["items"])
    )
    return gettext("《%(law)s》第%(number)s条", law=gettext(found["law"]), number=number) + items


class ReasonLike(Protocol):
    """What ``petitions.rules.deadlines.Reason`` offers."""

    @property
    def code(self) -> ReasonCode: ...
    @property
    def day(self) -> date | None: ...
    @property
    def days(self) -> int | None: ...


def reason_line(step: ReasonLike) -> str:
    """The words of a step with its day and its number of days."""
    line = str(WORDS[ReasonCode][step.code])
    if step.days is not None:
        amount = ngettext("%(num)d 天", "%(num)d 天", step.days)
        line = gettext("%(what)s：%(amount)s", what=line, amount=amount)
    if step.day is not None:
        day = format_date(step.day, "long", rebase=False)
        line = gettext("%(what)s（%(day)s）", what=line, day=day)
    return line
