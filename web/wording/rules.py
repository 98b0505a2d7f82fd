"""Words about the rules: clocks and their arithmetic, grounds, articles and refusals."""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from flask_babel import LazyString, format_date, gettext, lazy_gettext, ngettext

from petitions.rules.admissibility import Place
from petitions.rules.policy import Force, OwedBy
from petitions.rules.reasons import ReasonCode
from petitions.rules.rulebook import POLICY
from petitions.rules.terms import Alert, Clock, ClockState, DayKind
from web.language import ENGLISH, lang
from web.wording.case import Words


def clock_name(clock: Clock) -> str:
    """What a clock is called in the rulebook, in the reader's language."""
    rule = POLICY[clock]
    return rule.name_en if lang() == ENGLISH else rule.name


WORDS: Words = {
    Clock: {clock: LazyString(clock_name, clock) for clock in Clock},
    ClockState: {
        ClockState.RUNNING: lazy_gettext("期限内"),
        ClockState.NEAR: lazy_gettext("临近到期"),
        ClockState.DUE_TODAY: lazy_gettext("今天到期"),
        ClockState.OVERDUE: lazy_gettext("已超期"),
        ClockState.MET: lazy_gettext("按期完成"),
        ClockState.MET_LATE: lazy_gettext("超期完成"),
        ClockState.STOPPED: lazy_gettext("已停止"),
        ClockState.NOT_OWED: lazy_gettext("不需要告知"),
    },
    Alert: {
        Alert.NEAR: lazy_gettext("临近到期"),
        Alert.DUE: lazy_gettext("今天到期"),
        Alert.OVERDUE: lazy_gettext("已超期"),
        Alert.TO_HEAD: lazy_gettext("超期，报单位负责人"),
        Alert.TO_SUPERVISION: lazy_gettext("超期，报督查人员"),
    },
    OwedBy: {
        OwedBy.LETTERS_OFFICE: lazy_gettext("信访工作机构"),
        OwedBy.UNIT: lazy_gettext("承办单位"),
        OwedBy.REVIEWER: lazy_gettext("复查、复核机关"),
        OwedBy.CITIZEN: lazy_gettext("信访人"),
    },
    Force: {
        Force.LAW: lazy_gettext("法定期限"),
        Force.OFFICE: lazy_gettext("内部期限"),
    },
    DayKind: {
        DayKind.CALENDAR: lazy_gettext("自然日"),
        DayKind.WORKING: lazy_gettext("工作日"),
        DayKind.MINUTES: lazy_gettext("分钟"),
    },
    ReasonCode: {
        ReasonCode.FIRST_DAY_NOT_COUNTED: lazy_gettext("开始当日不计算"),
        ReasonCode.DAYS_COUNTED: lazy_gettext("规定的期限"),
        ReasonCode.WORKING_DAYS_COUNTED: lazy_gettext("规定的期限"),
        ReasonCode.MINUTES_COUNTED: lazy_gettext("规定的期限"),
        ReasonCode.SKIPPED_REST_DAY: lazy_gettext("休息日不计入工作日"),
        ReasonCode.LAW_IS_EARLIER: lazy_gettext("法定期限先到，以法定期限为准"),
        ReasonCode.MAKE_UP_DAY_COUNTED: lazy_gettext("调休上班日计入工作日"),
        ReasonCode.EXTENDED: lazy_gettext("经批准延长"),
        ReasonCode.EXCLUDED_HEARING: lazy_gettext("听证所需时间不计算"),
        ReasonCode.CITIZEN_MOVED_TO_WORKING_DAY: lazy_gettext("最后一日是休息日，顺延到工作日"),
        ReasonCode.AUTHORITY_NOT_LENGTHENED: lazy_gettext("机关的期限不因休息日延长"),
        ReasonCode.AUTHORITY_TARGET_BEFORE_REST: lazy_gettext("应当在休息日之前完成"),
    },
    Place: {
        Place.COURT: lazy_gettext("人民法院"),
        Place.PROCURATORATE: lazy_gettext("人民检察院"),
        Place.PUBLIC_SECURITY: lazy_gettext("公安机关"),
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
    "信访条例(2005)": lazy_gettext("信访条例（2005）"),
    "信访事项简易办理办法": lazy_gettext("信访事项简易办理办法"),
    "浙江省信访条例": lazy_gettext("浙江省信访条例"),
    "山东省信访条例": lazy_gettext("山东省信访条例"),
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
    if not rest:
        return gettext("《%(law)s》", law=LAWS[law])
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
    @property
    def until(self) -> date | None: ...
    @property
    def name(self) -> str: ...


def reason_line(step: ReasonLike) -> str:
    """The words of a step with its day or stretch of days, what the notice calls them, and its number of days."""
    line = str(WORDS[ReasonCode][step.code])
    if step.days is not None:
        line = gettext("%(what)s：%(amount)s", what=line, amount=_amount(step.code, step.days))
    if step.day is not None:
        line = gettext("%(what)s（%(day)s）", what=line, day=_stretch(step))
    return line


def _amount(code: ReasonCode, count: int) -> str:
    if code is ReasonCode.WORKING_DAYS_COUNTED:
        return ngettext("%(num)d 个工作日", "%(num)d 个工作日", count)
    if code is ReasonCode.MINUTES_COUNTED:
        return ngettext("%(num)d 分钟", "%(num)d 分钟", count)
    return ngettext("%(num)d 天", "%(num)d 天", count)


def _stretch(step: ReasonLike) -> str:
    """ "2026年10月1日", or "2026年10月1日至2026年10月7日，国庆节"."""
    words = format_date(step.day, "long", rebase=False)
    if step.until is not None and step.until != step.day:
        until = format_date(step.until, "long", rebase=False)
        words = gettext("%(first)s至%(last)s", first=words, last=until)
    named = day_name(step.name)
    return gettext("%(day)s，%(name)s", day=words, name=named) if named else words


def day_name(name: str) -> str:
    """A holiday's name as the notice has it; blank for one that only says which day it stands in for."""
    return name if lang() != ENGLISH and not _STANDS_IN.search(name) else ""


_STANDS_IN = re.compile("[0-9]")
