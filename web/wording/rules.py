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
        DayKind.CALENDAR: lazy_gettext("自然日"),
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

LAWS: dict[str, LazyString] = {
    "信访工作条例": lazy_gettext("信访工作条例"),
    "民法典": lazy_gettext("民法典"),
    "行政诉讼法": lazy_gettext("行政诉讼法"),
    "行政复议法": lazy_gettext("行政复议法"),
    "个人信息保护法": lazy_gettext("个人信息保护法"),
}

_SECTION = re.compile(r"§(?P<number>[0-9]+(?:[–-][0-9]+)?)(?P<items>(?:[–-]?\([0-9]+\))*)")


def article(text: str) -> str:
    """《信访工作条例》第34条 for "信访工作条例 §34"; a rule of the house says so."""
    law, _, rest = text.partition(" ")
    if law not in LAWS:
        return gettext("本机关的工作规则")
    cited = [_section(found["number"], found["items"]) for found in _SECTION.finditer(rest)]
    return gettext("《%(law)s》%(sections)s", law=LAWS[law], sections=gettext("、").join(cited))


def _section(number: str, items: str) -> str:
    if items:
        return gettext("第%(number)s条第%(items)s项", number=number, items=items)
    return gettext("第%(number)s条", number=number)


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
